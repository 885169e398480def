/// What the texts of one column can all be.
///
/// The narrowest of boolean, `int16`, `int32`, `int64`, `float64` and text that holds all of them exactly; words for
/// "no value" say nothing. Whole numbers beyond 64 bits make a text, so that they keep their digits, unless others in
/// the column have a fraction. NaN among whole numbers makes floats, unless they would lose digits: then it is null.
struct SchemaInference {
    private var hasBoolean = false
    private var hasInteger = false
    private var hasFraction = false
    private var hasNaN = false
    private var hasHuge = false
    private var hasText = false
    private var smallest: Int64 = 0
    private var largest: Int64 = 0
    /// Bytes of the longest text.
    private(set) var width = 0

    /// Takes a text, which is not null.
    @inline(__always)
    mutating func add(_ text: UnsafeRawBufferPointer) {
        width = max(width, text.count)
        if hasText { return }
        let text = TextParsing.trimmed(text)
        if let value = TextParsing.integer(text) {
            hasInteger = true
            smallest = min(smallest, value)
            largest = max(largest, value)
        } else if TextParsing.isNullWord(text) {
            return
        } else if let value = TextParsing.float64(text) {
            if value.isNaN {
                hasNaN = true
            } else if text.dropFirst().allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) {
                hasHuge = true
            } else {
                hasFraction = true
            }
        } else if TextParsing.boolean(text) != nil {
            hasBoolean = true
        } else {
            hasText = true
        }
    }

    /// Takes a text that is one for certain, such as a quoted one in JSON.
    mutating func addText(count: Int) {
        width = max(width, count)
        hasText = true
    }

    /// The type.
    var type: ColumnType {
        let hasNumber = hasInteger || hasFraction || hasNaN || hasHuge
        if hasText || hasBoolean && hasNumber { return .text }
        if hasBoolean { return .boolean }
        guard hasNumber else { return .text }
        if hasHuge { return hasFraction ? .float64 : .text }
        let exact: Int64 = 1 << 53
        let isExact = smallest >= -exact && largest <= exact
        if hasFraction || !hasInteger || hasNaN && isExact { return .float64 }
        if smallest >= Int64(Int16.min) && largest <= Int64(Int16.max) { return .int16 }
        if smallest >= Int64(Int32.min) && largest <= Int64(Int32.max) { return .int32 }
        return .int64
    }
}
