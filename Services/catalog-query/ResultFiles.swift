import Dispatch
import Jobs
import Synchronization
import Tables

/// The files that a job's result is written to: one, or one after the other where they are split at a size.
final class ResultFiles: Sendable {
    private let context: JobContext
    private let format: ResultFormat
    private let splitBytes: UInt64
    private let name: String
    private let files = Mutex<[ResultFile]>([])

    init(_ context: JobContext, format: ResultFormat, splitBytes: UInt64 = 0, name: String = "result") {
        self.context = context
        self.format = format
        self.splitBytes = splitBytes
        self.name = name
    }

    /// What the rows are written to; blocks, as the files' records are in Redis.
    func sink(_ columns: [Column], _ provenance: Provenance) throws -> any TableSink {
        var options = TableWriter.Options(compression: format.compression, tableName: name)
        guard splitBytes > 0 else {
            return try TableWriter.make(
                format.format, to: open(format.fileName(name)), columns: columns, provenance: provenance,
                options: options)
        }
        options.splitBytes = Int64(clamping: splitBytes)
        return try TableWriter.makeParts(format.format, columns: columns, provenance: provenance, options: options) {
            [self] part in
            try open(format.fileName("\(name)_\(SplitTableSink.number(part))"))
        }
    }

    private func open(_ fileName: String) throws -> String {
        let answer = Mutex<Result<ResultFile, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task {
            let made: Result<ResultFile, any Error>
            do {
                made = .success(try await context.results.create(fileName, mimeType: format.format.mediaType))
            } catch {
                made = .failure(error)
            }
            answer.withLock { $0 = made }
            done.signal()
        }
        done.wait()
        guard let file = try answer.withLock({ $0 })?.get() else { throw CancellationError() }
        files.withLock { $0.append(file) }
        return file.path
    }

    /// Says that all files are whole.
    ///
    /// - Parameter rows: rows of all files together.
    func commit(rows: UInt64) async throws {
        let files = files.withLock { $0 }
        for file in files { try await file.commit(rows: files.count == 1 ? rows : 0) }
    }
}
