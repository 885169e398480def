/// One step of a plan: how to walk one type, and where its value goes.
///
/// Steps lie in one flat array; those of a record's fields, of a union's branches and of an array's items follow each
/// other from `first` on. Types that always take no bytes are all `.nothing`.
struct PlanStep: Sendable {
    enum Operation: UInt8, Sendable {
        case nothing, boolean, int, long, float, double, bytes, fixed, enumeration, array, map, union, record
    }

    enum Store: UInt8, Sendable {
        case none, number, integer, text, flag, bytes
        /// The items of this array are the rows of the record's table.
        case table
    }

    var operation: Operation
    var store: Store = .none
    var slot: Int32 = 0
    /// The first child's index.
    var first: Int32 = 0
    /// How many children; bytes of a fixed type; symbols of an enum.
    var count: Int32 = 0
    /// Whether nothing at or under this step is stored.
    var isSkipped = true
}

/// A writer's schema compiled for one selection of fields.
///
/// Compiled once for each schema, then shared by all threads: it never changes.
struct ReadPlan: Sendable {
    private(set) var steps: [PlanStep] = []
    /// The name of the field that each step stands for; empty for items and branches.
    private(set) var names: [String] = []
    let selection: FieldSelection

    /// Most steps of a plan; a ZTF schema takes some 250.
    private static let mostSteps = 1 << 16
    private static let deepest = 128

    /// Compiles a plan.
    ///
    /// - Throws: `wrong-schema` where a wanted field has a type that cannot hold it, `missing-field` where a required
    ///   one is not in the schema.
    init(schema: AvroSchema, selection: FieldSelection) throws(PacketError) {
        self.selection = selection
        var compiler = Compiler(schema: schema)
        compiler.steps = [PlanStep(operation: .nothing)]
        compiler.names = [""]
        compiler.steps[0] = try compiler.step(schema.root, wanted: selection.root, path: [])
        steps = compiler.steps
        names = compiler.names
    }

    private struct Compiler {
        let schema: AvroSchema
        var steps: [PlanStep] = []
        var names: [String] = []
        /// Steps of types that nothing is wanted of, by node: compiled once, so that recursive types end.
        var skipped: [Int: PlanStep] = [:]
        var depth = 0

        mutating func step(
            _ node: Int, wanted: FieldSelection.Branch?, path: [String]
        ) throws(PacketError) -> PlanStep {
            if wanted == nil, let known = skipped[node] { return known }
            // Names can chain types deeper than the JSON is nested.
            guard depth < ReadPlan.deepest else {
                throw PacketError(
                    .wrongSchema, field: ReadPlan.written(path), found: "types nested deeper than \(ReadPlan.deepest)",
                    expected: "a flatter schema")
            }
            depth += 1
            defer { depth -= 1 }
            switch schema.nodes[node] {
            case .null: return PlanStep(operation: .nothing)
            case .boolean: return try leaf(.boolean, wanted, path, "a boolean")
            case .int: return try leaf(.int, wanted, path, "an int")
            case .long: return try leaf(.long, wanted, path, "a long")
            case .float: return try leaf(.float, wanted, path, "a float")
            case .double: return try leaf(.double, wanted, path, "a double")
            case .bytes: return try leaf(.bytes, wanted, path, "bytes")
            case .string: return try leaf(.bytes, wanted, path, "a string")
            case .enumeration(let symbols):
                var step = try leaf(.enumeration, wanted, path, "an enum")
                step.count = Int32(clamping: symbols)
                return step
            case .fixed(let size):
                var step = try leaf(size == 0 ? .nothing : .fixed, wanted, path, "a fixed type")
                step.count = Int32(clamping: size)
                return step
            case .array(let item):
                let inner = wanted?.children[FieldSelection.item]
                if wanted?.target != nil || (wanted != nil && inner == nil) { throw mismatch(path, "an array", wanted) }
                var step = try composite(.array, [(FieldSelection.item, item, inner)], node, path)
                step.store = inner == nil ? .none : .table
                return step
            case .map(let value):
                if wanted != nil { throw mismatch(path, "a map", wanted) }
                return try composite(.map, [("", value, nil)], node, path)
            case .union(let branches):
                return try union(branches, node, wanted, path)
            case .record(let fields):
                if wanted?.target != nil || wanted?.children[FieldSelection.item] != nil {
                    throw mismatch(path, "a record", wanted)
                }
                for (name, branch) in wanted?.children ?? [:] where !fields.contains(where: { $0.name == name }) {
                    if let missing = Self.required(branch, path + [name]) {
                        throw PacketError(
                            .missingField, field: ReadPlan.written(missing), found: "no such field in the schema",
                            expected: "the field")
                    }
                }
                return try composite(
                    .record, fields.map { ($0.name, $0.node, wanted?.children[$0.name]) }, node, path)
            }
        }

