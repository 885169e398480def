import Foundation
import Glibc

/// Starts a program and gives its process id.
///
/// The calling thread counts as its parent: see `ChildProcess`.
func spawn(_ command: ChildCommand) throws(ProcessError) -> Int32 {
    func failure(_ code: Int32) -> ProcessError {
        .cannotStart(name: command.name, path: command.executable, cause: String(cString: strerror(code)))
    }
    guard access(command.executable, X_OK) == 0 else { throw failure(errno) }

    let output: Int32
    switch command.output {
    case .file(let path):
        output = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw .cannotWrite(path: path, cause: String(cString: strerror(errno))) }
    case .lines(let body):
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw failure(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[1]
        let input = ends[0]
        Thread.detachNewThread { forwardLines(from: input, to: body) }
    }
    defer { close(output) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    // Libraries open sockets that are inherited unless closed here.
    _ = addCloseFrom?(&actions, STDERR_FILENO + 1)

    // A group of its own, and the signal settings of a fresh process, whatever ours are.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var words = [command.executable] + command.arguments
    let setpriv = "/usr/bin/setpriv"
    if access(setpriv, X_OK) == 0 { words = [setpriv, "--pdeathsig", "KILL", "--"] + words }
    let variables = ProcessInfo.processInfo.environment.merging(command.environment) { $1 }
    var processID: pid_t = 0
    let status = withCStrings(words) { arguments in
        withCStrings(variables.map { "\($0.key)=\($0.value)" }) { environment in
            posix_spawn(&processID, words[0], &actions, &attributes, arguments, environment)
        }
    }
    guard status == 0 else { throw failure(status) }
    return processID
}

/// glibc's `posix_spawn_file_actions_addclosefrom_np` (from 2.34), looked up by name as Swift's module map of
/// glibc leaves GNU extensions out.
private let addCloseFrom: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32)? = {
    guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return nil }
    return unsafeBitCast(
        symbol, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
}()

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Answer>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Answer
) -> Answer {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    return pointers.withUnsafeMutableBufferPointer { buffer in
        // The array holds at least the null, so it has an address.
        withUnsafeMutablePointer(to: &buffer[0], body)
    }
}

/// Reads to the end and gives each line.
///
/// A line longer than 64 kB comes in pieces, so that a program that never ends one cannot fill our memory.
private func forwardLines(from descriptor: Int32, to body: @Sendable (String) -> Void) {
    defer { close(descriptor) }
    let longest = 64 * 1024
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: longest)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        pending += chunk[..<count]
        var start = 0
        while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
            body(String(decoding: pending[start..<end], as: UTF8.self))
            start = end + 1
        }
        pending.removeFirst(start)
        if pending.count >= longest {
            body(String(decoding: pending, as: UTF8.self))
            pending = []
        }
    }
    if !pending.isEmpty { body(String(decoding: pending, as: UTF8.self)) }
}
