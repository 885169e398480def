/// Why a program or server could not be started.
public enum ProcessError: Error, Sendable, Equatable {
    /// The program is not installed. `variable` may name it instead of the search path.
    case missingProgram(name: String, package: String, variable: String)
    /// The environment variable names something that cannot be run.
    case notExecutable(variable: String, path: String)
    /// The system refused to start the program.
    case cannotStart(name: String, path: String, cause: String)
    /// Another program listens on the port.
    case portBusy(name: String, port: UInt16)
    /// No free port was found on 127.0.0.1.
    case noFreePort
    /// The server ended before it answered; `log` is the file with its last words.
    case endedEarly(name: String, exit: ProcessExit, log: String)
    /// The server runs but did not answer in time; `log` is the file with its words.
    case notReady(name: String, port: UInt16, after: Duration, log: String)
    /// A folder or file that a server needs could not be made.
    case cannotWrite(path: String, cause: String)
}

extension ProcessError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .missingProgram(let name, let package, let variable):
            "\(name) was not found on the search path, /usr/sbin or /usr/local/sbin; "
                + "install the Debian package \(package) or name the program in \(variable)"
        case .notExecutable(let variable, let path):
            "\(variable) names \(path), which is not a program that can be run"
        case .cannotStart(let name, let path, let cause):
            "\(name) (\(path)) could not be started: \(cause)"
        case .portBusy(let name, let port):
            "\(name) cannot listen on 127.0.0.1:\(port), as another program does; expected a free port"
        case .noFreePort:
            "no free port was found on 127.0.0.1"
        case .endedEarly(let name, let exit, let log):
            "\(name) ended before it answered (\(exit)); its log is \(log)"
        case .notReady(let name, let port, let time, let log):
            "\(name) did not answer on 127.0.0.1:\(port) within \(time.components.seconds) s; its log is \(log)"
        case .cannotWrite(let path, let cause):
            "\(path) could not be made: \(cause)"
        }
    }
}

/// How a program ended.
public enum ProcessExit: Sendable, Equatable {
    /// By itself, with this exit status; 0 is success.
    case status(Int32)
    /// By a signal.
    case signal(Int32)
}

extension ProcessExit: CustomStringConvertible {
    /// `exit status 1` or `signal 9`.
    public var description: String {
        switch self {
        case .status(let status): "exit status \(status)"
        case .signal(let number): "signal \(number)"
        }
    }
}
