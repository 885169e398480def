import Bus
import Mesh
import Messages
import Synchronization
import Threads

/// Hands out results in pieces: `rpc.results.read`.
///
/// Services that share the directory share the requests.
struct ResultDesk: Sendable {
    let mesh: MeshConnection
    let store: JobStore
    let results: ResultStore

    /// The most bytes of one piece.
    static let pieceLimitBytes = 480 << 10

    /// Answers until the task is cancelled.
    func run() async throws {
        let readers = JobReaders(store: store)
        try await mesh.bus.serve(Subject.rpcOfAll("results", "read"), queueGroup: "results", concurrency: 16) {
            request in
            let caller = try Subject.caller(of: request)
            let question = try request.withBody { bytes throws(MessageError) in try ResultRequest(serialized: bytes) }
            let job = try await readers.job(question.jobID, caller.project, for: caller.user)
            return try await piece(question, of: job).serialized()
        }
    }

    private func piece(_ question: ResultRequest, of job: Job) async throws -> ResultPiece {
        guard let result = job.results.first(where: { $0.name == question.name }) else {
            let names = job.results.map(\.name).joined(separator: ", ")
            throw RequestError(
                "not-found",
                "job \(job.id) has no result \"\(question.name)\"; it has \(names.isEmpty ? "none" : names)")
        }
        guard question.offset <= result.bytes else {
            throw RequestError(
                "invalid", "result \(result.name) of job \(job.id): byte \(question.offset) of \(result.bytes)")
        }
        let length = Int(min(UInt64(question.length), UInt64(Self.pieceLimitBytes), result.bytes - question.offset))
        let bytes: [UInt8]
        do {
            bytes = try await BlockingThreads.run { () throws(ResultError) in
                try results.read(result, of: job, offset: question.offset, length: length)
            }
        } catch {
            throw RequestError("unavailable", error.description)
        }
        guard bytes.count == length else {
            throw RequestError(
                "internal",
                "result \(result.name) of job \(job.id) is shorter on disk than the \(result.bytes) bytes written")
        }
        return ResultPiece(
            offset: question.offset, bytes: bytes, crc32: Checksum.crc32(bytes), totalBytes: result.bytes,
            totalCRC32: result.crc32)
    }
}

/// Who may read which job: asked of Redis once a second for each, as a download asks hundreds of times.
private final class JobReaders: Sendable {
    private struct Entry {
        var job: Job
        var until: ContinuousClock.Instant
    }

    private let store: JobStore
    private let entries = Mutex<[String: Entry]>([:])

    init(store: JobStore) {
        self.store = store
    }

    func job(_ id: String, _ project: String, for user: String) async throws -> Job {
        let key = "\(project)/\(user)/\(id)"
        if let entry = entries.withLock({ $0[key] }), entry.until > .now { return entry.job }
        let job = try await store.job(id, of: project, seenBy: user)
        entries.withLock { entries in
            entries = entries.filter { $0.value.until > .now }
            entries[key] = Entry(job: job, until: .now + .seconds(1))
        }
        return job
    }
}
