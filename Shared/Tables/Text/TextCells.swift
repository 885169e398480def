import CNumberText
import Glibc

/// Writes values as text into memory; each returns the number of bytes, which is at most `TextCells.numberSize` but for text.
enum TextCells {
    /// Room that a number or a boolean needs.
    static let numberSize = 40

    @inline(__always)
    static func write(_ value: Int64, to out: UnsafeMutablePointer<UInt8>) -> Int { Int(number_text_int64(value, out)) }

    /// Words for what is no finite number: `NaN`, `inf` and `-inf` is what pandas, astropy and stilts all read.
    @inline(__always)
    static func write(_ value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int {
        value.isFinite ? Int(number_text_float64(value, out)) : writeSpecial(value, to: out)
    }

    @inline(__always)
    static func write(_ value: Float, to out: UnsafeMutablePointer<UInt8>) -> Int {
        value.isFinite ? Int(number_text_float32(value, out)) : writeSpecial(Double(value), to: out)
    }

    @inline(never)
    private static func writeSpecial(_ value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int {
        value.isNaN ? write("NaN", to: out) : value < 0 ? write("-Infinity", to: out) : write("Infinity", to: out)
    }

    @inline(__always)
    static func write(_ value: Bool, to out: UnsafeMutablePointer<UInt8>) -> Int {
        value ? write("true", to: out) : write("false", to: out)
    }

    @inline(__always)
    static func write(_ text: StaticString, to out: UnsafeMutablePointer<UInt8>) -> Int {
        memcpy(out, text.utf8Start, text.utf8CodeUnitCount)
        return text.utf8CodeUnitCount
    }

    /// Writes a number or a boolean that is not null.
    @inline(__always)
    static func write(_ column: ColumnPointers, _ row: Int, to out: UnsafeMutablePointer<UInt8>) -> Int {
        switch column.type {
        case .boolean: write(column.load(row, as: UInt8.self) != 0, to: out)
        case .uint8: write(Int64(column.load(row, as: UInt8.self)), to: out)
        case .int16: write(Int64(column.load(row, as: Int16.self)), to: out)
        case .int32: write(Int64(column.load(row, as: Int32.self)), to: out)
        case .int64: write(column.load(row, as: Int64.self), to: out)
        case .float32: write(column.load(row, as: Float.self), to: out)
        case .float64: write(column.load(row, as: Double.self), to: out)
        case .text: 0
        }
    }
}
