/// One HDU as its header describes it.
struct ScannedHDU {
    let number: Int
    let header: ImageHeader
    /// Byte of the file at which the data begin.
    let dataOffset: Int
}

/// Walks through the HDUs of a FITS file without CFITSIO, which ends the process at some headers that contradict themselves.
enum HeaderScan {
    private static let blockLength = 2880
    /// More than any header has; a file of anything else is not read to its end.
    private static let longestHeader = 32 << 20
    private static let mostHDUs = 100_000

    /// All HDUs, up to where the file ends or what follows is no header.
    static func units(_ file: OpenedFile) throws(ImageError) -> [ScannedHDU] {
        var found: [ScannedHDU] = []
        var offset = 0
        while offset < file.size, found.count < mostHDUs {
            guard let header = try header(file, at: offset, isFirst: found.isEmpty) else { break }
            let dataOffset = offset + header.length
            found.append(ScannedHDU(number: found.count, header: header.value, dataOffset: dataOffset))
            guard let length = dataLength(header.value) else {
                throw .notFITS(path: file.path, reason: "HDU \(found.count - 1) announces an impossible size")
            }
            let (padded, isTooLong) = length.addingReportingOverflow(blockLength - 1)
            let (next, isBeyond) = dataOffset.addingReportingOverflow(padded / blockLength * blockLength)
            if isTooLong || isBeyond { break }
            offset = next
        }
        return found
    }

    /// Reads a header; nil where no further HDU begins at the offset.
    private static func header(
        _ file: OpenedFile, at offset: Int, isFirst: Bool
    ) throws(ImageError) -> (value: ImageHeader, length: Int)? {
        var bytes: [UInt8] = []
        var step = 4 * blockLength
        while bytes.count < longestHeader {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: step))
            let result = bytes.withUnsafeMutableBytes { buffer in
                let target = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
                return Result { () throws(ImageError) in try file.readUpTo(at: offset + start, into: target) }
            }
            let count = try result.get()
            bytes.removeLast(step - count)
            if start == 0, !bytes.starts(with: Array((isFirst ? "SIMPLE  =" : "XTENSION=").utf8)) {
                guard isFirst else { return nil }
                throw .notFITS(path: file.path, reason: "it does not begin with SIMPLE")
            }
            // END may stand in any record that is new.
            for record in stride(from: start / 80 * 80, through: bytes.count - 80, by: 80)
            where isEnd(bytes, at: record) {
                let value = bytes.withUnsafeBytes {
                    ImageHeader(records: UnsafeRawBufferPointer(rebasing: $0[..<record]))
                }
                return (value, (record + blockLength) / blockLength * blockLength)
            }
            if count < step { break }
            step = min(2 * step, 256 * blockLength)
        }
        throw .notFITS(path: file.path, reason: "the header that begins at byte \(offset) has no END")
    }

    private static func isEnd(_ bytes: [UInt8], at record: Int) -> Bool {
        guard bytes[record] == UInt8(ascii: "E"), bytes[record + 1] == UInt8(ascii: "N") else { return false }
        guard bytes[record + 2] == UInt8(ascii: "D") else { return false }
        return bytes[record + 3..<record + 80].allSatisfy { $0 == 32 }
    }

    /// Bytes of the data that follow a header; nil if the numbers overflow or are negative.
    private static func dataLength(_ header: ImageHeader) -> Int? {
        guard let bitpix = header.integer("BITPIX"), let axes = header.integer("NAXIS"), axes >= 0, axes < 1000
        else { return nil }
        if axes == 0 { return 0 }
        var count = 1
        for axis in 1...axes {
            guard let length = header.integer("NAXIS\(axis)"), length >= 0 else { return nil }
            // Random groups say with a first axis of 0 that it is not one.
            if axis == 1, length == 0, header.logical("GROUPS") == true { continue }
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            if overflows { return nil }
            count = product
        }
        let (all, overflows) = count.addingReportingOverflow(max(0, header.integer("PCOUNT") ?? 0))
        let (groups, more) = all.multipliedReportingOverflow(by: max(1, header.integer("GCOUNT") ?? 1))
        let (bytes, most) = groups.multipliedReportingOverflow(by: abs(bitpix) / 8)
        return overflows || more || most ? nil : bytes
    }
}
