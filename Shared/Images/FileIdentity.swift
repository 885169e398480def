import Glibc

/// What tells one state of a file from another.
public struct FileIdentity: Sendable, Equatable, Hashable {
    /// Number of the device.
    public let device: UInt64
    /// Number of the file on the device.
    public let inode: UInt64
    /// Bytes.
    public let size: Int64
    /// Time of the last change of the content, nanoseconds since 1970.
    public let modified: Int64

    init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int64(facts.st_size)
        modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
    }

    /// What the path leads to now; nil where it leads nowhere.
    public init?(path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        self.init(facts)
    }
}
