import Bus

/// Names of projects, streams, users and subscriptions: `[a-z0-9][a-z0-9-]{0,62}`.
///
/// `_` and `.` join names, so names hold neither and every join stays unique.
public enum MeshName {
    /// Refuses a name that could not stand in a subject or a key.
    ///
    /// - Parameter what: what it names, for the message: "stream", "project"…
    @discardableResult
    public static func check(_ name: String, _ what: String) throws(RequestError) -> String {
        let bytes = Array(name.utf8)
        let isAllowed = bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard (1...63).contains(bytes.count), isAllowed, bytes.first != 45 else {
            throw RequestError(
                "invalid", "\(what) name \"\(name)\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -")
        }
        return name
    }
}
