/// Where a table comes from: what stands in the head of a file.
///
/// FITS has it in keywords (QUERY, DATE, CATALOG, CATVER, JOBID, CREATOR, others by their own name), VOTable in INFO
/// elements, HDF5 in attributes of the dataset; CSV, tab and JSON lines only where asked for.
public struct Provenance: Sendable, Equatable {
    /// The query as the user typed it.
    public var query: String
    /// When the table was made, ISO 8601 in UTC.
    public var time: String
    /// The catalogue, for example "dr1".
    public var catalog: String
    /// Which version of the catalogue.
    public var catalogVersion: String
    /// The job that made the table.
    public var job: String
    /// The software and its version.
    public var software: String
    /// One paragraph for people.
    public var description: String
    /// What else there is to say, in this order.
    public var others: [(name: String, value: String)]

    /// Makes a provenance; what is empty is not written.
    public init(
        query: String = "", time: String = "", catalog: String = "", catalogVersion: String = "", job: String = "",
        software: String = "", description: String = "", others: [(name: String, value: String)] = []
    ) {
        self.query = query
        self.time = time
        self.catalog = catalog
        self.catalogVersion = catalogVersion
        self.job = job
        self.software = software
        self.description = description
        self.others = others
    }

    /// Names and values of all that is not empty, but the description.
    public var entries: [(name: String, value: String)] {
        let own = [
            ("query", query), ("time", time), ("catalog", catalog), ("catalog_version", catalogVersion), ("job", job),
            ("software", software),
        ]
        return own.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) } + others
    }

    /// Whether all is equal.
    public static func == (left: Provenance, right: Provenance) -> Bool {
        left.description == right.description && left.entries.elementsEqual(right.entries) { $0 == $1 }
    }
}
