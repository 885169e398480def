/// Which fields a set of conditions asks about, and where each stands in `Facts`.
///
/// One layout is shared by all the programs that judge the same anomalies, so that each field is looked up once an
/// anomaly, however many conditions ask about it. It only grows: after many conditions have gone, make a new one.
public struct FactLayout: Sendable {
    /// What fills a slot of numbers.
    private(set) var numberFields: [Field] = []
    /// What fills a slot of texts.
    private(set) var textFields: [Field] = []
    /// Counts everything that was added: facts made before a program was are not enough for it.
    private(set) var growth = 0

    /// Slots that are filled from the explanation.
    private(set) var features = FeatureTable()
    /// Slots of all other numbers.
    private(set) var ownNumbers: [(slot: Int, field: Field)] = []
    /// Numbers of the texts that conditions compare with, from 1.
    private var textNumbers: [String: Int32] = [:]
    private var slots: [Field: Int] = [:]

    /// A layout that nobody asks anything of yet.
    public init() {}

    /// The slot of a field, which is made where it is not there yet.
    mutating func slot(of field: Field) -> Int {
        if let slot = slots[field] { return slot }
        growth += 1
        let slot: Int
        if field.type == .text {
            slot = textFields.count
            textFields.append(field)
        } else {
            slot = numberFields.count
            numberFields.append(field)
            switch field {
            case .feature(let name): features.change(name) { $0.value = Int32(slot) }
            case .typical(let name): features.change(name) { $0.typical = Int32(slot) }
            case .share(let name): features.change(name) { $0.share = Int32(slot) }
            default: ownNumbers.append((slot, field))
            }
        }
        slots[field] = slot
        return slot
    }

    /// The number that stands for a text, which is given out where there is none yet.
    mutating func number(ofText text: String) -> Int32 {
        if let number = textNumbers[text] { return number }
        growth += 1
        let number = Int32(textNumbers.count + 1)
        textNumbers[text] = number
        return number
    }

    /// The number that stands for an anomaly's text.
    func number(ofKnown text: String) -> Int32 {
        text.isEmpty ? Facts.missingText : textNumbers[text] ?? Facts.otherText
    }
}
