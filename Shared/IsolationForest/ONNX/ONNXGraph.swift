/// A value in an ONNX graph, known by its name.
struct ONNXValue {
    let name: String
}

/// A setting of a node.
enum ONNXAttribute {
    case number(String, Int)
    case graph(String, ONNXGraph)
    /// What a `Cast` makes of its input.
    static func to(_ type: ONNXElementType) -> ONNXAttribute { .number("to", type.rawValue) }
    static func axis(_ axis: Int) -> ONNXAttribute { .number("axis", axis) }

    /// An `AttributeProto`.
    func encoded() -> ProtobufWriter {
        var attribute = ProtobufWriter()
        switch self {
        case .number(let name, let value):
            attribute.write(1, name)
            attribute.write(3, value)
            attribute.write(20, 2)
        case .graph(let name, let graph):
            attribute.write(1, name)
            attribute.write(6, graph.encoded())
            attribute.write(20, 5)
        }
        return attribute
    }
}

/// A graph of ONNX operators while it is put together, node after node.
///
/// A graph inside another, the body of a loop, may use the values of the outer one. All names begin with the graph's
/// own, so that they are unique.
struct ONNXGraph {
    let name: String
    private var nodes = ProtobufWriter()
    private var constants = ProtobufWriter()
    private var inputs = ProtobufWriter()
    private var outputs = ProtobufWriter()
    private var valueCount = 0

    /// A dimension of an input or output.
    enum Dimension {
        case size(Int)
        /// One that is known when the graph runs.
        case variable(String)
    }

    init(name: String) {
        self.name = name
    }

    /// Adds a node with one output.
    mutating func node(_ operation: String, _ inputs: [ONNXValue], _ attributes: [ONNXAttribute] = []) -> ONNXValue {
        let output = newValue(operation)
        add(operation, inputs, outputs: [output], attributes)
        return output
    }

    /// Adds a node with several outputs.
    mutating func nodes(
        _ operation: String, _ inputs: [ONNXValue], outputs count: Int, _ attributes: [ONNXAttribute] = []
    ) -> [ONNXValue] {
        let outputs = (0..<count).map { _ in newValue(operation) }
        add(operation, inputs, outputs: outputs, attributes)
        return outputs
    }

    mutating func constant(_ tensor: ONNXTensor) -> ONNXValue {
        let value = newValue("constant")
        constants.write(5, tensor.encoded(name: value.name))
        return value
    }

    mutating func constant(_ value: Float) -> ONNXValue { constant(ONNXTensor([value], shape: [])) }
    mutating func constant(_ value: Double) -> ONNXValue { constant(ONNXTensor([value], shape: [])) }
    mutating func constant(_ value: Int) -> ONNXValue { constant(ONNXTensor([value], shape: [])) }
    mutating func constant(_ values: [Int]) -> ONNXValue { constant(ONNXTensor(values, shape: [values.count])) }

    /// Declares an input; `publicName` is for those of the whole model.
    mutating func input(
        _ type: ONNXElementType, _ shape: [Dimension], publicName: String? = nil, documentation: String = ""
    ) -> ONNXValue {
        let value = publicName.map { ONNXValue(name: $0) } ?? newValue("input")
        inputs.write(11, Self.description(of: value.name, type, shape, documentation))
        return value
    }

    /// Declares a value as an output; `publicName` is for those of the whole model.
    mutating func output(
        _ value: ONNXValue, _ type: ONNXElementType, _ shape: [Dimension], publicName: String? = nil,
        documentation: String = ""
    ) {
        var value = value
        if let publicName {
            add("Identity", [value], outputs: [ONNXValue(name: publicName)], [])
            value = ONNXValue(name: publicName)
        }
        outputs.write(12, Self.description(of: value.name, type, shape, documentation))
    }

