import CMessages

/// Positions to find in a table.
public struct CrossMatchRequest: Message {
    /// Table to find them in, as schema.name.
    public var table: String
    /// Right ascensions, ICRS, degrees.
    public var raDegrees: [Double]
    /// Declinations, ICRS, degrees; as many.
    public var decDegrees: [Double]
    /// How far a match may be, arcseconds.
    public var radiusArcseconds: Double
    /// Whether only the nearest for each position is wanted.
    public var bestOnly: Bool
    /// The most for each position; 0: all.
    public var limitPerPosition: UInt32
    /// Columns to answer; empty: the principal ones.
    public var columns: [String]

    /// Makes the message.
    public init(
        table: String,
        raDegrees: [Double],
        decDegrees: [Double],
        radiusArcseconds: Double,
        bestOnly: Bool = false,
        limitPerPosition: UInt32 = 0,
        columns: [String] = []
    ) {
        self.table = table
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.radiusArcseconds = radiusArcseconds
        self.bestOnly = bestOnly
        self.limitPerPosition = limitPerPosition
        self.columns = columns
    }
}

extension CrossMatchRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CrossMatchRequest {
        var raw = Peryton__V1__CrossMatchRequest()
        peryton__v1__cross_match_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CrossMatchRequest, owner memory: UnpackedMemory) throws(MessageError) {
        table = try Unpack.string(raw.table, "CrossMatchRequest", "table")
        raDegrees = Unpack.numbers(raw.ra_deg, raw.n_ra_deg)
        decDegrees = Unpack.numbers(raw.dec_deg, raw.n_dec_deg)
        radiusArcseconds = raw.radius_arcsec
        bestOnly = raw.best_only != 0
        limitPerPosition = raw.limit_per_position
        columns = try Unpack.strings(raw.columns, raw.n_columns, "CrossMatchRequest", "columns")
    }

    func fill(_ raw: inout Peryton__V1__CrossMatchRequest, arena: PackArena) {
        raw.table = arena.string(table)
        raw.n_ra_deg = raDegrees.count
        raw.ra_deg = arena.numbers(raDegrees)
        raw.n_dec_deg = decDegrees.count
        raw.dec_deg = arena.numbers(decDegrees)
        raw.radius_arcsec = radiusArcseconds
        raw.best_only = bestOnly ? 1 : 0
        raw.limit_per_position = limitPerPosition
        raw.n_columns = columns.count
        raw.columns = arena.strings(columns)
    }
}

/// What was found at positions.
public struct CrossMatchReply: Message {
    /// Columns position_index (from 0), separation_arcsec, then those asked for; by position, nearest first.
    public var table: TableData

    /// Makes the message.
    public init(
        table: TableData
    ) {
        self.table = table
    }
}

extension CrossMatchReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CrossMatchReply {
        var raw = Peryton__V1__CrossMatchReply()
        peryton__v1__cross_match_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CrossMatchReply, owner memory: UnpackedMemory) throws(MessageError) {
        table = try Unpack.required(raw.table, memory, "CrossMatchReply", "table")
    }

    func fill(_ raw: inout Peryton__V1__CrossMatchReply, arena: PackArena) {
        raw.table = arena.message(table)
    }
}
