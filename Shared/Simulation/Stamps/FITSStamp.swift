/// The smallest FITS file that holds an image: one header block, then big-endian Float32 pixels.
///
/// Source: FITS Standard 4.0, sections 4.4.1 and 5.3.
enum FITSStamp {
    private static let blockSize = 2880

    private static let header: [UInt8] = {
        let cards = [
            "SIMPLE  =                    T", "BITPIX  =                  -32", "NAXIS   =                    2",
            "NAXIS1  =                   \(StampPainter.side)", "NAXIS2  =                   \(StampPainter.side)",
            "BUNIT   = 'DN      '", "END",
        ]
        let text = cards.map { $0 + String(repeating: " ", count: 80 - $0.utf8.count) }.joined()
        return Array(text.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: blockSize - text.utf8.count)
    }()

    /// The file of an image, row after row from the bottom.
    static func file(_ pixels: [Float]) -> [UInt8] {
        let dataSize = (pixels.count * 4 + blockSize - 1) / blockSize * blockSize
        var file = header
        file.reserveCapacity(blockSize + dataSize)
        for pixel in pixels {
            withUnsafeBytes(of: pixel.bitPattern.bigEndian) { file.append(contentsOf: $0) }
        }
        file.append(contentsOf: repeatElement(0, count: blockSize + dataSize - file.count))
        return file
    }
}
