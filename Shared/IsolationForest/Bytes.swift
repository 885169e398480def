/// Appends little-endian numbers and text to bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ values: [Float]) {
        for value in values { write(value.bitPattern) }
    }

    mutating func write(_ values: [Double]) {
        for value in values { write(value.bitPattern) }
    }

    /// UTF-8 behind its length in bytes.
    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Zeros up to the next multiple of four, where 32-bit numbers are at home.
    mutating func align() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// Puts a number over bytes written before.
    mutating func overwrite(at offset: Int, with value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + 8, with: $0) }
    }
}

/// Reads little-endian numbers and text, never past the end.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func read<Number: FixedWidthInteger>(_ type: Number.Type) throws(ForestError) -> Number {
        let start = try advance(by: MemoryLayout<Number>.size)
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }

    /// A 32-bit number, as a count or an index.
    mutating func readCount() throws(ForestError) -> Int { Int(try read(UInt32.self)) }

    mutating func readNumbers<Number: FixedWidthInteger>(
        _ count: Int, _ type: Number.Type
    ) throws(ForestError) -> [Number] {
        let size = MemoryLayout<Number>.size
        let start = try advance(by: try product(count, size))
        return (0..<count).map {
            Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start + $0 * size, as: Number.self))
        }
    }

    /// Finite numbers.
    mutating func readFloats(_ count: Int) throws(ForestError) -> [Float] { try readFinite(count) }

    /// Finite numbers.
    mutating func readDoubles(_ count: Int) throws(ForestError) -> [Double] { try readFinite(count) }

    private mutating func readFinite<Number: BinaryFloatingPoint>(_ count: Int) throws(ForestError) -> [Number] {
        let size = MemoryLayout<Number>.size
        let start = try advance(by: try product(count, size))
        // Both machines that this runs on are little-endian, as the stored form is.
        let values = [Number](unsafeUninitializedCapacity: count) { values, initialized in
            UnsafeMutableRawBufferPointer(values).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * size]))
            initialized = count
        }
        var areFinite = true
        for value in values { areFinite = areFinite && value.isFinite }
        guard areFinite else { throw .stored(reason: "a number is not finite", offset: start) }
        return values
    }

    /// Goes on behind `count` bytes that are read by others.
    mutating func skip(_ count: Int) throws(ForestError) { _ = try advance(by: count) }

    mutating func readText() throws(ForestError) -> String {
        let length = try readCount()
        let start = try advance(by: length)
        guard let text = String(validating: bytes[start..<start + length], as: UTF8.self) else {
            throw .stored(reason: "text that is not UTF-8", offset: start)
        }
        return text
    }

    mutating func align() throws(ForestError) {
        while offset % 4 != 0 { _ = try advance(by: 1) }
    }

    /// a · b, or an error where it is more than there can be.
    func product(_ a: Int, _ b: Int) throws(ForestError) -> Int {
        let (result, overflow) = a.multipliedReportingOverflow(by: b)
        guard !overflow else { throw .stored(reason: "a count is too large", offset: offset) }
        return result
    }

    private mutating func advance(by count: Int) throws(ForestError) -> Int {
        guard count <= bytes.count - offset else {
            throw .stored(reason: "\(count) bytes expected, \(bytes.count - offset) are left", offset: offset)
        }
        defer { offset += count }
        return offset
    }
}
