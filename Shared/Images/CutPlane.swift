/// A part of an image, with a header of its own.
public struct CutPlane: Sendable {
    /// The pixels.
    public var block: PixelBlock
    /// The image's header with its coordinates moved: they lead to the same places on the sky.
    public var header: ImageHeader
    /// Which pixels of the image it shows; it may reach over the image's edge.
    public let box: PixelBox
    /// What the pixels seem to be.
    public let plane: PlaneKind
    /// Share of the pixels that lie on an image, 0 to 1; the others are NaN, or the blank integer, or 0.
    public var coverage: Double

    /// Whether some pixels lie on no image.
    public var isPadded: Bool { coverage < 1 }
}

extension ImageFile {
    /// Reads the pixels of a box that may reach over the edge of the image, or lie beside it.
    ///
    /// What is outside is NaN; in an image of integers it is the BLANK of the image, or 0 where it has none. The header
    /// is that of the image with the reference pixels of all its coordinate systems (CRPIXja, LTVj, CNPIXj) moved; distortions
    /// count from those. Sections of the image (DATASEC and such) are left out. If something is outside the header says so in a HISTORY and in PADDED.
    public func cut(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> CutPlane {
        guard !box.isEmpty, box.width < 1 << 31, box.height < 1 << 31 else {
            throw .outside(path: path, hdu: image.hdu, box: box, width: image.width, height: image.height)
        }
        let inside = box.intersection(image.bounds)
        var header = image.positionCards.header(image.header, cutTo: box)
        if inside == box {
            return CutPlane(
                block: try read(image, box), header: header, box: box, plane: image.plane, coverage: 1)
        }
        var block = PixelBlock(
            emptyWidth: box.width, height: box.height, type: image.pixelType, blank: image.blank)
        if inside.isEmpty {
            try check()
        } else {
            block.paste(try read(image, inside), x: inside.x - box.x, y: inside.y - box.y)
        }
        let absent = image.pixelType.isFloating ? "NaN" : image.blank.map { "BLANK (\($0))" } ?? "0"
        header.set("PADDED", true, comment: "pixels outside of the image are \(absent)")
        header.addHistory("Pixels of this cut that lie outside of its image are \(absent).")
        return CutPlane(
            block: block, header: header, box: box, plane: image.plane,
            coverage: Double(inside.count) / Double(box.count))
    }
}
