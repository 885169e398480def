/// Why a packet could not become an alert: the thing, the place, what was found and what was expected.
public struct PacketError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The bounded set of reasons, fit for a metric's label.
    public enum Kind: String, Sendable, CaseIterable {
        /// The bytes break the rules of the format.
        case malformed
        /// The bytes are well formed, but their schema is not one that can be read.
        case wrongSchema = "wrong-schema"
        /// A field that every alert needs is not there.
        case missingField = "missing-field"
        /// A field holds a value that cannot be.
        case outOfRange = "out-of-range"
    }

    /// The reason, in one word.
    public var kind: Kind
    /// Path of the field, for example `prv_candidates[3].jd`.
    public var field: String
    /// Offset in the packet, bytes; nil where the fault is not at one place.
    public var offset: Int?
    /// What stood there.
    public var found: String
    /// What should have stood there.
    public var expected: String

    /// Makes the error.
    public init(_ kind: Kind, field: String, offset: Int? = nil, found: String, expected: String) {
        self.kind = kind
        self.field = field
        self.offset = offset
        self.found = found
        self.expected = expected
    }

    /// One line for people.
    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "\(field)\(place): found \(found), expected \(expected)"
    }
}
