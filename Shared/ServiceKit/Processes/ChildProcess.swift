import Foundation
import Glibc
import Synchronization

/// A running program that ends when this object goes, and also when our own process goes.
///
/// The program leads a process group of its own, so that Ctrl-C on the terminal reaches only us and we
/// stop our children in order. Should we be killed, the kernel kills the program too: it is started
/// through `setpriv --pdeathsig`, on a thread that waits for its end, as the kernel's "parent" in this
/// matter is the thread. Only where `setpriv` (Debian's util-linux) is missing, or when we are killed in
/// the instant between the program's birth and setpriv's call, does it outlive us.
public final class ChildProcess: Sendable {
    /// What messages call it.
    public let name: String
    /// Process id, which is its process group too.
    public var processID: Int32 { core.processID }

    private let core: Core

    /// Starts a program.
    public static func start(_ command: ChildCommand) async throws(ProcessError) -> ChildProcess {
        let result = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let result = Result { () throws(ProcessError) in try Core(processID: spawn(command)) }
                continuation.resume(returning: result)
                // This thread has to live as long as the program: see above.
                if case .success(let core) = result { core.reap() }
            }
        }
        return ChildProcess(name: command.name, core: try result.get())
    }

    private init(name: String, core: Core) {
        self.name = name
        self.core = core
    }

    deinit {
        core.signal(SIGKILL)
    }

    /// Whether it still runs.
    public var isRunning: Bool { core.exit == nil }

    /// Sends a signal to the program and what it has started; nothing happens when it has ended.
    public func signal(_ number: Int32) {
        core.signal(number)
    }

    /// Waits for its end.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; the program goes on then.
    @discardableResult
    public func waitForExit() async throws -> ProcessExit {
        try await core.waitForExit()
    }

    /// Asks it to end (SIGTERM), kills it after `patience`, and returns when it is gone.
    ///
    /// Does its work also in a task that is cancelled.
    public func stop(patience: Duration = .seconds(10)) async {
        core.signal(SIGTERM)
        // A paused program must run to hear it.
        core.signal(SIGCONT)
        let core = core
        // A task of its own, as a cancelled one could not wait.
        await Task {
            let deadline = Task {
                try await Task.sleep(for: patience)
                core.signal(SIGKILL)
            }
            _ = try? await core.waitForExit()
            deadline.cancel()
        }.value
    }

    /// Kills it and returns when it is gone.
    public func kill() async {
        await stop(patience: .zero)
    }
}

/// What the waiting thread and the owner share.
private final class Core: Sendable {
    private struct State {
        var exit: ProcessExit?
        var waiters: [UUID: CheckedContinuation<ProcessExit, any Error>] = [:]
    }
    let processID: Int32
    private let state = Mutex(State())

    init(processID: Int32) {
        self.processID = processID
    }

    var exit: ProcessExit? { state.withLock { $0.exit } }

    /// Signals the process group.
    ///
    /// Under the lock and before it is reaped, so that the id cannot belong to another program by now.
    func signal(_ number: Int32) {
        state.withLock { state in
            if state.exit == nil { _ = Glibc.kill(-processID, number) }
        }
    }

    /// Blocks until the program ends, then tells those who wait.
    func reap() {
        var info = siginfo_t()
        // First without taking its status, which keeps the process id ours until we hold the lock.
        while waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let (exit, waiters) = state.withLock { state in
            // What it has started and left behind goes with it.
            _ = Glibc.kill(-processID, SIGKILL)
            var status: Int32 = 0
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            let exit = signal == 0 ? ProcessExit.status((status >> 8) & 0xff) : .signal(signal)
            state.exit = exit
            defer { state.waiters = [:] }
            return (exit, state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    func waitForExit() async throws -> ProcessExit {
        let id = UUID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<ProcessExit, any Error>? = state.withLock { state in
                    if let exit = state.exit { return .success(exit) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[id] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }
}
