import CZlib
import Synchronization

/// Makes sure that CFITSIO gets no tiles that are damaged: its decoders believe what they read.
///
/// Tiles that gzip has packed are unpacked for trial by zlib, which does not. Of the other packings, the sum over the
/// data that the header tells (DATASUM) has to be right; a file that tells none is believed.
final class PackedTiles: Sendable {
    private let hdu: Int
    private let width: Int
    private let tileWidth: Int
    private let tileHeight: Int
    private let tableOffset: Int
    private let rowBytes: Int
    private let heapOffset: Int
    private let heapEnd: Int
    private let compressed: TileTable.Column
    private let gzipped: TileTable.Column?
    private let isGzip: Bool
    private let dataSum: UInt32?
    /// Whether the sum was right; nil: not yet reckoned.
    private let sumIsRight = Mutex<Bool?>(nil)

    /// More than a pixel has, packed and with room for what packers add.
    private static let mostBytesPerPixel = 16.0

    /// nil for what is no compressed image.
    init?(_ unit: ScannedHDU, _ image: ImageExtension) {
        let header = unit.header
        guard let tile = image.compression, let rowBytes = header.integer("NAXIS1"),
            let rows = header.integer("NAXIS2"),
            let columns = TileTable.columns(header, rowBytes: rowBytes), let compressed = columns["COMPRESSED_DATA"]
        else { return nil }
        hdu = unit.number
        width = image.width
        (tileWidth, tileHeight) = (tile.tileWidth, tile.tileHeight)
        tableOffset = unit.dataOffset
        self.rowBytes = rowBytes
        heapOffset = tableOffset + (header.integer("THEAP") ?? rowBytes * rows)
        heapEnd = tableOffset + rowBytes * rows + (header.integer("PCOUNT") ?? 0)
        self.compressed = compressed
        gzipped = columns["GZIP_COMPRESSED_DATA"]
        isGzip = tile.algorithm.hasPrefix("GZIP")
        dataSum = header.text("DATASUM").flatMap { UInt32($0.filter { !$0.isWhitespace }) }
    }

    /// Throws where a tile that the box needs is damaged.
    func check(_ file: OpenedFile, _ box: PixelBox) throws(ImageError) {
        if !isGzip { try checkSum(file) }
        let across = (width + tileWidth - 1) / tileWidth
        var row: [UInt8] = []
        for y in box.y / tileHeight...(box.endY - 1) / tileHeight {
            for x in box.x / tileWidth...(box.endX - 1) / tileWidth {
                let number = y * across + x
                try file.bytes(at: tableOffset + number * rowBytes, count: rowBytes, into: &row)
                var place = compressed.place(in: row)
                if place.count == 0, let gzipped {
                    place = gzipped.place(in: row)
                } else if !isGzip {
                    continue
                }
                guard place.count > 0 else { continue }
                try checkGzip(file, place, tile: number)
            }
        }
    }

    private func checkGzip(_ file: OpenedFile, _ place: (count: Int, offset: Int), tile: Int) throws(ImageError) {
        guard place.count < 1 << 30, place.offset >= 0, place.offset < 1 << 50,
            heapOffset + place.offset + place.count <= heapEnd
        else { throw damaged(file, "tile \(tile) lies outside of the heap") }
        var bytes = try file.bytes(at: heapOffset + place.offset, count: place.count)
        guard Self.unpacks(&bytes, to: mostBytesOfTile) else {
            throw damaged(file, "tile \(tile) is no gzip stream that is whole")
        }
    }

    /// Whether bytes are one gzip stream of at most so many bytes.
    private static func unpacks(_ bytes: inout [UInt8], to mostBytes: Int) -> Bool {
        var stream = z_stream()
        // 15 bits of window, and gzip's or zlib's frame, whichever it is.
        guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return false
        }
        defer { inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: 1 << 16)
        return bytes.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let code = output.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                if code == Z_STREAM_END { return true }
                // Without progress there is no end.
                guard code == Z_OK, stream.total_out <= mostBytes, stream.avail_out < output.count else { return false }
            }
        }
    }

    private func checkSum(_ file: OpenedFile) throws(ImageError) {
        guard let dataSum else { return }
        if sumIsRight.withLock({ $0 }) == true { return }
        var sum = FITSChecksum([])
        let end = tableOffset + (heapEnd - tableOffset + 2_879) / 2_880 * 2_880
        for start in stride(from: tableOffset, to: end, by: 1 << 20) {
            sum = sum + FITSChecksum(try file.bytes(at: start, count: min(1 << 20, end - start))[...])
        }
        sumIsRight.withLock { $0 = sum.value == dataSum }
        guard sum.value == dataSum else { throw damaged(file, "its data are not those that DATASUM tells of") }
    }

    private var mostBytesOfTile: Int {
        Int(min(1e12, Double(tileWidth) * Double(tileHeight) * Self.mostBytesPerPixel))
    }

    private func damaged(_ file: OpenedFile, _ reason: String) -> ImageError {
        .damaged(path: file.path, hdu: hdu, reason: reason)
    }
}
