import Foundation

/// Runs blocking code on a thread of its own and suspends until it has an answer.
///
/// For rare system calls that wait (connecting, probing): they must not hold one of the few threads that
/// all tasks share.
func onOwnThread<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}
