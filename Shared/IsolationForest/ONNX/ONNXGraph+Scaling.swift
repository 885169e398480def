extension ONNXGraph {
    /// Whether each value of some rows is missing: NaN or infinite.
    mutating func isMissing(_ rows: ONNXValue) -> ONNXValue {
        node("Or", [node("IsNaN", [rows]), node("IsInf", [rows])])
    }

    /// Scaled rows, rounded to Float as `FeatureScaling.scale` rounds them, missing values filled in.
    ///
    /// - Parameters:
    ///   - rows: Float [rows, features].
    ///   - missing: Bool [rows, features], from `isMissing(_:)`.
    mutating func scaled(_ rows: ONNXValue, missing: ONNXValue, by scaling: FeatureScaling) -> ONNXValue {
        switch scaling.choice {
        case .robust: robust(rows, missing: missing, by: scaling)
        case .none: unscaled(rows, missing: missing, by: scaling)
        }
    }

    /// Rows as they come, within the limit that keeps products finite.
    private mutating func unscaled(
        _ rows: ONNXValue, missing: ONNXValue, by scaling: FeatureScaling
    ) -> ONNXValue {
        let limit = Float(FeatureScaling.unscaledLimit)
        let medians = constant(ONNXTensor(scaling.medians, shape: [scaling.medians.count]))
        return node("Clip", [node("Where", [missing, medians, rows]), constant(-limit), constant(limit)])
    }

    private mutating func robust(_ rows: ONNXValue, missing: ONNXValue, by scaling: FeatureScaling) -> ONNXValue {
        let features = scaling.medians.count
        let zero = constant(Float(0))
        let medians = constant(ONNXTensor(scaling.medians.map { Double($0) }, shape: [features]))
        let spreads = constant(
            ONNXTensor(scaling.spreads.map { $0 > 0 ? Double($0) : 1 }, shape: [features]))
        let known = node("Cast", [node("Where", [missing, zero, rows])], [.to(.double)])
        let z = node("Div", [node("Sub", [known, medians]), spreads])

        // Beyond the limit only the logarithm grows.
        let limit = constant(FeatureScaling.linearLimit)
        let magnitude = node("Abs", [z])
        let beyond = node("Div", [node("Max", [magnitude, limit]), limit])
        let growth = node("Add", [constant(1.0), node("Log", [beyond])])
        let compressed = node("Mul", [node("Sign", [z]), node("Mul", [limit, growth])])
        let isLinear = node("LessOrEqual", [magnitude, limit])
        let scaled = node("Cast", [node("Where", [isLinear, z, compressed])], [.to(.float)])

        let constantFeatures = constant(ONNXTensor(scaling.spreads.map { !($0 > 0) }, shape: [features]))
        let withoutValue = node("Where", [node("Or", [missing, constantFeatures]), zero, scaled])
        guard let decorrelation = scaling.decorrelation else { return withoutValue }
        return filled(withoutValue, missing: missing, by: decorrelation)
    }

    /// Rows whose missing values, zero until now, are what the others foretell: x_m = −P_mm⁻¹ P_mo x_o.
    ///
    /// With D_m and D_o, which pick the missing and the known features, and R, P with each row divided by its diagonal,
    /// that is the solution y of (D_m R D_m + D_o) y = −D_m R x: it is found by Gauss and Jordan's elimination for all
    /// rows that lack something at once, in double precision, and without pivoting, as P is positive definite.
    private mutating func filled(
        _ rows: ONNXValue, missing: ONNXValue, by decorrelation: Decorrelation
    ) -> ONNXValue {
        let features = decorrelation.features
        let relations = constant(ONNXTensor(Self.relations(of: decorrelation), shape: [features, features]))
        let identity = constant(
            ONNXTensor(
                (0..<features * features).map { $0 % (features + 1) == 0 ? 1.0 : 0.0 }, shape: [features, features]))
        let first = constant([1])
        let second = constant([2])
        let zero = constant(0)

        let missingHere = node("Cast", [missing], [.to(.int32)])
        let counts = node("ReduceSum", [missingHere, first], [.number("keepdims", 0)])
        // Numbers of the rows that lack something, [k] and [k, 1].
        let incomplete = node("Squeeze", [node("NonZero", [counts]), constant([0])])
        let places = node("Unsqueeze", [incomplete, first])

        let x = node("Cast", [node("Gather", [rows, incomplete], [.axis(0)])], [.to(.double)])
        let m = node("Cast", [node("Gather", [missingHere, incomplete], [.axis(0)])], [.to(.double)])
        let mColumn = node("Unsqueeze", [m, second])
        let picked = node("Mul", [node("Mul", [mColumn, relations]), node("Unsqueeze", [m, first])])
        let knownRows = node("Mul", [node("Sub", [constant(1.0), mColumn]), identity])
        let matrix = node("Add", [picked, knownRows])
        let foretold = node("MatMul", [relations, node("Unsqueeze", [x, second])])
        let right = node("Neg", [node("Mul", [mColumn, foretold])])
        let system = node("Concat", [matrix, right], [.axis(2)])

        // No steps where no row lacks anything.
        let isAny = node("Min", [node("Size", [incomplete]), constant(1)])
        let steps = node("Mul", [isAny, constant(features)])
        let solved = loop("elimination", count: steps, carrying: system, .double, dimensions: 3) {
            graph, step, system in
            let row = graph.node("Gather", [system, step], [.axis(1)])
            let pivot = graph.node("Gather", [row, graph.node("Unsqueeze", [step, zero])], [.axis(1)])
            let unit = graph.node("Div", [row, pivot])
            // Taking (pivot − 1) times the unit row away from the pivot's own row leaves the unit row.
            let column = graph.node("Gather", [system, step], [.axis(2)])
            let factors = graph.node("Sub", [column, graph.node("Gather", [identity, step], [.axis(0)])])
            let product = graph.node(
                "Mul", [graph.node("Unsqueeze", [factors, second]), graph.node("Unsqueeze", [unit, first])])
            return graph.node("Sub", [system, product])
        }
        let last = node("Gather", [solved, constant(features)], [.axis(2)])
        let isMissing = node("Cast", [m], [.to(.bool)])
        let complete = node("Where", [isMissing, last, x])
        return node("ScatterND", [rows, places, node("Cast", [complete], [.to(.float)])])
    }

    /// R: P with each row divided by its diagonal, row after row.
    private static func relations(of decorrelation: Decorrelation) -> [Double] {
        let features = decorrelation.features
        var relations = [Double](repeating: 0, count: features * features)
        for column in 0..<features {
            var unit = [Float](repeating: 0, count: features)
            unit[column] = 1
            let deviations = unit.withUnsafeBufferPointer { unit in
                unit.baseAddress.map { decorrelation.deviations(of: $0) } ?? []
            }
            for (row, deviation) in deviations.enumerated() { relations[row * features + column] = deviation }
        }
        return relations
    }
}
