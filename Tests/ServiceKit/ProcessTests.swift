import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import Threads

@testable import ServiceKit

@Suite("Child processes", .timeLimit(.minutes(1)))
struct ProcessTests {
    @Test("Lines of both outputs arrive, and the exit status is told")
    func lines() async throws {
        let (lines, report) = AsyncStream.makeStream(of: String.self)
        let child = try await ChildProcess.start(
            shell("echo one; echo two >&2; printf three; exit 3") { report.yield($0) })
        #expect(try await child.waitForExit() == .status(3))
        #expect(!child.isRunning)
        var iterator = lines.makeAsyncIterator()
        for expected in ["one", "two", "three"] { #expect(await iterator.next() == expected) }
    }

    @Test("Stopping takes what the program has started along, and leaves no process")
    func stopGroup() async throws {
        let child = try await startWaiting(shell("sleep 1000 & echo up; wait"))
        await child.stop()
        #expect(try await child.waitForExit() == .signal(SIGTERM))
        // The shell is gone; what it started has been killed and goes a moment later.
        while groupExists(child.processID) { await Task.yield() }
    }

    @Test("A program that ignores SIGTERM is killed after the patience")
    func stubborn() async throws {
        let child = try await startWaiting(shell("trap '' TERM; echo up; while true; do sleep 0.1; done"))
        await child.stop(patience: .milliseconds(50))
        #expect(try await child.waitForExit() == .signal(SIGKILL))
        while groupExists(child.processID) { await Task.yield() }
    }

    @Test("A program ends with the object that stands for it")
    func released() async throws {
        let processID = try await startWaiting(shell("echo up; exec sleep 1000")).processID
        while groupExists(processID) { await Task.yield() }
    }

    @Test("A program dies with the thread that started it, and so with our process")
    func parentDeath() async throws {
        let isUp = DispatchSemaphore(value: 0)
        let command = shell("echo up; exec sleep 1000") { _ in isUp.signal() }
        let processID = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let result = Result { try spawn(command) }
                isUp.wait()
                continuation.resume(with: result)
            }
        }
        let (ended, signal) = await BlockingThreads.run {
            var status: Int32 = 0
            let ended = waitpid(processID, &status, 0)
            return (ended, status & 0x7f)
        }
        #expect(ended == processID)
        #expect(signal == SIGKILL)
    }

    @Test("Waiting for the end can be cancelled, and the program goes on")
    func cancelledWait() async throws {
        let child = try await startWaiting(shell("echo up; exec sleep 1000"))
        let wait = Task { try await child.waitForExit() }
        wait.cancel()
        await #expect(throws: CancellationError.self) { try await wait.value }
        #expect(child.isRunning)
        await child.kill()
    }

    @Test("A program that is not there cannot be started, in one clear line")
    func missing() async {
        let command = ChildCommand(name: "scorer", executable: "/no/such", output: .lines { _ in })
        let error = await #expect(throws: ProcessError.self) { try await ChildProcess.start(command) }
        #expect(error?.description == "scorer (/no/such) could not be started: No such file or directory")
    }

    @Test("A server that is not installed is named with its Debian package")
    func notInstalled() {
        let error = #expect(throws: ProcessError.self) {
            try Executable.find(
                "gnats", package: "gnats-server", variable: "PERYTON_GNATS", environment: ["PATH": "/bin"])
        }
        #expect(
            error?.description == "gnats was not found on the search path, /usr/sbin or /usr/local/sbin; "
                + "install the Debian package gnats-server or name the program in PERYTON_GNATS")
    }

    @Test("A variable that names no program is named")
    func badVariable() {
        let error = #expect(throws: ProcessError.self) {
            try Executable.find(
                "gnats", package: "p", variable: "PERYTON_GNATS", environment: ["PERYTON_GNATS": "/tmp"])
        }
        #expect(error?.description == "PERYTON_GNATS names /tmp, which is not a program that can be run")
    }

    @Test("A supervised program is started again when it ends, and stopped at shutdown")
    func supervised() async throws {
        let (events, report) = AsyncStream.makeStream(of: ProcessSupervisor.Event.self)
        let starts = Mutex(0)
        let supervisor = ProcessSupervisor {
            let count = starts.withLock { starts in
                starts += 1
                return starts
            }
            return try await ChildProcess.start(shell(count < 3 ? "exit \(count)" : "exec sleep 1000"))
        } onEvent: {
            report.yield($0)
        }
        let group = ServiceGroup(configuration: .init(services: [supervisor], logger: silent))
        async let running: Void = group.run()
        var seen: [ProcessSupervisor.Event] = []
        var last: Int32 = 0
        for await event in events {
            if case .started(let processID) = event { last = processID } else { seen.append(event) }
            if starts.withLock({ $0 }) == 3, case .started = event { break }
        }
        await group.triggerGracefulShutdown()
        try await running
        #expect(
            seen == [
                .ended(.status(1), restartIn: .milliseconds(200)), .ended(.status(2), restartIn: .milliseconds(400)),
            ])
        #expect(!groupExists(last))
    }

    @Test("Events read as sentences")
    func events() {
        let ended = ProcessSupervisor.Event.ended(.signal(9), restartIn: .milliseconds(200))
        #expect(ended.description == "ended with signal 9, starts again in 0.2 s")
    }

    @Test("A supervised server that is killed comes back on its port")
    func supervisedServer() async throws {
        try await withRedisServer { server in
            let (events, report) = AsyncStream.makeStream(of: ProcessSupervisor.Event.self)
            let supervisor = ProcessSupervisor(server) { report.yield($0) }
            let group = ServiceGroup(configuration: .init(services: [supervisor], logger: silent))
            async let running: Void = group.run()
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == .started(processID: server.processID))
            let first = server.processID
            server.process.signal(SIGKILL)
            #expect(await iterator.next() == .ended(.signal(SIGKILL), restartIn: .milliseconds(200)))
            guard case .started(let second) = await iterator.next() else {
                Issue.record("the server was not started again")
                return
            }
            #expect(second != first && server.process.isRunning)
            await group.triggerGracefulShutdown()
            try await running
            #expect(await iterator.next() == .stopped)
            #expect(!server.process.isRunning)
        }
    }

    @Test("A program that cannot be started at all ends the supervision with the reason")
    func unsupervisable() async {
        let command = ChildCommand(name: "scorer", executable: "/no/such", output: .lines { _ in })
        await #expect(throws: ProcessError.self) { try await ProcessSupervisor(command) { _ in }.run() }
    }

    // MARK: Helpers

    private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Whether a process of the group still runs.
    ///
    /// Orphans that have ended count as gone, though they may wait for process 1 to take note of it.
    private func groupExists(_ group: Int32) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { process in
            // <id> (<name>) <state> <parent> <group> …, where the name may hold anything.
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return false }
            let fields = text[end...].split(separator: " ")
            return fields.count > 3 && fields[3] == String(group) && fields[1] != "Z"
        }
    }

    /// Starts a program and waits for its first line.
    private func startWaiting(_ command: ChildCommand) async throws -> ChildProcess {
        let (lines, report) = AsyncStream.makeStream(of: String.self)
        var command = command
        command.output = .lines { report.yield($0) }
        let child = try await ChildProcess.start(command)
        for await _ in lines { break }
        return child
    }
}

