import Foundation
import IsolationForest

/// A table in NumPy's `.npy` format (versions 1 to 3): two dimensions in C order, floats or integers, little-endian.
struct NumPyTable: RowSource {
    let features: Int
    let columns: [FeatureDescription]? = nil

    private enum Element: String {
        case float32 = "<f4"
        case float64 = "<f8"
        case int32 = "<i4"
        case int64 = "<i8"

        var bytes: Int { self == .float32 || self == .int32 ? 4 : 8 }
    }

    private let file: FileHandle
    private let path: String
    private let element: Element
    private var rowsLeft: Int

    init(_ file: FileHandle, path: String) throws {
        self.file = file
        self.path = path
        func take(_ count: Int, _ what: String) throws -> Data {
            guard let data = try file.read(upToCount: count), data.count == count else {
                throw CommandFailure("\(path): ends within \(what); expected a NumPy array (.npy)")
            }
            return data
        }
        let start = try take(8, "its first 8 bytes")
        guard start.prefix(6) == Data([0x93] + Array("NUMPY".utf8)), (1...3).contains(start[6]) else {
            throw CommandFailure("\(path): does not begin as a NumPy array (.npy) of version 1 to 3 does")
        }
        let lengthBytes = start[6] == 1 ? 2 : 4
        let length = try take(lengthBytes, "the length of its header").reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= 1 << 16 else {
            throw CommandFailure("\(path): its header claims \(length) bytes, expected a few hundred")
        }
        let header = String(decoding: try take(length, "its header"), as: UTF8.self)
        func value(_ pattern: Regex<(Substring, Substring)>, _ what: String) throws -> String {
            guard let match = header.firstMatch(of: pattern) else {
                throw CommandFailure(
                    "\(path): its header has no \(what): \(header.trimmingCharacters(in: .whitespacesAndNewlines))")
            }
            return String(match.1)
        }
        let type = try value(/'descr':\s*'([^']*)'/, "type of its numbers")
        guard let element = Element(rawValue: type) else {
            throw CommandFailure("\(path): holds numbers of type \(type); expected <f4, <f8, <i4 or <i8")
        }
        guard try value(/'fortran_order':\s*(\w+)/, "order") == "False" else {
            throw CommandFailure("\(path): is in Fortran order; expected C order (numpy.ascontiguousarray)")
        }
        let shape = try value(/'shape':\s*\(([^)]*)\)/, "shape")
        let sizes = shape.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard sizes.count == 2, sizes[0] >= 0, (1...65_535).contains(sizes[1]) else {
            throw CommandFailure("\(path): has the shape (\(shape)); expected (rows, features)")
        }
        self.element = element
        rowsLeft = sizes[0]
        features = sizes[1]
    }

    mutating func read(rows: Int, into buffer: inout [Float]) throws -> Int {
        let count = min(rows, rowsLeft)
        guard count > 0 else { return 0 }
        let bytes = count * features * element.bytes
        let data = try file.read(upToCount: bytes) ?? Data()
        guard data.count == bytes else {
            let missing = rowsLeft - data.count / (features * element.bytes)
            throw CommandFailure("\(path): ends \(missing) rows before the shape in its header says")
        }
        rowsLeft -= count
        data.withUnsafeBytes { raw in
            for index in 0..<(count * features) {
                let offset = index * element.bytes
                switch element {
                case .float32: buffer.append(raw.loadUnaligned(fromByteOffset: offset, as: Float.self))
                case .float64: buffer.append(Float(raw.loadUnaligned(fromByteOffset: offset, as: Double.self)))
                case .int32: buffer.append(Float(raw.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
                case .int64: buffer.append(Float(raw.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
                }
            }
        }
        return count
    }
}
