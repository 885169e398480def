/// The binary form, for blobs in a database: a letter, then little-endian doubles.
///
/// ```
/// 'P' ra dec             a point
/// 'C' ra dec radius      a circle
/// 'G' ra dec  ra dec …   a polygon
/// ```
extension SkyRegion {
    /// The region's binary form.
    public var bytes: [UInt8] {
        let kind: Character =
            switch self {
            case .point: "P"
            case .cone: "C"
            case .polygon: "G"
            }
        let numbers = numbers
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + 8 * numbers.count)
        bytes.append(kind.asciiValue ?? 0)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Reads the binary form; everything is checked as if it were typed.
    public init(bytes: [UInt8]) throws(SkyError) {
        // `withUnsafeBytes` passes typed errors on only through a result.
        self = try bytes.withUnsafeBytes { memory in
            Result { () throws(SkyError) in try SkyRegion(memory) }
        }.get()
    }

    /// Reads the binary form from memory, without a copy; points and circles take no allocation.
    public init(_ memory: UnsafeRawBufferPointer) throws(SkyError) {
        guard let kind = memory.first else { throw .badBytes("it is empty") }
        let (count, rest) = (memory.count - 1).quotientAndRemainder(dividingBy: 8)
        guard rest == 0 else { throw .badBytes("\(memory.count) bytes are not a letter and whole numbers") }
        func number(_ index: Int) -> Double {
            let bits = memory.loadUnaligned(fromByteOffset: 1 + 8 * index, as: UInt64.self)
            return Double(bitPattern: UInt64(littleEndian: bits))
        }
        switch kind {
        case UInt8(ascii: "P"):
            guard count == 2 else { throw .badBytes("a point has 2 numbers, not \(count)") }
            self = .point(try Self.position(number(0), number(1)))
        case UInt8(ascii: "C"):
            guard count == 3 else { throw .badBytes("a circle has 3 numbers, not \(count)") }
            self = try .circle(centre: try Self.position(number(0), number(1)), radius: number(2))
        case UInt8(ascii: "G"):
            guard count >= 6, count % 2 == 0 else {
                throw .badBytes("a polygon has pairs of numbers, at least 3, not \(count) numbers")
            }
            var vertices: [SkyPosition] = []
            vertices.reserveCapacity(count / 2)
            for index in stride(from: 0, to: count, by: 2) {
                vertices.append(try Self.position(number(index), number(index + 1)))
            }
            self = .polygon(try SkyPolygon(vertices: vertices))
        default: throw .badBytes("it begins with byte \(kind), not with P, C or G")
        }
    }
}
