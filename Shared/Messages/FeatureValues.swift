/// The packed features of an alert: a read-only run of Float.
///
/// Values that came in a message are read where protobuf-c unpacked them, without a second copy.
/// `@unchecked Sendable`: the pointer is into memory that `owner` keeps and nobody writes any more.
public struct FeatureValues: RandomAccessCollection, @unchecked Sendable, Equatable, ExpressibleByArrayLiteral {
    private let owner: AnyOwner
    private let pointer: UnsafeBufferPointer<Float>

    /// `@unchecked Sendable`: holds memory that nobody writes once the collection is made.
    private final class AnyOwner: @unchecked Sendable {
        let unpacked: UnpackedMemory?
        let copied: UnsafeMutableBufferPointer<Float>?

        init(unpacked: UnpackedMemory) {
            self.unpacked = unpacked
            copied = nil
        }

        init(copying values: some Collection<Float>) {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
            _ = buffer.initialize(fromContentsOf: values)
            copied = buffer
            unpacked = nil
        }

        deinit { copied?.deallocate() }
    }

    /// Copies values, in the order of the feature set.
    public init(_ values: some Collection<Float>) {
        owner = AnyOwner(copying: values)
        pointer = UnsafeBufferPointer(start: owner.copied?.baseAddress, count: owner.copied?.count ?? 0)
    }

    /// Values from a literal.
    public init(arrayLiteral elements: Float...) {
        self.init(elements)
    }

    init(start: UnsafeMutablePointer<Float>?, count: Int, owner: UnpackedMemory) {
        self.owner = AnyOwner(unpacked: owner)
        pointer = UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
    }

    /// The position of the first value.
    public var startIndex: Int { 0 }
    /// The number of values.
    public var endIndex: Int { pointer.count }
    /// One value.
    public subscript(position: Int) -> Float { pointer[position] }

    /// Lends the values in place.
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let result = try body(pointer)
        withExtendedLifetime(owner) {}
        return result
    }

    /// Whether both hold the same bits, so that NaN equals NaN.
    public static func == (left: Self, right: Self) -> Bool {
        left.elementsEqual(right) { $0.bitPattern == $1.bitPattern }
    }
}

extension FeatureValues {
    /// Lends the values to a contiguous reader without a copy.
    public func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result? {
        let result = try body(pointer)
        withExtendedLifetime(owner) {}
        return result
    }
}
