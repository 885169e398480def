/// The types of numbers in ONNX tensors, by the numbers that stand for them there.
enum ONNXElementType: Int {
    case float = 1
    case int32 = 6
    case int64 = 7
    case bool = 9
    case double = 11
}

/// Constant numbers in an ONNX graph; a shape without dimensions is a single number.
struct ONNXTensor {
    let type: ONNXElementType
    let shape: [Int]
    private let content: [UInt8]

    init(_ values: [Float], shape: [Int]) {
        var writer = ByteWriter()
        writer.write(values)
        self.init(type: .float, shape: shape, content: writer.bytes)
    }

    init(_ values: [Double], shape: [Int]) {
        var writer = ByteWriter()
        writer.write(values)
        self.init(type: .double, shape: shape, content: writer.bytes)
    }

    init(_ values: [Int32], shape: [Int]) {
        var writer = ByteWriter()
        for value in values { writer.write(value) }
        self.init(type: .int32, shape: shape, content: writer.bytes)
    }

    /// Indices and sizes, which are 64-bit numbers in ONNX.
    init(_ values: [Int], shape: [Int]) {
        var writer = ByteWriter()
        for value in values { writer.write(Int64(value)) }
        self.init(type: .int64, shape: shape, content: writer.bytes)
    }

    init(_ values: [Bool], shape: [Int]) {
        self.init(type: .bool, shape: shape, content: values.map { $0 ? 1 : 0 })
    }

    private init(type: ONNXElementType, shape: [Int], content: [UInt8]) {
        self.type = type
        self.shape = shape
        self.content = content
    }

    /// A `TensorProto`.
    func encoded(name: String) -> ProtobufWriter {
        var tensor = ProtobufWriter()
        for size in shape { tensor.write(1, size) }
        tensor.write(2, type.rawValue)
        tensor.write(8, name)
        tensor.write(9, bytes: content)
        return tensor
    }
}
