import Synchronization

/// A FITS file that images are read from.
///
/// It may be used by many threads at once. Uncompressed images and Rice-compressed ones are read by position, each call
/// for itself; what only CFITSIO can read is read by one thread at a time. The file is opened once and stays open: if
/// it is replaced, truncated, removed or written to meanwhile, reading fails with an error that says which.
public final class ImageFile: Sendable {
    /// The path it was opened by.
    public let path: String
    /// All images of the file, in their order.
    public let extensions: [ImageExtension]
    /// The header of the primary HDU, which often says what holds for all images of the file.
    public let primaryHeader: ImageHeader
    /// Which state of which file it is.
    public var identity: FileIdentity { file.identity }

    let file: OpenedFile
    /// Whether CFITSIO, which reads the headers of all HDUs, may be let near them.
    private let isSound: Bool
    /// Of each image that we decode ourselves, by HDU.
    private let marks: [Int: TileMarks]
    /// Of each compressed image, by HDU: what may be given to CFITSIO.
    private let packed: [Int: PackedTiles]
    private let library = Mutex<LibraryReader?>(nil)

    /// Opens a file and reads all its headers.
    ///
    /// The path is nothing but a path, whatever characters it has. The file may be gzipped as a whole.
    public static func open(_ path: String) throws(ImageError) -> ImageFile {
        try ImageFile(path)
    }

    private init(_ path: String) throws(ImageError) {
        let file = try OpenedFile(path)
        let units = try HeaderScan.units(file)
        isSound = units.allSatisfy { TileTable.isSound($0.header) }
        guard let primary = units.first else { throw .notFITS(path: path, reason: "it is empty") }
        self.path = path
        self.file = file
        primaryHeader = primary.header
        var images = units.compactMap { ImageExtension($0) }
        for (index, plane) in PlaneGuess.planes(images, path: path, primary: primary.header).enumerated() {
            images[index].plane = plane
        }
        extensions = images
        var marks: [Int: TileMarks] = [:]
        for image in images {
            if case .tiles(let table) = image.layout { marks[image.hdu] = TileMarks(table) }
        }
        self.marks = marks
        packed = units.reduce(into: [:]) { found, unit in
            guard let image = images.first(where: { $0.hdu == unit.number }) else { return }
            found[unit.number] = PackedTiles(unit, image)
        }
    }

    /// Whether the path still leads to the same file and nothing was written to it.
    public func isUnchanged() -> Bool { file.change() == nil }

    /// Throws which change the file has seen since it was opened, if any.
    public func check() throws(ImageError) { try file.check() }

    /// The image in an HDU (0: the primary one).
    public func image(hdu: Int) throws(ImageError) -> ImageExtension {
        guard let found = extensions.first(where: { $0.hdu == hdu }) else {
            throw .noSuchImage(path: path, what: "in HDU \(hdu)")
        }
        return found
    }

    /// The first image with a name, without regard to capitals.
    public func image(named name: String) throws(ImageError) -> ImageExtension {
        guard let found = extensions.first(where: { $0.name.uppercased() == name.uppercased() }) else {
            throw .noSuchImage(path: path, what: "named \(name)")
        }
        return found
    }

    /// Reads the pixels of a box that is inside of the image.
    public func read(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> PixelBlock {
        guard image.bounds.contains(box), box.x >= 0, box.y >= 0, !box.isEmpty else {
            throw .outside(path: path, hdu: image.hdu, box: box, width: image.width, height: image.height)
        }
        let pixels: Pixels
        do throws(ImageError) {
            pixels = try stored(image, box)
        } catch {
            // That the file has changed is the better reason.
            try file.check()
            throw error
        }
        // Only now: what was read before a change came is right.
        try file.check()
        return PixelBlock(checked: box.width, box.height, pixels, blank: image.blank)
    }

    private func stored(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> Pixels {
        switch image.layout {
        case .plain(let offset):
            return try PlainReader(file: file, image: image, offset: offset).read(box)
        case .tiles(let table):
            let reader = TileReader(
                file: file, image: image, table: table, marks: marks[image.hdu] ?? TileMarks(table)
            ) { part throws(ImageError) in
                try self.storedByLibrary(image, part)
            }
            return try reader.read(box)
        case .library where image.compression?.isRice == true:
            // CFITSIO's decoder of these believes whatever it is told, and writes beyond its memory.
            throw .damaged(
                path: path, hdu: image.hdu, reason: "the parameters of its Rice compression contradict each other")
        case .library:
            return image.storage.physical(try storedByLibrary(image, box))
        }
    }

    /// Reads by CFITSIO whatever the layout; tests compare our own readers with it.
    func storedByLibrary(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> Pixels {
        guard isSound else {
            throw .damaged(path: path, hdu: image.hdu, reason: "a header of a compressed image contradicts itself")
        }
        try packed[image.hdu]?.check(file, box)
        let result = library.withLock { reader -> Result<Pixels, ImageError> in
            Result { () throws(ImageError) in
                let opened: LibraryReader
                if let reader { opened = reader } else { opened = try LibraryReader(file) }
                reader = opened
                return try opened.read(image, box)
            }
        }
        return try result.get()
    }
}
