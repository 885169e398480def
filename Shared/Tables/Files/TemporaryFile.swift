import Glibc

/// Files without a name: they are gone when they are closed, however the process ends.
enum TemporaryFile {
    /// Opens one in the folder of the file that it is for, as that has the room; for pipes in /tmp.
    static func open(beside path: String) throws -> Int32 {
        let slash = path.lastIndex(of: "/")
        let folder = ByteOutput.isPlain(path) ? slash.map { String(path[..<$0]) + "/" } ?? "" : "/tmp/"
        var name = Array("\(folder).peryton-spool-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw TableError.system("write a temporary file for", file: path, code: errno) }
        unlink(&name)
        return descriptor
    }
}