/// A shell script as a program.
private func shell(_ script: String, _ onLine: @escaping @Sendable (String) -> Void = { _ in }) -> ChildCommand {
    ChildCommand(name: "script", executable: "/bin/sh", arguments: ["-c", script], output: .lines(onLine))
}

@Suite("Local servers", .timeLimit(.minutes(1)))
struct LocalServerTests {
    @Test("A Redis server comes up on a free port, keeps its data across a kill, and leaves no process")
    func redis() async throws {
        try await check(RedisServerKind(), log: "redis-server.log")
    }

    @Test("A NATS server comes up with JetStream on a free port, and leaves no process")
    func nats() async throws {
        try await check(NatsServerKind(), log: "nats-server.log")
    }

    @Test("A port that another server holds is named")
    func busy() async throws {
        try await withRedisServer { first in
            try await withTemporaryFolder { folder in
                let error = await #expect(throws: ProcessError.self) {
                    try await LocalServer.start(NatsServerKind(), folder: folder, port: first.port)
                }
                #expect(
                    error?.description == "nats-server cannot listen on 127.0.0.1:\(first.port), "
                        + "as another program does; expected a free port")
            }
        }
    }

    @Test("A server that ends at once is told with its exit and its log")
    func endsAtOnce() async throws {
        try await withTemporaryFolder { folder in
            // A file where the store should be.
            try "".write(toFile: "\(folder)/jetstream", atomically: true, encoding: .utf8)
            let error = await #expect(throws: ProcessError.self) {
                try await LocalServer.start(NatsServerKind(), folder: folder)
            }
            #expect(
                error?.description
                    == "nats-server ended before it answered (exit status 1); its log is \(folder)/nats-server.log")
        }
    }

    private func check(_ kind: any LocalServerKind, log: String) async throws {
        try await withTemporaryFolder { folder in
            let server = try await LocalServer.start(kind, folder: folder)
            #expect(server.address == "\(kind.scheme)://127.0.0.1:\(server.port)")
            let first = server.processID
            await server.kill()
            #expect(Glibc.kill(first, 0) != 0)
            try await server.restart()
            #expect(server.process.isRunning)
            #expect(server.processID != first)
            server.pause()
            server.resume()
            let second = server.processID
            await server.stop()
            #expect(Glibc.kill(second, 0) != 0)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/\(log)"))
        }
    }
}