    /// A `GraphProto`.
    func encoded(documentation: String = "") -> ProtobufWriter {
        var graph = nodes
        graph.write(2, name)
        graph.append(constants)
        graph.write(10, documentation)
        graph.append(inputs)
        graph.append(outputs)
        return graph
    }

    private mutating func newValue(_ kind: String) -> ONNXValue {
        defer { valueCount += 1 }
        return ONNXValue(name: "\(name).\(kind)\(valueCount)")
    }

    private mutating func add(
        _ operation: String, _ inputs: [ONNXValue], outputs: [ONNXValue], _ attributes: [ONNXAttribute]
    ) {
        var node = ProtobufWriter()
        for input in inputs { node.write(1, input.name) }
        for output in outputs { node.write(2, output.name) }
        node.write(3, newValue("node").name)
        node.write(4, operation)
        for attribute in attributes { node.write(5, attribute.encoded()) }
        nodes.write(1, node)
    }

    /// A `ValueInfoProto`.
    private static func description(
        of name: String, _ type: ONNXElementType, _ shape: [Dimension], _ documentation: String
    ) -> ProtobufWriter {
        var dimensions = ProtobufWriter()
        for size in shape {
            var dimension = ProtobufWriter()
            switch size {
            case .size(let size): dimension.write(1, size)
            case .variable(let name): dimension.write(2, name)
            }
            dimensions.write(1, dimension)
        }
        var tensor = ProtobufWriter()
        tensor.write(1, type.rawValue)
        tensor.write(2, dimensions)
        var typeDescription = ProtobufWriter()
        typeDescription.write(1, tensor)
        var value = ProtobufWriter()
        value.write(1, name)
        value.write(2, typeDescription)
        value.write(3, documentation)
        return value
    }
}

extension ONNXGraph {
    /// A loop that carries a value from step to step.
    ///
    /// - Parameters:
    ///   - loopName: Name of the loop within this graph.
    ///   - count: Number of steps, a single 64-bit number.
    ///   - carried: The value that the first step gets.
    ///   - type: Its type, in each step.
    ///   - dimensions: How many dimensions it has.
    ///   - body: Given the body's graph, the number of the step and the value; returns the value for the next step.
    /// - Returns: What the last step left.
    mutating func loop(
        _ loopName: String, count: ONNXValue, carrying carried: ONNXValue, _ type: ONNXElementType, dimensions: Int,
        _ body: (_ graph: inout ONNXGraph, _ step: ONNXValue, _ value: ONNXValue) -> ONNXValue
    ) -> ONNXValue {
        let shape = (0..<dimensions).map { Dimension.variable("\(loopName)\($0)") }
        var graph = ONNXGraph(name: "\(name).\(loopName)")
        let step = graph.input(.int64, [])
        let goesOn = graph.input(.bool, [])
        let before = graph.input(type, shape)
        let after = body(&graph, step, before)
        graph.output(graph.node("Identity", [goesOn]), .bool, [])
        graph.output(after, type, shape)
        return node("Loop", [count, constant(ONNXTensor([true], shape: [])), carried], [.graph("body", graph)])
    }

    /// A loop whose steps do not know of each other; what they make is stacked along a new first axis.
    mutating func stacked(
        _ loopName: String, count: ONNXValue, _ types: [ONNXElementType], dimensions: Int,
        _ body: (_ graph: inout ONNXGraph, _ step: ONNXValue) -> [ONNXValue]
    ) -> [ONNXValue] {
        let shape = (0..<dimensions).map { Dimension.variable("\(loopName)\($0)") }
        var graph = ONNXGraph(name: "\(name).\(loopName)")
        let step = graph.input(.int64, [])
        let goesOn = graph.input(.bool, [])
        let results = body(&graph, step)
        graph.output(graph.node("Identity", [goesOn]), .bool, [])
        for (result, type) in zip(results, types) { graph.output(result, type, shape) }
        return nodes(
            "Loop", [count, constant(ONNXTensor([true], shape: []))], outputs: types.count, [.graph("body", graph)])
    }
}
