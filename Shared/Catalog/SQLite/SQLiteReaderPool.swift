import Foundation
import Synchronization

/// Readers that wait for the next query of their user.
final class SQLiteReaderPool: Sendable {
    /// Readers are used by one thread at a time: they leave the pool while they are used.
    private struct Idle: @unchecked Sendable {
        var readers: [(user: String, reader: SQLiteReader)] = []
    }

    private let files: SQLiteFiles
    private let idle = Mutex(Idle())

    /// Readers kept; each holds two or three open files.
    private static let most = 64

    init(files: SQLiteFiles) {
        self.files = files
    }

    /// Does work with a reader of a user; a reader is not used again after an error of the engine itself.
    func reader<Answer>(for user: String, _ work: (SQLiteReader) throws -> Answer) throws -> Answer {
        let reader = try taken(for: user)
        do {
            let answer = try work(reader)
            give(back: reader, user)
            return answer
        } catch let error as CatalogError where error.kind == .unavailable {
            throw error
        } catch {
            give(back: reader, user)
            throw error
        }
    }

    private func taken(for user: String) throws -> SQLiteReader {
        let box = idle.withLock { idle -> ReaderBox? in
            guard let place = idle.readers.lastIndex(where: { $0.user == user }) else { return nil }
            return ReaderBox(reader: idle.readers.remove(at: place).reader)
        }
        // A user's first own table comes after the reader was made.
        if let box, box.reader.seesAllFiles { return box.reader }
        return try SQLiteReader(files: files, user: user)
    }

    private func give(back reader: SQLiteReader, _ user: String) {
        let box = ReaderBox(reader: reader)
        idle.withLock { idle in
            idle.readers.append((user, box.reader))
            if idle.readers.count > Self.most { idle.readers.removeFirst() }
        }
    }

    /// Carries a reader into and out of the lock: it belongs to one thread before and after.
    private struct ReaderBox: @unchecked Sendable {
        let reader: SQLiteReader
    }
}
