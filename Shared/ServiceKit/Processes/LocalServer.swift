import Foundation
import Glibc
import Synchronization
import Threads

/// A server that we run for ourselves on 127.0.0.1, with its state in a folder.
///
/// It ends when this object goes and when our process goes (see `ChildProcess`). Its words go to
/// `<program>.log` in its folder.
public final class LocalServer: Sendable {
    /// Which server it is.
    public let kind: any LocalServerKind
    /// Where its state is.
    public let folder: String
    /// Where it listens on 127.0.0.1; the same after a restart.
    public let port: UInt16

    private let executable: String
    private let child: Mutex<ChildProcess>

    /// The URL that clients use.
    public var address: String { "\(kind.scheme)://127.0.0.1:\(port)" }
    /// Process id of the server as it runs now.
    public var processID: Int32 { process.processID }
    /// The running program.
    public var process: ChildProcess { child.withLock { $0 } }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameters:
    ///   - folder: where its state is kept; made if it is not there.
    ///   - port: where to listen; nil finds a free one.
    public static func start(
        _ kind: any LocalServerKind, folder: String, port: UInt16? = nil
    ) async throws -> LocalServer {
        let executable = try Executable.find(
            kind.program, package: kind.package, variable: kind.variable, folders: kind.folders)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ProcessError.cannotWrite(path: folder, cause: error.localizedDescription)
        }
        // Between finding a free port and listening on it, another program may take it: draw again.
        for _ in 0..<4 where port == nil {
            let drawn = try Port.free()
            do {
                return try await LocalServer(kind, folder, drawn, executable)
            } catch ProcessError.portBusy {
                continue
            }
        }
        return try await LocalServer(kind, folder, port ?? Port.free(), executable)
    }

    private init(_ kind: any LocalServerKind, _ folder: String, _ port: UInt16, _ executable: String) async throws {
        self.kind = kind
        self.folder = folder
        self.port = port
        self.executable = executable
        child = Mutex(try await Self.launch(kind, folder, port, executable))
    }

    /// Asks it to end and waits until it is gone.
    public func stop() async {
        await process.stop()
    }

    /// Kills it, as a power cut would, and waits until it is gone.
    public func kill() async {
        await process.kill()
    }

    /// Starts it again on the same port and folder; ends it first if it runs.
    public func restart() async throws {
        await process.stop()
        let started = try await Self.launch(kind, folder, port, executable)
        child.withLock { $0 = started }
    }

    /// Freezes it: connections stay, nothing is answered.
    public func pause() {
        process.signal(SIGSTOP)
    }

    /// Lets a frozen server go on.
    public func resume() {
        process.signal(SIGCONT)
    }

    private static func launch(
        _ kind: any LocalServerKind, _ folder: String, _ port: UInt16, _ executable: String
    ) async throws -> ChildProcess {
        guard Port.isFree(port) else { throw ProcessError.portBusy(name: kind.program, port: port) }
        let log = "\(folder)/\(kind.program).log"
        let (program, arguments) = RunAsUser.command(
            executable, try kind.prepare(folder: folder, port: port), user: kind.user)
        let child = try await ChildProcess.start(
            ChildCommand(name: kind.program, executable: program, arguments: arguments, output: .file(log)))
        // A store of many gigabytes takes a while to recover.
        let patience = Duration.seconds(60)
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            let answer = await BlockingThreads.run { Port.firstAnswer(from: port, to: kind.greeting, seconds: 1) }
            if let answer, kind.isReady(answer), child.isRunning { return child }
            guard child.isRunning else {
                if !Port.isFree(port) { throw ProcessError.portBusy(name: kind.program, port: port) }
                throw ProcessError.endedEarly(name: kind.program, exit: try await child.waitForExit(), log: log)
            }
            // The servers give no sign when they begin to listen, so ask again soon.
            try await Task.sleep(for: .milliseconds(10))
        }
        await child.kill()
        throw ProcessError.notReady(name: kind.program, port: port, after: patience, log: log)
    }
}
