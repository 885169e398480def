extension Forest {
    /// The forest as an ONNX model: all that leads from a row to its score, for programs that do not have this library.
    ///
    /// Its input is `rows`, float [rows, features], NaN (or infinite) where a value is missing. Its outputs are `score`,
    /// double [rows], and, for a calibrated forest, `tail_probability`, double [rows]. A row with too many missing
    /// values (see `isScoreable(_:)`) has the score NaN and the tail probability 1.
    ///
    /// Scores differ from the library's by rounding in double precision only; see ONNX.md for what is in the model.
    ///
    /// - Throws: `ForestError.setting` for a forest that is larger than the 2 GB that an ONNX file holds.
    public func onnx() throws(ForestError) -> [UInt8] { try onnx(largest: Int(Int32.max)) }

    func onnx(largest: Int) throws(ForestError) -> [UInt8] {
        let expected = store.coefficients.count * MemoryLayout<Float>.size
        guard expected <= largest else { throw Self.tooLarge(expected, largest) }
        let bytes = onnxModel().bytes
        guard bytes.count <= largest else { throw Self.tooLarge(bytes.count, largest) }
        return bytes
    }

    private static func tooLarge(_ size: Int, _ largest: Int) -> ForestError {
        .setting(name: "size of the ONNX form", value: "\(size) bytes", allowed: "up to \(largest) bytes")
    }

    /// Rows that the model scores together.
    private static let onnxBlockRows = 128

    /// A `ModelProto`.
    private func onnxModel() -> ProtobufWriter {
        var operators = ProtobufWriter()
        operators.write(1, "")
        operators.write(2, 17)
        var model = ProtobufWriter()
        model.write(1, 8)
        model.write(2, "IsolationForest")
        model.write(5, Int(featureSetVersion))
        model.write(
            6,
            """
            An Extended Isolation Forest of \(store.count) trees, grown on \(trainedRows) rows of \
            \(features.count) features. Scores are about 0.5 for ordinary rows and higher for rarer ones.
            """)
        model.write(8, operators)
        model.write(7, onnxGraph().encoded())
        for (key, value) in onnxMetadata {
            var entry = ProtobufWriter()
            entry.write(1, key)
            entry.write(2, value)
            model.write(14, entry)
        }
        return model
    }

    private var onnxMetadata: [(key: String, value: String)] {
        let described = features.map { "{\"name\": \(Self.json($0.name)), \"unit\": \(Self.json($0.unit))}" }
        return [
            ("feature_set", featureSet), ("feature_set_version", "\(featureSetVersion)"),
            ("features", "[\(described.joined(separator: ", "))]"), ("trained_rows", "\(trainedRows)"),
            ("trees", "\(store.count)"), ("sample_size", "\(sampleSize)"), ("height_limit", "\(heightLimit)"),
            ("seed", "\(parameters.seed)"),
        ]
    }

    /// A text as JSON writes it.
    private static func json(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": json += "\\\(scalar)"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    private func onnxGraph() -> ONNXGraph {
        var graph = ONNXGraph(name: "isolation_forest")
        let rows = graph.input(
            .float, [.variable("rows"), .size(features.count)], publicName: "rows",
            documentation: "Rows in the features' own units, NaN where a value is missing.")

        // Blocks of rows; the last repeats the last row where rows are fewer.
        let one = graph.constant([1])
        let count = graph.node("Shape", [rows], [.number("start", 0), .number("end", 1)])
        let size = graph.node("Max", [one, graph.node("Min", [count, graph.constant([Self.onnxBlockRows])])])
        let lastRow = graph.node("Sub", [count, one])
        let blocks = graph.node("Div", [graph.node("Add", [lastRow, size]), size])
        let within = graph.node(
            "Range", [graph.constant(0), graph.node("Squeeze", [size]), graph.constant(1)])
        let outputs = graph.stacked(
            "blocks", count: graph.node("Squeeze", [blocks]), [.double, .double], dimensions: 1
        ) { graph, step in
            let first = graph.node("Mul", [step, size])
            let places = graph.node("Min", [graph.node("Add", [first, within]), lastRow])
            return score(graph.node("Gather", [rows, places], [.axis(0)]), in: &graph)
        }
        for (output, name, meaning) in [
            (outputs[0], "score", "2^(−E[h] / c(ψ)); NaN for a row with too many missing values."),
            (outputs[1], "tail_probability", "How often an ordinary row scores as high."),
        ].prefix(calibration == nil ? 1 : 2) {
            let flat = graph.node("Reshape", [output, graph.constant([-1])])
            let whole = graph.node("Slice", [flat, graph.constant([0]), count])
            graph.output(whole, .double, [.variable("rows")], publicName: name, documentation: meaning)
        }
        return graph
    }

    /// Scores and tail probabilities of a block of rows.
    private func score(_ rows: ONNXValue, in graph: inout ONNXGraph) -> [ONNXValue] {
        let missing = graph.isMissing(rows)
        let scaled = graph.scaled(rows, missing: missing, by: scaling)
        let sums = ONNXTrees.all(of: store).map { graph.pathSums(of: scaled, features: features.count, in: $0) }
        let sum = sums.dropFirst().reduce(sums[0]) { graph.node("Add", [$0, $1]) }
        let score = graph.score(ofPathSums: sum, trees: store.count, sampleSize: sampleSize)
        let probability = calibration.map { graph.tailProbability(ofScores: score, $0) }

        let missingCount = graph.node(
            "ReduceSum", [graph.node("Cast", [missing], [.to(.int32)]), graph.constant([1])],
            [.number("keepdims", 0)])
        let most = graph.constant(ONNXTensor([Int32(features.count / 2)], shape: []))
        let isScoreable = graph.node("LessOrEqual", [missingCount, most])
        return [
            graph.node("Where", [isScoreable, score, graph.constant(Double.nan)]),
            graph.node("Where", [isScoreable, probability ?? score, graph.constant(1.0)]),
        ]
    }
}
