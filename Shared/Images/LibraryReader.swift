import CFITSIO

/// Reads an image by CFITSIO: gzipped files and the rarer compressions.
///
/// Not for two threads at once.
final class LibraryReader {
    private let file: OpenedFile
    private let handle: UnsafeMutablePointer<fitsfile>
    private var current = -1

    /// Opens the very file that is open already, by its number, so that neither its name nor what happened to it since
    /// makes a difference; and by the call that knows no extended syntax.
    init(_ file: OpenedFile) throws(ImageError) {
        var status: Int32 = 0
        var opened: UnsafeMutablePointer<fitsfile>?
        ffdkopn(&opened, "/proc/self/fd/\(file.descriptor)", READONLY, &status)
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

    /// The headers of all HDUs; the data offsets are meaningless.
    func units() throws(ImageError) -> [ScannedHDU] {
        var status: Int32 = 0
        var count: Int32 = 0
        ffthdu(handle, &count, &status)
        guard status == 0 else { throw .notFITS(path: file.path, reason: CFITSIOMessage.text(status)) }
        var found: [ScannedHDU] = []
        for number in 0..<Int(count) {
            var text: UnsafeMutablePointer<CChar>?
            ffmahd(handle, Int32(number + 1), nil, &status)
            ffh2st(handle, &text, &status)
            guard status == 0, let text else {
                throw .notFITS(path: file.path, reason: CFITSIOMessage.text(status))
            }
            let length = CFITSIOMessage.length(text)
            found.append(
                ScannedHDU(
                    number: number,
                    header: ImageHeader(records: UnsafeRawBufferPointer(start: text, count: length)), dataOffset: 0))
            fffree(text, &status)
        }
        current = -1
        return found
    }

    /// The stored values of a box, before BSCALE and BZERO; it has to be inside of the image.
    func read(_ image: ImageExtension, _ box: PixelBox) throws(ImageError) -> Pixels {
        var status: Int32 = 0
        if current != image.hdu { ffmahd(handle, Int32(image.hdu + 1), nil, &status) }
        current = status == 0 ? image.hdu : -1
        // We scale ourselves, and pixels without value stay what they are.
        ffpscl(handle, 1, 0, &status)
        if !image.storage.rawType.isFloating { ffpnul(handle, 0, &status) }
        let pixels: Pixels =
            switch image.storage.rawType {
            case .uint8: .uint8(values(TBYTE, 0, box, &status))
            case .int16, .uint16: .int16(values(TSHORT, 0, box, &status))
            case .int32, .uint32: .int32(values(TINT, 0, box, &status))
            case .int64: .int64(values(TLONGLONG, 0, box, &status))
            case .float: .float(values(TFLOAT, .nan, box, &status))
            case .double: .double(values(TDOUBLE, .nan, box, &status))
            }
        guard status == 0 else {
            current = -1
            try file.check()
            throw .damaged(path: file.path, hdu: image.hdu, reason: CFITSIOMessage.text(status))
        }
        return pixels
    }

    private func values<Value: BitwiseCopyable>(
        _ type: Int32, _ absent: Value, _ box: PixelBox, _ status: inout Int32
    ) -> [Value] {
        var axes: Int32 = 0
        ffgidm(handle, &axes, &status)
        guard status == 0, axes >= 2 else { return [] }
        let ones = [Int](repeating: 1, count: Int(axes) - 2)
        var first = [box.x + 1, box.y + 1] + ones
        var last = [box.endX, box.endY] + ones
        var steps = [Int](repeating: 1, count: Int(axes))
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

    static func length(_ text: UnsafePointer<CChar>) -> Int {
        var count = 0
        while text[count] != 0 { count += 1 }
        return count
    }
}
