import Foundation
public import Messages

extension Encodable {
    /// One line of JSON, keys in order, so that equal notices are equal bytes.
    func sortedJSON() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension NoticeJSON {
    /// The notice as one line, its keys in alphabetical order.
    public func line() throws -> String { try sortedJSON() }
}

/// Notices that were gathered and are sent together, as JSON.
///
/// `{"digest": {…}, "notices": [NoticeJSON, …]}`, with the notices in the order that they matched, and of the digest:
///
/// | key | value |
/// | --- | --- |
/// | `project`, `subscription` | Names of the subscription and of its project. |
/// | `composedAt` | When they were put together, ISO 8601, UTC. |
/// | `count` | How many notices there are. |
/// | `firstMatchedAt`, `lastMatchedAt` | When the first and the last matched, ISO 8601, UTC; null: not known. |
public struct NoticeDigestJSON: Encodable, Sendable {
    struct Digest: Encodable, Sendable {
        let project: String
        let subscription: String
        let composedAt: OrNull<String>
        let count: Int
        let firstMatchedAt: OrNull<String>
        let lastMatchedAt: OrNull<String>
    }

    let digest: Digest
    let notices: [NoticeJSON]

    /// - Parameters:
    ///   - project: the subscription's.
    ///   - subscription: its name.
    ///   - notices: as they matched.
    public init(project: String, subscription: String, composedAt: UnixTime, notices: [NoticeJSON]) {
        digest = Digest(
            project: project, subscription: subscription, composedAt: OrNull(composedAt.iso8601), count: notices.count,
            firstMatchedAt: OrNull(notices.compactMap(\.matchedAt.value).min()),
            lastMatchedAt: OrNull(notices.compactMap(\.matchedAt.value).max()))
        self.notices = notices
    }

    /// The digest as one line, keys in alphabetical order.
    public func line() throws -> String { try sortedJSON() }
}
