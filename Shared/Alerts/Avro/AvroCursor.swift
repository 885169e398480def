/// A break of Avro's rules at one place; each enclosing field adds its name on the way out.
struct AvroFault: Error {
    var offset: Int
    var found: String
    var expected: String
    /// Names of the fields around the place, innermost first.
    var path: [String] = []

    /// The same fault, seen from the field around it.
    func inside(_ name: String) -> AvroFault {
        var fault = self
        fault.path.append(name)
        return fault
    }

    /// The error that leaves the library.
    func packetError(root: String) -> PacketError {
        var field = ""
        for name in path.reversed() {
            field += field.isEmpty || name.hasPrefix("[") ? name : ".\(name)"
        }
        return PacketError(
            .malformed, field: field.isEmpty ? root : field, offset: offset, found: found, expected: expected)
    }
}

/// A position in borrowed bytes, with Avro's primitive readings.
///
/// Never reads beyond `end`.
struct AvroCursor {
    private let start: UnsafePointer<UInt8>
    let end: Int
    private(set) var offset = 0

    /// - Parameter bytes: stays valid and unchanged while the cursor lives.
    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; with `end` 0 nothing is ever read through this one.
        start =
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        end = bytes.count
    }

    var remaining: Int { end - offset }

    /// Moves on by `count` bytes and returns where they start.
    @inline(__always)
    mutating func take(_ count: Int, _ what: StaticString) throws(AvroFault) -> Int {
        guard count <= end - offset else { throw ended(what, needs: count) }
        defer { offset += count }
        return offset
    }

    /// A zig-zag variable-length integer of at most ten bytes.
    @inline(__always)
    mutating func long() throws(AvroFault) -> Int64 {
        if offset < end, start[offset] < 0x80 {
            let byte = start[offset]
            offset += 1
            return Int64(byte >> 1) ^ -Int64(byte & 1)
        }
        return try longOfSeveralBytes()
    }

    @inline(never)
    private mutating func longOfSeveralBytes() throws(AvroFault) -> Int64 {
        var bits: UInt64 = 0
        var shift: UInt64 = 0
        var position = offset
        while position < end {
            let byte = start[position]
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else {
                throw AvroFault(offset: offset, found: "an integer of more than 64 bits", expected: "at most ten bytes")
            }
            bits |= UInt64(byte & 0x7f) << shift
            position += 1
            if byte < 0x80 {
                offset = position
                return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
            }
            shift += 7
        }
        throw ended("an integer", needs: position - offset + 1)
    }

    /// An integer that must fit 32 bits.
    @inline(__always)
    mutating func int() throws(AvroFault) -> Int64 {
        let at = offset
        let value = try long()
        guard Int64(Int32.min)...Int64(Int32.max) ~= value else {
            throw AvroFault(offset: at, found: "\(value)", expected: "an integer of 32 bits")
        }
        return value
    }

    /// The length of a string or of bytes: not negative, and not more than what remains.
    @inline(__always)
    mutating func length() throws(AvroFault) -> Int {
        let at = offset
        let value = try long()
        guard value >= 0, value <= Int64(end - offset) else {
            throw AvroFault(
                offset: at, found: "a length of \(value) bytes", expected: "0 to the \(end - offset) that remain")
        }
        return Int(value)
    }

    @inline(__always)
    mutating func float() throws(AvroFault) -> Float {
        let at = try take(4, "a float")
        return Float(bitPattern: UInt32(littleEndian: load(at)))
    }

    @inline(__always)
    mutating func double() throws(AvroFault) -> Double {
        let at = try take(8, "a double")
        return Double(bitPattern: UInt64(littleEndian: load(at)))
    }

    @inline(__always)
    mutating func boolean() throws(AvroFault) -> Bool {
        let at = try take(1, "a boolean")
        guard start[at] <= 1 else {
            throw AvroFault(offset: at, found: "byte \(start[at])", expected: "a boolean, 0 or 1")
        }
        return start[at] == 1
    }

    /// How many items a block of an array or a map holds, and where it ends if it says so.
    ///
    /// An item takes a byte or more (those that take none are never counted), so a count beyond the bytes that
    /// remain is a lie, and the work for a block is bounded by its bytes.
    mutating func block(itemsTakeBytes: Bool) throws(AvroFault) -> (count: Int, end: Int?) {
        let at = offset
        let signed = try long()
        var blockEnd: Int?
        if signed < 0 {
            blockEnd = try length() + offset
        }
        let count = signed.magnitude
        guard !itemsTakeBytes || count <= UInt64(remaining) else {
            throw AvroFault(
                offset: at, found: "a block of \(count) items", expected: "at most the \(remaining) bytes that remain")
        }
        return (itemsTakeBytes ? Int(count) : count == 0 ? 0 : 1, blockEnd)
    }

    /// Jumps forward to an offset that was checked before.
    mutating func jump(to target: Int) {
        offset = target
    }

    /// The text at a range that was taken before; ill-formed UTF-8 is mended with U+FFFD.
    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(start: start + range.lowerBound, count: range.count), as: UTF8.self)
    }

    /// The byte at an offset that was taken before.
    func byte(_ at: Int) -> UInt8 { start[at] }

    private func load<Value>(_ at: Int) -> Value {
        UnsafeRawPointer(start + at).loadUnaligned(as: Value.self)
    }

    private func ended(_ what: StaticString, needs count: Int) -> AvroFault {
        AvroFault(
            offset: offset, found: "the end of the packet after \(remaining) bytes",
            expected: "\(what) of \(count) bytes")
    }
}
