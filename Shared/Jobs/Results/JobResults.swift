import Foundation
import Messages
import Synchronization
import Threads

/// The files that one attempt of a job makes.
public final class JobResults: Sendable {
    private struct State {
        /// Files that are being written, by name.
        var drafts: [String: String] = [:]
        /// Files that are whole.
        var committed: Set<String> = []
        /// What the user's quota leaves for this attempt, bytes; nil before the first file.
        var allowance: UInt64?
        var kept: UInt64 = 0
    }

    private let job: Job
    private let store: JobStore
    private let settings: JobSettings
    private let state = Mutex(State())

    init(job: Job, store: JobStore, settings: JobSettings) {
        self.job = job
        self.store = store
        self.settings = settings
    }

    /// Begins a file; whoever makes the job writes to its path and then commits it.
    ///
    /// One that was begun and not committed may be begun anew.
    ///
    /// - Parameters:
    ///   - name: its name among the results: A–Z, a–z, 0–9, `.`, `_` and `-`.
    ///   - mimeType: for example "application/fits".
    /// - Throws: `JobFailure` for a bad name or one that is there already, and where the user's quota is used up.
    public func create(_ name: String, mimeType: String) async throws -> ResultFile {
        guard let results = settings.results else {
            throw JobFailure("job \(job.id) makes a file, and this service was given no directory for results")
        }
        let path = try await BlockingThreads.run { [job] () throws(ResultError) in try results.draftPath(name, of: job)
        }
        if state.withLock({ $0.allowance }) == nil {
            let used = try await store.resultBytes(job.project, of: job.owner)
            let quota = settings.quotaBytesPerUser
            guard used < quota else { throw ResultQuota.exceeded(by: 0, used: used, quota: quota) }
            state.withLock { $0.allowance = $0.allowance ?? (quota - used) }
        }
        let isNew = state.withLock { state in
            guard !state.committed.contains(name) else { return false }
            state.drafts[name] = path
            return true
        }
        guard isNew else { throw JobFailure("job \(job.id) has a result \(name) already") }
        return ResultFile(name: name, mimeType: mimeType, path: path, results: self)
    }

    fileprivate func commit(_ file: ResultFile, rows: UInt64) async throws {
        guard let results = settings.results else { return }
        let (bytes, sum) = try await BlockingThreads.run { [job] () throws(ResultError) in
            try results.keep(draft: file.path, file.name, of: job)
        }
        let result = JobResult(
            name: file.name, mimeType: file.mimeType, bytes: bytes, crc32: sum, rows: rows, attempt: job.attempt)
        try await store.add(result, to: job, quotaBytes: settings.quotaBytesPerUser)
        state.withLock { state in
            state.drafts[file.name] = nil
            state.committed.insert(file.name)
            state.kept += bytes
        }
    }

    /// Why the files that are being written are too many bytes; nil while they are not.
    func excess() -> JobFailure? {
        let (drafts, allowance, kept) = state.withLock { ($0.drafts, $0.allowance, $0.kept) }
        guard let allowance else { return nil }
        let bytes = drafts.values.reduce(kept) { sum, path in
            var facts = stat()
            return stat(path, &facts) == 0 ? sum + UInt64(max(0, facts.st_size)) : sum
        }
        guard bytes > allowance else { return nil }
        let quota = settings.quotaBytesPerUser
        return ResultQuota.exceeded(by: bytes, used: quota - allowance, quota: quota)
    }

    /// The attempt has succeeded: what earlier ones left behind goes.
    func keep() async {
        guard let results = settings.results, state.withLock({ $0.allowance }) != nil else { return }
        await BlockingThreads.run { [job] in results.removeAttempts(of: job, except: job.attempt) }
    }

    /// The job is over without results: the files of all its attempts go.
    func clear() async {
        guard let results = settings.results else { return }
        await BlockingThreads.run { [job] in results.removeAttempts(of: job, except: nil) }
    }

    /// The attempt has brought nothing, and another may be at work: its own files go.
    func discard() async {
        guard let results = settings.results, state.withLock({ $0.allowance }) != nil else { return }
        await BlockingThreads.run { [job] in results.remove(attempt: job.attempt, of: job) }
    }
}

/// A file that a job is making.
public struct ResultFile: Sendable {
    /// Its name among the results.
    public let name: String
    /// Its MIME type.
    public let mimeType: String
    /// Where to write it; it gets its own name once it is committed.
    public let path: String
    fileprivate let results: JobResults

    /// Says that the file is whole and closed: it is checksummed, brought to disk and shown among the results.
    ///
    /// - Parameter rows: rows in it, where it is a table.
    /// - Throws: `JobFailure` when it does not fit the user's quota, `ResultError` for what the disk refuses,
    ///   `CancellationError` when another worker has the job by now.
    public func commit(rows: UInt64 = 0) async throws { try await results.commit(self, rows: rows) }
}

/// How many bytes the results of a user may take.
enum ResultQuota {
    static func exceeded(by bytes: UInt64, used: UInt64, quota: UInt64) -> JobFailure {
        let want = bytes > 0 ? ", and this job's take \(text(bytes)) so far" : ""
        return JobFailure(
            "results take \(text(used)) of your \(text(quota))\(want): delete jobs that are no longer needed, "
                + "or ask for fewer rows or columns")
    }

    private static func text(_ bytes: UInt64) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f %@", value, units[unit])
    }
}
