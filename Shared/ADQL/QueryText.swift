/// A query as somebody wrote it.
public struct QueryText: Sendable, Equatable {
    /// The words.
    public let adql: String
    /// The version of the language that they are in.
    public let version: ADQLVersion

    /// A query's words.
    public init(_ adql: String, version: ADQLVersion = .v2_1) {
        self.adql = adql
        self.version = version
    }

    /// Reads it; throws what is wrong with its grammar, and where.
    public func parsed() throws(ADQLError) -> Query { try Query.parse(adql, version: version) }
}
