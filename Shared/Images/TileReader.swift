import CImageKernels

/// Reads a Rice-compressed image: only the tiles that are needed, each only up to the last pixel that is.
struct TileReader {
    let file: OpenedFile
    let image: ImageExtension
    let table: TileTable
    /// Reads a box by CFITSIO: for single tiles that are not packed by Rice.
    let otherwise: (PixelBox) throws(ImageError) -> Pixels

    func read(_ box: PixelBox) throws(ImageError) -> Pixels {
        var pixels = Pixels(repeating: 0, count: box.count, type: image.storage.rawType)
        var scratch = Scratch()
        let columns = box.x / table.tileWidth...(box.endX - 1) / table.tileWidth
        for row in box.y / table.tileHeight...(box.endY - 1) / table.tileHeight {
            let first = row * table.tilesAcross + columns.lowerBound
            try file.bytes(
                at: table.tableOffset + first * table.rowBytes, count: columns.count * table.rowBytes,
                into: &scratch.rows)
            for column in columns {
                let start = (column - columns.lowerBound) * table.rowBytes
                try read(tileColumn: column, row, entry: start, box, &pixels, &scratch)
            }
        }
        return image.storage.physical(pixels)
    }

    /// Memory that is used again for each tile.
    private struct Scratch {
        /// The rows of the table that describe a row of tiles.
        var rows: [UInt8] = []
        var bytes: [UInt8] = []
        var integers: [Int32] = []
    }

    /// Decodes a tile and puts what is in the box to its place.
    private func read(
        tileColumn column: Int, _ row: Int, entry: Int, _ box: PixelBox, _ pixels: inout Pixels,
        _ scratch: inout Scratch
    ) throws(ImageError) {
        let tile = PixelBox(
            x: column * table.tileWidth, y: row * table.tileHeight, width: table.tileWidth, height: table.tileHeight
        ).intersection(image.bounds)
        let part = tile.intersection(box)
        let place = descriptor(table.compressed, scratch.rows, entry)
        guard place.count > 0 else {
            let block = PixelBlock(checked: part.width, part.height, try otherwise(part), blank: nil)
            return pixels.paste(block, x: part.x - box.x, y: part.y - box.y, width: box.width)
        }
        let start = table.heapOffset + place.offset
        guard place.count < 1 << 30, place.offset >= 0, place.offset < 1 << 50, start + place.count <= table.heapEnd
        else { throw damaged("tile \(row * table.tilesAcross + column) lies outside of the heap") }
        try file.bytes(
            at: start, count: place.count, into: &scratch.bytes, padding: Int(PERYTON_RICE_PADDING))
        let first = (part.y - tile.y) * tile.width + part.x - tile.x
        let end = (part.endY - 1 - tile.y) * tile.width + part.endX - tile.x
        if scratch.integers.count < end {
            scratch.integers = [Int32](repeating: 0, count: tile.count)
        }
        let result = scratch.integers.withUnsafeMutableBufferPointer { integers in
            peryton_rice_decode(
                scratch.bytes, place.count, Int32(table.bytesPerPixel), Int32(table.blockSize), tile.count, end,
                integers.baseAddress)
        }
        guard result == 0 else {
            throw damaged("tile \(row * table.tilesAcross + column) does not hold what its size announces")
        }
        let numbers = Numbers(self, scratch.rows, entry, tile: row * table.tilesAcross + column)
        pixels.withMutableBytes { target in
            scratch.integers.withUnsafeBufferPointer { integers in
                guard let target = target.baseAddress, let integers = integers.baseAddress else { return }
                for line in 0..<part.height {
                    let from = first + line * tile.width
                    let to = (part.y + line - box.y) * box.width + part.x - box.x
                    numbers.convert(
                        integers + from, from, part.width, target + to * image.storage.byteCount,
                        bitpix: image.storage.bitpix)
                }
            }
        }
    }

    /// How the integers of a tile become pixels.
    private struct Numbers {
        let scale: Double
        let zero: Double
        let blank: Int32?
        let dither: peryton_dither
        let row: Int64

        init(_ reader: TileReader, _ rows: [UInt8], _ entry: Int, tile: Int) {
            let table = reader.table
            scale = table.scale.map { Double(bitPattern: number(rows, entry + $0.offset, 8)) } ?? table.commonScale
            zero = table.zero.map { Double(bitPattern: number(rows, entry + $0.offset, 8)) } ?? table.commonZero
            blank =
                table.blank.map { Int32(truncatingIfNeeded: number(rows, entry + $0.offset, 4)) }
                ?? table.commonBlank.flatMap { Int32(exactly: $0) }
            dither =
                switch table.dithering {
                case .none: PERYTON_DITHER_NONE
                case .subtractive1: PERYTON_DITHER_1
                case .subtractive2: PERYTON_DITHER_2
                }
            row = Int64(tile + table.ditherSeed - 1)
        }

        func convert(
            _ integers: UnsafePointer<Int32>, _ first: Int, _ count: Int, _ target: UnsafeMutableRawPointer, bitpix: Int
        ) {
            switch bitpix {
            case 8: peryton_image_narrow8(integers, count, target.assumingMemoryBound(to: UInt8.self))
            case 16: peryton_image_narrow16(integers, count, target.assumingMemoryBound(to: Int16.self))
            case 32: target.copyMemory(from: integers, byteCount: count * 4)
            case -32:
                peryton_image_unquantize_float(
                    integers, first, count, scale, zero, blank == nil ? 0 : 1, blank ?? 0, dither, row,
                    target.assumingMemoryBound(to: Float.self))
            default:
                peryton_image_unquantize_double(
                    integers, first, count, scale, zero, blank == nil ? 0 : 1, blank ?? 0, dither, row,
                    target.assumingMemoryBound(to: Double.self))
            }
        }
    }

    /// Number of elements and place in the heap.
    private func descriptor(_ column: TileTable.Column, _ rows: [UInt8], _ entry: Int) -> (count: Int, offset: Int) {
        let size = column.descriptorBytes
        let count = number(rows, entry + column.offset, size)
        let offset = number(rows, entry + column.offset + size, size)
        return (Int(Int64(bitPattern: count)), Int(Int64(bitPattern: offset)))
    }

    private func damaged(_ reason: String) -> ImageError {
        .damaged(path: file.path, hdu: image.hdu, reason: reason)
    }
}

/// A big-endian number of `size` bytes.
private func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64 {
    bytes[offset..<offset + size].reduce(0) { $0 << 8 | UInt64($1) }
}
