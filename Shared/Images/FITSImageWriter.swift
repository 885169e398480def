import CFITSIO
import Glibc

/// Writes images to a FITS file, or to memory.
///
/// A file is written under a temporary name in its folder and gets its own when it is finished, so that nobody sees a
/// part of it; without `finish` nothing is left. The first image is the primary one, the others are IMAGE extensions;
/// compressed ones are all extensions. Each has DATASUM and CHECKSUM. Not for two threads at once.
public final class FITSImageWriter {
    let path: String
    private(set) var handle: UnsafeMutablePointer<fitsfile>?
    /// Number of images, and of HDUs.
    private var hduCount = 0
    /// The folder of a file that is being written, its number, and the name the file has until it is finished.
    private var folder: Int32 = -1
    private var temporary: String?
    /// What CFITSIO writes into; it keeps the addresses of both numbers.
    private let memory: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let memorySize: UnsafeMutablePointer<Int>

    private init(describedAs path: String) {
        self.path = path
        memory = .allocate(capacity: 1)
        memorySize = .allocate(capacity: 1)
        memory.initialize(to: nil)
        memorySize.initialize(to: 0)
    }

    /// Begins a file at a path, whatever characters it has; a file that is there is replaced at the end.
    public convenience init(path: String) throws(ImageError) {
        self.init(describedAs: path)
        try checkLibrary()
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard !name.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
            throw .cannotWrite(path: path, reason: "this is not the path of a file")
        }
        let parent = String(path.dropLast(name.count))
        folder = open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
        // Through the folder's number: neither the length of the path nor its characters reach CFITSIO.
        let unique = ".writing-\(String(UInt64.random(in: .min ... .max), radix: 36)).fits"
        temporary = unique
        var status: Int32 = 0
        ffdkinit(&handle, "/proc/self/fd/\(folder)/\(unique)", &status)
        try check(status)
    }

    /// Begins a file in memory, which `finishInMemory` returns.
    public convenience init() throws(ImageError) {
        self.init(describedAs: "an image in memory")
        try checkLibrary()
        // As little as there may be: CFITSIO takes what it is given for a file of that size.
        let size = 2880
        memorySize.pointee = size
        memory.pointee = calloc(size, 1)
        var status: Int32 = 0
        ffimem(&handle, memory, memorySize, 1 << 16, realloc, &status)
        try check(status)
    }

    deinit {
        try? close()
        if let temporary { unlinkat(folder, temporary, 0) }
        if folder >= 0 { Glibc.close(folder) }
        free(memory.pointee)
        memory.deallocate()
        memorySize.deallocate()
    }

    /// Writes an image.
    ///
    /// Keywords of the structure (BITPIX, NAXIS, BZERO, BLANK and such) come from the block, all others from the
    /// header. `name` becomes EXTNAME; without one it is the header's.
    public func append(
        _ block: PixelBlock, header: ImageHeader, name: String? = nil, compression: ImageCompression? = nil
    ) throws(ImageError) {
        let shape = ImageShape(
            width: block.width, height: block.height, type: block.pixels.type, blank: block.blank)
        try append(shape, header: header, name: name, compression: compression) { rows throws(ImageError) in
            try rows.append(block.pixels)
        }
    }

    /// Writes an image row by row, so that it need not be in memory as a whole.
    ///
    /// `body` gives the rows, from the bottom, as many as the shape announces.
    public func append(
        _ shape: ImageShape, header: ImageHeader, name: String? = nil, compression: ImageCompression? = nil,
        _ body: (inout ImageRows) throws(ImageError) -> Void
    ) throws(ImageError) {
        guard let handle else { throw .cannotWrite(path: path, reason: "it has been finished") }
        try begin(handle, shape, header, name, compression)
        var rows = ImageRows(path: path, handle: handle, shape: shape, compression: compression)
        try body(&rows)
        try rows.finish()
        var status: Int32 = 0
        ffpcks(handle, &status)
        try check(status)
    }

    /// Ends a file and gives it its name.
    public func finish() throws(ImageError) {
        guard let temporary else { throw .cannotWrite(path: path, reason: "it has been finished") }
        try close()
        guard renameat(folder, temporary, AT_FDCWD, path) == 0 else {
            throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        self.temporary = nil
    }

    /// Ends a file in memory and returns its bytes.
    public func finishInMemory() throws(ImageError) -> [UInt8] {
        guard let handle, memory.pointee != nil else {
            throw .cannotWrite(path: path, reason: "it is not in memory, or has been finished")
        }
        var status: Int32 = 0
        var end: Int64 = 0
        ffflus(handle, &status)
        ffghadll(handle, nil, nil, &end, &status)
        try check(status)
        try close()
        return Array(UnsafeRawBufferPointer(start: memory.pointee, count: min(Int(end), memorySize.pointee)))
    }

    private func close() throws(ImageError) {
        guard let handle else { return }
        self.handle = nil
        var status: Int32 = 0
        ffclos(handle, &status)
        try check(status)
    }

    /// Other threads may write files of their own meanwhile.
    private func checkLibrary() throws(ImageError) {
        guard fits_is_reentrant() != 0 else {
            throw .cannotWrite(path: path, reason: "this CFITSIO was built for one thread only")
        }
    }

    private func check(_ status: Int32) throws(ImageError) {
        if status != 0 { throw .cannotWrite(path: path, reason: CFITSIOMessage.text(status)) }
    }

    /// Makes the HDU and its header.
    private func begin(
        _ handle: UnsafeMutablePointer<fitsfile>, _ shape: ImageShape, _ header: ImageHeader, _ name: String?,
        _ compression: ImageCompression?
    ) throws(ImageError) {
        var status: Int32 = 0
        guard shape.width > 0, shape.height > 0 else {
            throw .cannotWrite(path: path, reason: "an image of \(shape.width)×\(shape.height) pixels")
        }
        if let compression {
            if hduCount == 0 {
                ffcrim(handle, 16, 0, nil, &status)
                removeComments(handle)
                ffpcks(handle, &status)
                hduCount = 1
            }
            try compression.apply(to: handle, shape, path: path)
        }
        var axes = [Int64(shape.width), Int64(shape.height)]
        ffcrimll(handle, shape.type.creationCode, 2, &axes, &status)
        fits_set_compression_type(handle, 0, &status)
        try check(status)
        if hduCount == 0 { removeComments(handle) }
        let extensionName = name ?? header.text("EXTNAME") ?? ""
        let isPrimary = hduCount == 0
        let records = header.withoutStructure(isPrimary: isPrimary).records()
        ffhdef(handle, Int32(records.count / ImageHeader.recordLength + 8), &status)
        if !extensionName.isEmpty {
            ffukys(handle, "EXTNAME", HeaderCard.printable(extensionName), "name of this image", &status)
        }
        if let blank = shape.blank, !shape.type.isFloating {
            ffukyj(handle, "BLANK", blank - shape.type.offset, "pixels without value", &status)
        }
        for start in stride(from: 0, to: records.count, by: ImageHeader.recordLength) {
            let record = records[start..<start + ImageHeader.recordLength].map { CChar(bitPattern: $0) } + [0]
            ffprec(handle, record, &status)
        }
        try check(status)
        hduCount += 1
    }

    /// The remarks on the format that CFITSIO puts into each primary header.
    private func removeComments(_ handle: UnsafeMutablePointer<fitsfile>) {
        var status: Int32 = 0
        while status == 0 { ffdkey(handle, "COMMENT", &status) }
        ffcmsg()
    }
}
