import Bus
import Foundation
import Glibc
import Mesh
import Messages

/// The directory in which jobs leave files: a disk of this machine, NFS or a volume that all services share.
///
/// A file is `<directory>/<project>/<owner>/<job>/<attempt>/<name>`. It is written as `.<name>.draft`, and gets its name
/// once it is whole and on disk. Each attempt has a folder of its own, so that a worker that was thought dead cannot touch
/// what its successor wrote.
public struct ResultStore: Sendable {
    /// The directory.
    public let directory: String

    /// The results in a directory, which is made where it is not there.
    public init(_ directory: String) throws(ResultError) {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw ResultError("results directory \(directory): cannot be made: \(error.localizedDescription)")
        }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw ResultError("results directory \(directory): cannot be written: \(ResultError.systemReason)")
        }
    }

    /// Folder of all that a job made.
    func folder(of job: Job) -> String { "\(directory)/\(job.project)/\(job.owner)/\(job.id)" }

    private func folder(of job: Job, attempt: UInt32) -> String { "\(folder(of: job))/\(attempt)" }

    /// Where a file of a job is written; its folder is made.
    func draftPath(_ name: String, of job: Job) throws(ResultError) -> String {
        try Self.check(name)
        let folder = folder(of: job, attempt: job.attempt)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ResultError("\(folder): cannot be made: \(error.localizedDescription)")
        }
        return "\(folder)/.\(name).draft"
    }

    /// Reads a finished draft through for its checksum, brings it to disk and gives it its name.
    ///
    /// - Returns: its length, bytes, and its CRC-32.
    func keep(draft path: String, _ name: String, of job: Job) throws(ResultError) -> (bytes: UInt64, crc32: UInt32) {
        let file = try ResultFileHandle(reading: path)
        let sum = try file.checksum()
        guard fsync(file.descriptor) == 0 else { throw ResultError("\(path): \(ResultError.systemReason)") }
        let folder = folder(of: job, attempt: job.attempt)
        guard rename(path, "\(folder)/\(name)") == 0 else { throw ResultError("\(path): \(ResultError.systemReason)") }
        let parent = try ResultFileHandle(reading: folder)
        // NFS has no fsync of folders, and needs none.
        _ = fsync(parent.descriptor)
        return sum
    }

    /// A piece of a result: fewer bytes than wanted at its end only.
    func read(_ result: JobResult, of job: Job, offset: UInt64, length: Int) throws(ResultError) -> [UInt8] {
        try Self.check(result.name)
        let path = "\(folder(of: job, attempt: result.attempt))/\(result.name)"
        return try ResultFileHandle(reading: path).read(length, at: offset)
    }

    /// Removes the files of one attempt.
    func remove(attempt: UInt32, of job: Job) {
        try? FileManager.default.removeItem(atPath: folder(of: job, attempt: attempt))
    }

    /// Removes the files of all attempts, or of all but one.
    func removeAttempts(of job: Job, except attempt: UInt32?) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: job))) ?? []
        for name in names where name != attempt.map({ "\($0)" }) {
            try? FileManager.default.removeItem(atPath: "\(folder(of: job))/\(name)")
        }
    }

    /// Removes all files of a job.
    func remove(_ job: Job) throws(ResultError) {
        let folder = folder(of: job)
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw ResultError("\(folder): cannot be removed: \(error.localizedDescription)")
        }
    }

    /// Refuses a name that could leave its folder, hide, or be taken for an option.
    static func check(_ name: String) throws(ResultError) {
        let isAllowed = name.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                || [45, 46, 95].contains(byte)
        }
        guard (1...128).contains(name.utf8.count), isAllowed, name.first != ".", name.first != "-" else {
            throw ResultError(
                "result name \"\(name)\": expected 1 to 128 of A–Z, a–z, 0–9, ., _ and -, not beginning with . or -")
        }
    }
}

/// What went wrong with a file of a job; one line.
public struct ResultError: Error, Sendable, CustomStringConvertible {
    /// The file, and what the system or we have against it.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// What the system says of the call that has just failed.
    static var systemReason: String { String(cString: strerror(errno)) }
}
