public import Messages

/// The usual texts of a notice, and of a digest of many.
///
/// Of a digest's notices the first ten, those with the smallest tail probability, are told in full and up to
/// `mostListed` in one line each; the others are counted.
public enum NoticeText {
    /// How many notices of a digest are told in full.
    public static let mostInFull = 10
    /// How many notices of a digest have their line in the table.
    public static let mostListed = 1_000

    /// One line for an e-mail's subject or a message's head: who it is for, what, and how rare.
    ///
    /// Empty for no notices.
    public static func subject(_ notices: [Notice]) -> String {
        guard let first = sorted(notices).first.map({ NoticeWords($0) }) else { return "" }
        let list = "[peryton \(first.project)/\(first.subscription)]"
        let rarity = first.oneIn.isEmpty ? "" : ", 1 in \(first.oneIn)"
        if notices.count == 1 {
            let brightness = first.brightness.isEmpty ? "" : ", \(first.brightness)"
            return "\(list) \(first.objectID) in \(first.stream)\(brightness)\(rarity)"
        }
        return "\(list) \(NoticeWords.count(notices.count)) anomalies, first of them \(first.objectID)\(rarity)"
    }

    /// Notices with the smallest tail probability, as judged with the subscriber's feedback, first; of equal ones, in the
    /// order that they came in.
    static func sorted(_ notices: [Notice]) -> [Notice] {
        let keyed = notices.enumerated().map { place, notice in
            let judged = notice.judgedTailProbability
            let key = judged > 0 ? judged : notice.anomaly.score.tailProbability
            return (key: key.isNaN ? .infinity : key, place: place, notice: notice)
        }
        return keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.notice)
    }
}

extension NoticeText {
    /// The notice, or the digest, as a page of HTML without pictures.
    public static func html(_ notices: [Notice]) -> String { NoticeHTML.page(sorted(notices), MailPictures()) }
}
