/// Which fields of a record are read, and where each value goes; everything else is skipped.
struct FieldSelection: Sendable {
    /// Where a value goes, by the place it has among the values of its sort.
    enum Target: Sendable {
        /// A number, as a double; NaN where null.
        case number(Int)
        /// A whole number with all its digits.
        case integer(Int)
        /// A text, by its place in the packet.
        case text(Int)
        /// A flag written as "t", "f", "1", "0", or as a boolean: the number 1 or 0; NaN where it is none of these.
        case flag(Int)
        /// A string or bytes that nobody looks into, by its place in the packet.
        case bytes(Int)
    }

    /// One node of the tree of wanted names.
    struct Branch: Sendable {
        var target: Target?
        var isRequired = false
        var children: [String: Branch] = [:]
    }

    private(set) var root = Branch()
    /// How many values of each sort a record has outside its table.
    private(set) var numbers = 0
    private(set) var integers = 0
    private(set) var texts = 0
    private(set) var bytes = 0
    /// How many numbers a row of the table has.
    private(set) var columns = 0

    /// The child name under which the items of an array are wanted.
    static let item = "[]"

    /// Adds a field by its path; a path through `[]` is a column of the record's table.
    ///
    /// - Parameters:
    ///   - path: names from the root, for example `["prv_candidates", "[]", "jd"]`.
    ///   - target: where the value goes.
    ///   - isRequired: whether a schema without the field is refused.
    mutating func add(_ path: [String], _ target: Target, isRequired: Bool = false) {
        switch target {
        case .number(let slot), .flag(let slot):
            if path.contains(Self.item) {
                columns = max(columns, slot + 1)
            } else {
                numbers = max(numbers, slot + 1)
            }
        case .integer(let slot): integers = max(integers, slot + 1)
        case .text(let slot): texts = max(texts, slot + 1)
        case .bytes(let slot): bytes = max(bytes, slot + 1)
        }
        Self.insert(path[...], target, isRequired, into: &root)
    }

    private static func insert(
        _ path: ArraySlice<String>, _ target: Target, _ isRequired: Bool, into branch: inout Branch
    ) {
        guard let name = path.first else {
            branch.target = target
            branch.isRequired = isRequired
            return
        }
        insert(path.dropFirst(), target, isRequired, into: &branch.children[name, default: Branch()])
    }
}
