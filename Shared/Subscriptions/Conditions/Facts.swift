/// One anomaly's values of all the fields that the conditions of a layout ask about.
public struct Facts: Sendable {
    /// The number that stands for a text that is missing.
    static let missingText: Int32 = 0
    /// The number that stands for a text that no condition compares with.
    static let otherText: Int32 = -1

    /// Numbers and truths (1 and 0) by slot; NaN where missing.
    let numbers: [Double]
    /// Texts by slot; empty where missing.
    let texts: [String]
    /// The texts' numbers in the layout.
    let textNumbers: [Int32]
    /// How far the layout had grown.
    let growth: Int

    /// The number, or the truth as 1 or 0, in a slot; NaN where it is missing.
    public func number(_ slot: Int) -> Double { numbers[slot] }

    /// The text in a slot; empty where it is missing.
    public func text(_ slot: Int) -> String { texts[slot] }

    /// The number that stands for the text in a slot, as in `TextGuard.numbers`.
    ///
    /// - Returns: 0 where the text is missing, −1 where no condition of the layout compares with it.
    public func textNumber(_ slot: Int) -> Int { Int(textNumbers[slot]) }
}
