extension UnsafeRawPointer {
    /// A number in big-endian order.
    @inline(__always)
    func bigEndian<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
        Value(bigEndian: loadUnaligned(as: type))
    }

    /// A float in big-endian order.
    @inline(__always)
    func bigEndianFloat() -> Float { Float(bitPattern: bigEndian(UInt32.self)) }

    /// A float in big-endian order.
    @inline(__always)
    func bigEndianDouble() -> Double { Double(bitPattern: bigEndian(UInt64.self)) }
}
