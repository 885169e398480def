import Bus

/// The kinds of jobs.
public enum JobKinds {
    /// Kinds that may be ordered.
    public static let all = ["train", "query", "load", "score", "cutout", "scan"]

    /// Refuses a kind that no service works on.
    static func check(_ kind: String) throws(RequestError) {
        guard all.contains(kind) else {
            throw RequestError(
                "invalid", "job kind \"\(kind)\": expected one of \(all.joined(separator: ", "))")
        }
    }
}
