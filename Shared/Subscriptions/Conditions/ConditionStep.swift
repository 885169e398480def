/// One step of a compiled condition: something done, and where to go on.
struct ConditionStep: Sendable {
    /// Where to go on when the condition holds or fails; there is no such step.
    static let holds: Int32 = -1
    static let fails: Int32 = -2

    var operation: Operation
    /// The step after this one where its test succeeds, or where it is no test.
    var whenTrue: Int32
    /// The step after this one where its test fails.
    var whenFalse: Int32

    /// What is done; tests of a missing value fail, and so do their opposites.
    enum Operation: Sendable {
        // Tests of a slot of numbers.
        case inRange(slot: Int32, lowest: Double, highest: Double)
        case outsideRange(slot: Int32, lowest: Double, highest: Double)
        /// One of the numbers of a list.
        case among(slot: Int32, list: Int32)
        case notAmong(slot: Int32, list: Int32)
        case missing(slot: Int32)
        case present(slot: Int32)

        // Tests of a slot of texts, by the texts' numbers in the layout.
        case isText(slot: Int32, number: Int32)
        case isOtherText(slot: Int32, number: Int32)
        case amongTexts(slot: Int32, list: Int32)
        case notAmongTexts(slot: Int32, list: Int32)
        case textMissing(slot: Int32)
        case textPresent(slot: Int32)
        /// Of the characters.
        case like(slot: Int32, pattern: Int32)
        case notLike(slot: Int32, pattern: Int32)
        case sameTexts(slot: Int32, other: Int32)
        case differentTexts(slot: Int32, other: Int32)

        // Work on a stack of numbers.
        case push(slot: Int32)
        case pushConstant(Double)
        case negate
        case arithmetic(Arithmetic)
        /// Of the top of the stack.
        case function(NumberFunction)
        /// Of the top two.
        case functionOfTwo(NumberFunction)

        // Tests that take what they test from the stack.
        case topInRange(lowest: Double, highest: Double)
        case topOutsideRange(lowest: Double, highest: Double)
        case topAmong(list: Int32)
        case topNotAmong(list: Int32)
        case topMissing
        case topPresent
        case compare(Comparison)
    }
}
