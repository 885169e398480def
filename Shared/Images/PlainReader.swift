import CImageKernels

/// Reads an uncompressed image: just the bytes of the rows that are needed.
struct PlainReader {
    let file: OpenedFile
    let image: ImageExtension
    let offset: Int

    func read(_ box: PixelBox) throws(ImageError) -> Pixels {
        let storage = image.storage
        // Unsigned numbers take no step more than signed ones.
        if storage.type == .uint16 { return .uint16(try rows(box) { peryton_image_swap16($0, $1, 0x8000) }) }
        if storage.type == .uint32 { return .uint32(try rows(box) { peryton_image_swap32($0, $1, 0x8000_0000) }) }
        let raw: Pixels =
            switch storage.rawType {
            case .uint8: .uint8(try rows(box) { _, _ in })
            case .int16, .uint16: .int16(try rows(box) { peryton_image_swap16($0, $1, 0) })
            case .int32, .uint32: .int32(try rows(box) { peryton_image_swap32($0, $1, 0) })
            case .int64: .int64(try rows(box) { peryton_image_swap64($0, $1) })
            case .float: .float(try rows(box) { peryton_image_swap32($0, $1, 0) })
            case .double: .double(try rows(box) { peryton_image_swap64($0, $1) })
            }
        return storage.physical(raw)
    }

    private func rows<Value>(
        _ box: PixelBox, _ swap: (UnsafeMutableRawPointer, Int) -> Void
    ) throws(ImageError) -> [Value] {
        let size = MemoryLayout<Value>.stride
        var failure: ImageError?
        let values = [Value](unsafeUninitializedCapacity: box.count) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            guard let base = bytes.baseAddress else { return }
            do throws(ImageError) {
                if box.width == image.width {
                    try file.read(at: offset + box.y * box.width * size, into: bytes)
                } else {
                    for row in 0..<box.height {
                        let start = offset + ((box.y + row) * image.width + box.x) * size
                        try file.read(
                            at: start,
                            into: UnsafeMutableRawBufferPointer(
                                start: base + row * box.width * size, count: box.width * size))
                    }
                }
                swap(base, box.count)
                count = box.count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }
}
