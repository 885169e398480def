import CImageKernels

/// Reads a Rice-compressed image: only the tiles that are needed, each only up to the last pixel that is,
/// and from the last mark before the first.
struct TileReader {
    let file: OpenedFile
    let image: ImageExtension
    let table: TileTable
    let marks: TileMarks
    /// Reads a box by CFITSIO: for single tiles that are not packed by Rice.
    let otherwise: (PixelBox) throws(ImageError) -> Pixels

    func read(_ box: PixelBox) throws(ImageError) -> Pixels {
        var work = Work(pixels: Pixels(repeating: 0, count: box.count, type: image.storage.rawType))
        let columns = box.x / table.tileWidth...(box.endX - 1) / table.tileWidth
        var rows: [UInt8] = []
        for row in box.y / table.tileHeight...(box.endY - 1) / table.tileHeight {
            let first = row * table.tilesAcross + columns.lowerBound
            try file.bytes(
                at: table.tableOffset + first * table.rowBytes, count: columns.count * table.rowBytes, into: &rows)
            for column in columns {
                let entry = (column - columns.lowerBound) * table.rowBytes
                try add(tileColumn: column, row, rows, entry, box, &work)
            }
        }
        try decode(box, &work)
        return image.storage.physical(work.pixels)
    }

    /// What is being read, and memory that is used again for each tile.
    private struct Work {
        var pixels: Pixels
        /// Tiles that wait for others, to be decoded together.
        var waiting: [Job] = []
        var bytes: [UInt8] = []
        var integers: [Int32] = []
    }

    /// A tile that is to be decoded.
    private struct Job {
        let number: Int
        let tile: PixelBox
        /// What of it is in the box.
        let part: PixelBox
        /// The mark from which it is decoded, its index, and the pixels from there to the last that is needed.
        let start: (index: Int, mark: UInt64)
        let count: Int
        /// Where its bytes from there on are in the file.
        let offset: Int
        let length: Int
        let numbers: Numbers
    }

    /// Puts a tile to those that wait, which are decoded when there are enough.
    private func add(
        tileColumn column: Int, _ row: Int, _ rows: [UInt8], _ entry: Int, _ box: PixelBox, _ work: inout Work
    ) throws(ImageError) {
        let tile = PixelBox(
            x: column * table.tileWidth, y: row * table.tileHeight, width: table.tileWidth, height: table.tileHeight
        ).intersection(image.bounds)
        let part = tile.intersection(box)
        let number = row * table.tilesAcross + column
        let place = descriptor(table.compressed, rows, entry)
        guard place.count > 0 else {
            let block = PixelBlock(checked: part.width, part.height, try otherwise(part), blank: nil)
            return work.pixels.paste(block, x: part.x - box.x, y: part.y - box.y, width: box.width)
        }
        let offset = table.heapOffset &+ place.offset
        guard place.count < 1 << 30, place.offset >= 0, place.offset < 1 << 50, offset + place.count <= table.heapEnd
        else { throw damaged("tile \(number) lies outside of the heap") }
        let start = marks.start(tile: number, before: (part.y - tile.y) * tile.width + part.x - tile.x)
        let end = (part.endY - 1 - tile.y) * tile.width + part.endX - tile.x
        let skipped = Int(start.mark >> 32) / 8
        let length = min(place.count, marks.length(tile: number, pixels: end) ?? place.count)
        guard skipped <= length else { throw damaged("tile \(number) is shorter than it was") }
        let job = Job(
            number: number, tile: tile, part: part, start: start, count: end - start.index * TileMarks.stride,
            offset: offset + skipped, length: length - skipped, numbers: Numbers(self, rows, entry, tile: number))
        // Large tiles would be decoded further than they need, for the sake of the others.
        if let other = work.waiting.first, other.count != job.count || other.start.index != start.index {
            try decode(box, &work)
        }
        work.waiting.append(job)
        if work.waiting.count == Int(PERYTON_RICE_LANES) { try decode(box, &work) }
    }

    /// Decodes the tiles that wait, and puts what is in the box to its place.
    private func decode(_ box: PixelBox, _ work: inout Work) throws(ImageError) {
        let jobs = work.waiting
        guard let first = jobs.first else { return }
        work.waiting.removeAll(keepingCapacity: true)
        let padding = Int(PERYTON_RICE_PADDING)
        let room = jobs.reduce(0) { $0 + $1.length + padding }
        if work.bytes.count < room { work.bytes = [UInt8](repeating: 0, count: room) }
        if work.integers.count < jobs.count * first.count {
            work.integers = [Int32](repeating: 0, count: jobs.count * first.count)
        }
        let result = work.bytes.withUnsafeMutableBytes { bytes in
            work.integers.withUnsafeMutableBufferPointer { integers in
                Result { () throws(ImageError) in try decode(jobs, bytes, integers) }
            }
        }
        try result.get()
        work.pixels.withMutableBytes { target in
            work.integers.withUnsafeBufferPointer { integers in
                guard let target = target.baseAddress, let integers = integers.baseAddress else { return }
                for (index, job) in jobs.enumerated() {
                    put(job, integers + index * first.count, box, target)
                }
            }
        }
    }

    private func decode(
        _ jobs: [Job], _ bytes: UnsafeMutableRawBufferPointer, _ integers: UnsafeMutableBufferPointer<Int32>
    ) throws(ImageError) {
        guard let count = jobs.first?.count, let pixels = integers.baseAddress, let base = bytes.baseAddress else {
            return
        }
        var start = 0
        var tiles: [peryton_rice_tile] = []
        for (index, job) in jobs.enumerated() {
            let own = UnsafeMutableRawBufferPointer(start: base + start, count: job.length)
            try file.read(at: job.offset, into: own)
            (base + start + job.length).initializeMemory(
                as: UInt8.self, repeating: 0, count: Int(PERYTON_RICE_PADDING))
            tiles.append(
                peryton_rice_tile(
                    bytes: UnsafePointer((base + start).assumingMemoryBound(to: UInt8.self)), length: job.length,
                    pixels: pixels + index * count, start: job.start.mark,
                    marks: marks.marks(ofTile: job.number).map { $0 + job.start.index }))
            start += job.length + Int(PERYTON_RICE_PADDING)
        }
        let failed = peryton_rice_decode(
            tiles, Int32(tiles.count), Int32(table.bytesPerPixel), Int32(table.blockSize), count)
        if failed > 0 {
            throw damaged("tile \(jobs[Int(failed) - 1].number) does not hold what its size announces")
        }
    }

    /// Turns the integers of a tile into pixels of the box.
    private func put(
        _ job: Job, _ integers: UnsafePointer<Int32>, _ box: PixelBox, _ target: UnsafeMutableRawPointer
    ) {
        let (part, tile) = (job.part, job.tile)
        for line in part.y..<part.endY {
            let from = (line - tile.y) * tile.width + part.x - tile.x
            let to = (line - box.y) * box.width + part.x - box.x
            job.numbers.convert(
                integers + (from - job.start.index * TileMarks.stride), from, part.width,
                target + to * image.storage.byteCount,
                bitpix: image.storage.bitpix)
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