        private func leaf(
            _ operation: PlanStep.Operation, _ wanted: FieldSelection.Branch?, _ path: [String], _ found: String
        ) throws(PacketError) -> PlanStep {
            var step = PlanStep(operation: operation)
            guard let wanted else { return step }
            let isNumber = [.int, .long, .float, .double].contains(operation)
            switch wanted.target {
            case .number(let slot) where isNumber: (step.store, step.slot) = (.number, Int32(slot))
            case .integer(let slot) where operation == .int || operation == .long:
                (step.store, step.slot) = (.integer, Int32(slot))
            case .text(let slot) where operation == .bytes: (step.store, step.slot) = (.text, Int32(slot))
            case .flag(let slot) where operation == .bytes || operation == .boolean:
                (step.store, step.slot) = (.flag, Int32(slot))
            case .bytes(let slot) where operation == .bytes: (step.store, step.slot) = (.bytes, Int32(slot))
            default: throw mismatch(path, found, wanted)
            }
            step.isSkipped = false
            return step
        }

        /// A union holds a wanted field if one of its branches can; the others are skipped and leave it missing.
        private mutating func union(
            _ branches: [Int], _ node: Int, _ wanted: FieldSelection.Branch?, _ path: [String]
        ) throws(PacketError) -> PlanStep {
            guard let wanted else { return try composite(.union, branches.map { ("", $0, nil) }, node, path) }
            var result = try reserve(.union, Array(repeating: "", count: branches.count))
            result.isSkipped = false
            var failure: PacketError?
            var isHeld = false
            for (index, branch) in branches.enumerated() {
                let isNull = if case .null = schema.nodes[branch] { true } else { false }
                do {
                    steps[Int(result.first) + index] = try step(branch, wanted: isNull ? nil : wanted, path: path)
                    isHeld = isHeld || !isNull
                } catch {
                    failure = error
                    steps[Int(result.first) + index] = try step(branch, wanted: nil, path: path)
                }
            }
            guard isHeld else { throw failure ?? mismatch(path, "only null", wanted) }
            return result
        }

        /// Places for the children of a step, one after the other.
        private mutating func reserve(
            _ operation: PlanStep.Operation, _ children: [String]
        ) throws(PacketError) -> PlanStep {
            guard steps.count + children.count <= ReadPlan.mostSteps else {
                throw PacketError(
                    .wrongSchema, field: "schema", found: "more than \(ReadPlan.mostSteps) types",
                    expected: "a smaller schema")
            }
            var result = PlanStep(operation: operation)
            result.first = Int32(steps.count)
            result.count = Int32(children.count)
            steps += Array(repeating: PlanStep(operation: .nothing), count: children.count)
            names += children
            return result
        }

        private mutating func composite(
            _ operation: PlanStep.Operation, _ children: [(name: String, node: Int, wanted: FieldSelection.Branch?)],
            _ node: Int, _ path: [String]
        ) throws(PacketError) -> PlanStep {
            var result = try reserve(operation, children.map(\.name))
            result.isSkipped = children.allSatisfy { $0.wanted == nil }
            if result.isSkipped { skipped[node] = result }
            let first = Int(result.first)
            for (index, child) in children.enumerated() {
                let inner = child.name.isEmpty ? path : path + [child.name]
                steps[first + index] = try step(child.node, wanted: child.wanted, path: inner)
            }
            // A record of nothing but nothing takes no bytes: walked in no time, whatever it contains.
            if operation == .record, result.isSkipped,
                steps[first..<first + children.count].allSatisfy({ $0.operation == .nothing })
            {
                result = PlanStep(operation: .nothing)
                skipped[node] = result
            }
            return result
        }

        private func mismatch(_ path: [String], _ found: String, _ wanted: FieldSelection.Branch?) -> PacketError {
            let expected =
                switch wanted?.target {
                case .number: "a number"
                case .integer: "an int or a long"
                case .text: "a string"
                case .flag: "a string or a boolean"
                case .bytes: "bytes or a string"
                case nil: wanted?.children[FieldSelection.item] == nil ? "a record" : "an array"
                }
            return PacketError(.wrongSchema, field: ReadPlan.written(path), found: found, expected: expected)
        }

        /// The path of a required field at or under a branch, if there is one.
        private static func required(_ branch: FieldSelection.Branch, _ path: [String]) -> [String]? {
            if branch.isRequired { return path }
            for (name, child) in branch.children.sorted(by: { $0.key < $1.key }) {
                if let found = required(child, path + [name]) { return found }
            }
            return nil
        }
    }

    /// A path as people write it.
    private static func written(_ path: [String]) -> String {
        path.isEmpty ? "record" : path.joined(separator: ".").replacing(".[]", with: "[]")
    }
}
