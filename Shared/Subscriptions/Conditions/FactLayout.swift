/// Which fields a set of conditions asks about, and where each stands in `Facts`.
///
/// One layout is shared by all the programs that judge the same anomalies, so that each field is looked up once an
/// anomaly, however many conditions ask about it. It only grows: after many conditions have gone, make a new one.
public struct FactLayout: Sendable {
    /// What fills a slot of numbers.
    var numberFields: [Field] = []
    /// What fills a slot of texts.
    var textFields: [Field] = []
    /// Counts everything that was added: facts made before a program was are not enough for it.
    private(set) var growth = 0

    /// Slots that are filled from the explanation, by the feature's name.
    var featureSlots: [String: FeatureSlots] = [:]
    /// Slots of all other numbers.
    var ownNumbers: [(slot: Int, field: Field)] = []
    /// Numbers of the texts that conditions compare with, from 1.
    private var textNumbers: [String: Int32] = [:]
    private var slots: [Field: Int] = [:]

    /// The slots of one feature; −1 where nobody asks.
    struct FeatureSlots: Sendable {
        var value = -1
        var typical = -1
        var share = -1
    }

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
            case .feature(let name): featureSlots[name, default: FeatureSlots()].value = slot
            case .typical(let name): featureSlots[name, default: FeatureSlots()].typical = slot
            case .share(let name): featureSlots[name, default: FeatureSlots()].share = slot
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
