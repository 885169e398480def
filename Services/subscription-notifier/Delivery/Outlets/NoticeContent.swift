import Messages
import NoticeForms

/// What a webhook's or a Kafka message contains.
enum NoticeContent: String, CaseIterable {
    case json, gcn, voevent, protobuf

    /// The form that a channel names, JSON where it names none; nil for one that there is not.
    init?(format: String) {
        if format.isEmpty { self = .json } else { self.init(rawValue: format) }
    }

    /// Its MIME type.
    var type: String {
        switch self {
        case .json, .gcn: "application/json"
        case .voevent: "application/xml"
        case .protobuf: "application/x-protobuf; messageType=\"peryton.v1.Notice\""
        }
    }

    /// Whether several notices can be one content.
    var canBeDigest: Bool { self == .json }

    /// One notice.
    func bytes(_ notice: Notice, publisher: VOEventPublisher) throws -> [UInt8] {
        switch self {
        case .json: Array(try Self.json(notice).line().utf8)
        case .gcn: Array(try GCNNotice(notice, links: Self.links(notice)).line().utf8)
        case .voevent:
            Array(
                VOEventDocument(
                    notice, publisher: publisher, links: Self.links(notice), role: notice.isTest ? .test : .observation
                ).xml.utf8)
        case .protobuf: notice.serialized()
        }
    }

    /// Several notices as one content, as JSON.
    static func digest(_ notices: [Notice]) throws -> [UInt8] {
        let first = notices.first
        let digest = NoticeDigestJSON(
            project: first?.project ?? "", subscription: first?.subscription ?? "", composedAt: .now,
            notices: notices.map(json))
        return Array(try digest.line().utf8)
    }

    private static func json(_ notice: Notice) -> NoticeJSON {
        NoticeJSON(notice, links: links(notice))
    }

    private static func links(_ notice: Notice) -> [String: String] {
        Dictionary(BrokerLinks.links(for: notice.anomaly.alert).map { ($0.broker, $0.url) }) { first, _ in first }
    }
}
