import CFITSIO

/// Reads an image by CFITSIO: the rarer compressions.
///
/// Not for two threads at once.
final class LibraryReader {
    private let file: OpenedFile
    private let handle: UnsafeMutablePointer<fitsfile>
    private var current = -1

    /// Opens the very file that is open already, by its number, so that neither its name nor what happened to it since
    /// makes a difference; and by the call that knows no extended syntax.
    init(_ file: OpenedFile) throws(ImageError) {
        // Other threads have files of their own open meanwhile.
        guard fits_is_reentrant() != 0 else {
            throw .cannotOpen(path: file.path, reason: "this CFITSIO was built for one thread only")
        }
        var status: Int32 = 0
        var opened: UnsafeMutablePointer<fitsfile>?
        ffdkopn(&opened, "/proc/self/fd/\(file.content)", READONLY, &status)
        guard status == 0, let opened else {
            throw .notFITS(path: file.path, reason: CFITSIOMessage.text(status))
        }
        self.file = file
        handle = opened
    }

    deinit {
        var status: Int32 = 0
        ffclos(handle, &status)
    }

    /// The stored values of a box, before BSCALE and BZERO; it has to be inside of the image.
    func read(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> Pixels {
        var status: Int32 = 0
        if current != image.hdu { ffmahd(handle, Int32(image.hdu + 1), nil, &status) }
        current = status == 0 ? image.hdu : -1
        let axes = try checkedAxes(image, &status)
        // We scale ourselves, and pixels without value stay what they are.
        ffpscl(handle, 1, 0, &status)
        if !image.storage.rawType.isFloating { ffpnul(handle, 0, &status) }
        let pixels: Pixels =
            switch image.storage.rawType {
            case .uint8: .uint8(values(TBYTE, 0, axes, box, &status))
            case .int16, .uint16: .int16(values(TSHORT, 0, axes, box, &status))
            case .int32, .uint32: .int32(values(TINT, 0, axes, box, &status))
            case .int64: .int64(values(TLONGLONG, 0, axes, box, &status))
            case .float: .float(values(TFLOAT, .nan, axes, box, &status))
            case .double: .double(values(TDOUBLE, .nan, axes, box, &status))
            }
        guard status == 0 else { throw try damaged(image, CFITSIOMessage.text(status)) }
        return pixels
    }

    /// Number of axes, if CFITSIO has understood the header as we have; nothing else may be asked of it otherwise.
    private func checkedAxes(_ image: ImageExtension, _ status: inout Int32) throws(ImageError) -> Int {
        var (axes, bitpix): (Int32, Int32) = (0, 0)
        ffgidm(handle, &axes, &status)
        ffgidt(handle, &bitpix, &status)
        guard status == 0 else { throw try damaged(image, CFITSIOMessage.text(status)) }
        var lengths = [Int64](repeating: 0, count: max(2, Int(axes)))
        ffgiszll(handle, axes, &lengths, &status)
        guard status == 0, axes >= 2, lengths[0] == image.width, lengths[1] == image.height,
            lengths[2...].allSatisfy({ $0 == 1 }), Int(bitpix) == image.storage.bitpix
        else { throw try damaged(image, "CFITSIO understands the header otherwise") }
        return Int(axes)
    }

    /// What to throw: that the file has changed, if it has.
    private func damaged(_ image: ImageExtension, _ reason: String) throws(ImageError) -> ImageError {
        current = -1
        ffcmsg()
        try file.check()
        return .damaged(path: file.path, hdu: image.hdu, reason: reason)
    }

    private func values<Value: BitwiseCopyable>(
        _ type: Int32, _ absent: Value, _ axes: Int, _ box: PixelBox, _ status: inout Int32
    ) -> [Value] {
        guard status == 0 else { return [] }
        let ones = [Int](repeating: 1, count: axes - 2)
        var first = [box.x + 1, box.y + 1] + ones
        var last = [box.endX, box.endY] + ones
        var steps = [Int](repeating: 1, count: axes)
        var missing: Int32 = 0
        var absent = absent
        return [Value](unsafeUninitializedCapacity: box.count) { buffer, count in
            ffgsv(handle, type, &first, &last, &steps, &absent, buffer.baseAddress, &missing, &status)
            count = status == 0 ? box.count : 0
        }
    }
}

/// What CFITSIO says of its errors.
enum CFITSIOMessage {
    /// The short text of a status and what is on the stack of messages.
    static func text(_ status: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: Int(FLEN_ERRMSG) + 1)
        ffgerr(status, &buffer)
        var text = string(buffer)
        while ffgmsg(&buffer) != 0 {
            let line = string(buffer)
            // The first one is the most precise; the others say through which functions it came.
            if !line.isEmpty {
                text += ": " + line
                break
            }
        }
        ffcmsg()
        return text
    }

    static func string(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
