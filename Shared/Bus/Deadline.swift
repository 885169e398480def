import Dispatch

/// Work for later that can be called off.
///
/// `@unchecked Sendable`: `DispatchWorkItem` may be used from every thread.
final class Deadline: @unchecked Sendable {
    private let item: DispatchWorkItem

    init(_ work: @escaping @Sendable () -> Void) {
        item = DispatchWorkItem(block: work)
    }

    func schedule(on queue: DispatchQueue, afterSeconds seconds: Double) {
        queue.asyncAfter(deadline: .now() + seconds, execute: item)
    }

    func cancel() { item.cancel() }
}
