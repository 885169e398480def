public import Messages

/// A notice as a VOEvent 2.0, the International Virtual Observatory Alliance's form of news from the sky.
///
/// By the IVOA Recommendation "Sky Event Reporting Metadata", version 2.0 (2011-07-11), and valid against its schema.
/// The same notice always gives the same bytes, so that brokers know a repeat by its name and content.
///
/// - `Who`: the publisher, and when the notice matched.
/// - `What`: Params for what the alert and the score say, with UCDs and units; groups `feature`, `typical` and `share`
///   with one Param for each feature (its value, the median of the training rows, and its share of the isolation);
///   tables `light_curve` (the history, without this alert) and `neighbours`; group `links` of pages about the object.
///   What is not known is left out, in tables its cell is empty.
/// - `WhereWhen`: position and start of the exposure; the error is the publisher's nominal one, as alerts have none.
/// - `How`: which forest judged it.
/// - `Why`: `importance` is 1 − the judged tail probability, a rank among the publisher's events as the Recommendation
///   wants it. The inference has no `probability`: that would be how probable it is that the event is what the inference
///   says, and a tail probability is something else, how often ordinary alerts score as high. It is Param
///   `tail_probability`. An inference names the object and tells why it matched; each row of a watch-list near it is an
///   inference `relation="associated"` of its own.
/// - `Citations`: none, a notice stands by itself.
public struct VOEventDocument: Sendable {
    /// What the event is for.
    public enum Role: String, Sendable {
        /// Something was seen.
        case observation
        /// It only tries the way; nobody may act on it.
        case test
    }

    /// The event's name, `ivo://<authority>/<project>/<subscription>#<stream>/<alert id>`.
    ///
    /// The stream is in it as alerts of two streams may have the same id. What may not stand in it is percent-encoded.
    public let ivorn: String
    /// The document, UTF-8.
    public let xml: String

    /// - Parameters:
    ///   - publisher: whom it comes from.
    ///   - links: pages about the object, what each is called and its address.
    ///   - role: what it is for.
    public init(
        _ notice: Notice, publisher: VOEventPublisher, links: [String: String] = [:], role: Role = .observation
    ) {
        let score = notice.anomaly.score
        let parts = [notice.project, notice.subscription, score.stream, score.alertID].map(Self.percentEncoded)
        let author = "ivo://\(publisher.authority)/\(parts[0])"
        let ivorn = "\(author)/\(parts[1])#\(parts[2])/\(parts[3])"
        var writer = XMLWriter()
        let namespace = "http://www.ivoa.net/xml/VOEvent/v2.0"
        writer.element(
            "voe:VOEvent",
            [
                ("xmlns:voe", namespace), ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                ("xsi:schemaLocation", "\(namespace) http://www.ivoa.net/xml/VOEvent/VOEvent-v2.0.xsd"),
                ("version", "2.0"), ("ivorn", ivorn), ("role", role.rawValue),
            ]
        ) { writer in
            writer.who(author, publisher, matchedAt: notice.matchedAt)
            writer.what(notice, links: links)
            writer.whereWhen(notice.anomaly.alert, publisher)
            writer.how(notice.anomaly)
            writer.why(notice)
        }
        self.ivorn = ivorn
        xml = writer.text
    }

    /// Text with everything percent-encoded but the unreserved characters of RFC 3986.
    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
