import Foundation
import Tables

/// Hands batches from a thread that makes them to one that takes them; a few wait in between, so that memory stays flat.
///
/// `@unchecked Sendable`: everything is guarded by the condition's lock.
final class BatchChannel: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [ColumnBatch] = []
    private var columns: [Column]?
    private var end: (any Error)??

    private static let most = 4

    /// Tells the columns, before the first batch.
    func begin(_ columns: [Column]) {
        condition.lock()
        self.columns = columns
        condition.broadcast()
        condition.unlock()
    }

    /// Hands a batch over; waits while enough are waiting.
    ///
    /// Throws where the taker has ended.
    func give(_ batch: ColumnBatch) throws {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= Self.most, end == nil { condition.wait() }
        if let end { throw end ?? CancellationError() }
        waiting.append(batch)
        condition.broadcast()
    }

    /// Ends the channel, from either side; a reason is thrown to the other.
    func finish(_ reason: (any Error)? = nil) {
        condition.lock()
        if end == nil { end = .some(reason) }
        condition.broadcast()
        condition.unlock()
    }

    /// The columns, as soon as they are known; throws where the giver ended before.
    func waitForColumns() throws -> [Column] {
        condition.lock()
        defer { condition.unlock() }
        while columns == nil, end == nil { condition.wait() }
        if let columns { return columns }
        throw (end ?? nil) ?? CancellationError()
    }

    /// The next batch, nil at the end; throws the giver's reason.
    func take() throws -> ColumnBatch? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, end == nil { condition.wait() }
        if !waiting.isEmpty {
            let batch = waiting.removeFirst()
            condition.broadcast()
            return batch
        }
        if let reason = end ?? nil { throw reason }
        return nil
    }
}

/// The taker's end of a channel, as a table.
struct ChannelSource: TableSource {
    private let channel: BatchChannel
    let columns: [Column]

    /// Waits until the giver has told the columns.
    init(_ channel: BatchChannel) throws {
        self.channel = channel
        columns = try channel.waitForColumns()
    }

    /// The next batch, as it was given: makers keep to a few thousand rows.
    mutating func next(maximumRows: Int) throws -> ColumnBatch? { try channel.take() }
}
