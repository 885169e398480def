import CFITSIO
import Glibc

/// Writes images to a FITS file, or to memory.
///
/// A file is written under a temporary name beside its place and gets its own when it is finished, so that nobody sees a
/// part of it; without `finish` nothing is left. The first image is the primary one, the others are IMAGE extensions;
/// compressed ones are all extensions. Each has DATASUM and CHECKSUM. Not for two threads at once.
public final class FITSImageWriter {
    private let path: String
    private var handle: UnsafeMutablePointer<fitsfile>?
    private let temporary: String?
    /// CFITSIO keeps pointers to these two.
    private let memory: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let memorySize: UnsafeMutablePointer<Int>
    private var isOpen = false
    /// What is being written row by row.
    private var rows: RowsInProgress?

    /// Begins a file at a path, whatever characters it has; a file that is there is replaced at the end.
    public init(path: String) throws(ImageError) {
        self.path = path
        memory = .allocate(capacity: 1)
        memorySize = .allocate(capacity: 1)
        memory.initialize(to: nil)
        memorySize.initialize(to: 0)
        // Made by mkstemp, opened by its number: the name reaches no syntax of CFITSIO's.
        var name = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkostemp(&name, O_CLOEXEC)
        guard descriptor >= 0 else {
            temporary = nil
            throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        fchmod(descriptor, 0o644)
        temporary = CFITSIOMessage.string(name)
        var status: Int32 = 0
        ffdkinit(&handle, "!/proc/self/fd/\(descriptor)", &status)
        try check(status)
        isOpen = true
    }

    /// Begins a file in memory, which `finishInMemory` returns.
    public init() throws(ImageError) {
        path = "memory"
        temporary = nil
        memory = .allocate(capacity: 1)
        memorySize = .allocate(capacity: 1)
        memorySize.initialize(to: 1 << 16)
        memory.initialize(to: malloc(1 << 16))
        var status: Int32 = 0
        ffimem(&handle, memory, memorySize, 1 << 16, realloc, &status)
        try check(status)
        isOpen = true
    }

    deinit {
        var status: Int32 = 0
        if isOpen, let handle { ffclos(handle, &status) }
        if let temporary { unlink(temporary) }
        free(memory.pointee)
        memory.deallocate()
        memorySize.deallocate()
    }
}
