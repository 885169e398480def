import Foundation

/// The system's calls for files, with errors that name the file and what could not be done.
enum StampFile {
    /// What is asked of a file without opening it.
    struct Status {
        var size: Int
        /// Time of modification, set by us.
        var modified: Date
        /// When anything of it changed, set by the system.
        var changed: Date
    }

    /// What is known of a file; nil where there is none.
    static func status(_ path: String) throws(StampError) -> Status? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "look at it")
        }
        return Status(
            size: Int(status.st_size), modified: date(status.st_mtim), changed: date(status.st_ctim))
    }

    /// Sets the time of modification, to the second; false where there is no such file.
    static func setModified(_ path: String, to date: Date) throws(StampError) -> Bool {
        guard utimensat(AT_FDCWD, path, times(date), AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return false }
            throw failure(path, "set its time")
        }
        return true
    }

    /// Writes a new file.
    static func write(_ bytes: UnsafeRawBufferPointer, to path: String, modified: Date) throws(StampError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure(path, "make it") }
        do throws(StampError) {
            var rest = bytes
            while let start = rest.baseAddress, !rest.isEmpty {
                let written = Foundation.write(file, start, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw failure(path, "write it") }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
            guard futimens(file, times(modified)) == 0 else { throw failure(path, "set its time") }
        } catch {
            close(file)
            unlink(path)
            throw error
        }
        // NFS tells of a full disk here.
        guard close(file) == 0 else {
            let error = failure(path, "write it")
            unlink(path)
            throw error
        }
    }

    /// Reads a whole file.
    static func read(_ path: String) throws(StampError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw failure(path, "open it") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(path, "look at it") }
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(Int(status.st_size), 0)) { buffer, count in
            while count < buffer.count {
                let got = Foundation.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                if got <= 0 { return }
                count += got
            }
        }
        guard code == 0 else { throw .file(path: path, doing: "read it", code: code) }
        return bytes
    }

    /// Gives a file another name, over whatever has it.
    static func rename(_ old: String, to new: String) throws(StampError) {
        guard Foundation.rename(old, new) == 0 else { throw failure(new, "rename a file to it") }
    }

    /// The names in a folder; empty where there is none.
    static func names(in folder: String) throws(StampError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw failure(folder, "list it")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The system's number of an error that Foundation wraps.
    static func code(of error: any Error) -> Int32 {
        var error = error as NSError
        while let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = inner }
        return error.domain == NSPOSIXErrorDomain ? Int32(error.code) : EIO
    }

    /// The error of the call that just failed.
    private static func failure(_ path: String, _ doing: String) -> StampError {
        .file(path: path, doing: doing, code: errno)
    }

    private static func date(_ time: timespec) -> Date {
        Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    /// For access and modification.
    private static func times(_ date: Date) -> [timespec] {
        let time = timespec(tv_sec: Int(date.timeIntervalSince1970.rounded()), tv_nsec: 0)
        return [time, time]
    }
}
