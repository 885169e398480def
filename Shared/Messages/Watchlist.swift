import CMessages

/// One watched position.
public struct WatchlistRow: Message {
    /// Id within the list: any text of up to 200 bytes, such as the object's name.
    public var id: String
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// How near an anomaly must be, arcseconds; 0: the list's own.
    public var radiusArcseconds: Double
    /// What notices say of it.
    public var comment: String

    /// Makes the message.
    public init(
        id: String = "",
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        radiusArcseconds: Double = 0,
        comment: String = ""
    ) {
        self.id = id
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.radiusArcseconds = radiusArcseconds
        self.comment = comment
    }
}

extension WatchlistRow: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistRow {
        var raw = Peryton__V1__WatchlistRow()
        peryton__v1__watchlist_row__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistRow, owner memory: UnpackedMemory) throws(MessageError) {
        id = try Unpack.string(raw.id, "WatchlistRow", "id")
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        radiusArcseconds = raw.radius_arcsec
        comment = try Unpack.string(raw.comment, "WatchlistRow", "comment")
    }

    func fill(_ raw: inout Peryton__V1__WatchlistRow, arena: PackArena) {
        raw.id = arena.string(id)
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.radius_arcsec = radiusArcseconds
        raw.comment = arena.string(comment)
    }
}

/// A list of positions.
public struct Watchlist: Message {
    /// Project that it belongs to.
    public var project: String
    /// Name within the project, [a-z0-9][a-z0-9-]{0,62}.
    public var name: String
    /// User whom it belongs to; only the owner's subscriptions may use it.
    public var owner: String
    /// Radius of rows that name none, arcseconds.
    public var radiusArcseconds: Double
    /// How many rows it has.
    public var rows: UInt64
    /// Counts up with every edit.
    public var version: UInt64
    /// When it was made.
    public var createdAt: UnixTime
    /// What it is for, in its owner's words.
    public var comment: String

    /// Makes the message.
    public init(
        project: String = "",
        name: String = "",
        owner: String = "",
        radiusArcseconds: Double = 0,
        rows: UInt64 = 0,
        version: UInt64 = 0,
        createdAt: UnixTime = .unknown,
        comment: String = ""
    ) {
        self.project = project
        self.name = name
        self.owner = owner
        self.radiusArcseconds = radiusArcseconds
        self.rows = rows
        self.version = version
        self.createdAt = createdAt
        self.comment = comment
    }
}

extension Watchlist: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Watchlist {
        var raw = Peryton__V1__Watchlist()
        peryton__v1__watchlist__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Watchlist, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Watchlist", "project")
        name = try Unpack.string(raw.name, "Watchlist", "name")
        owner = try Unpack.string(raw.owner, "Watchlist", "owner")
        radiusArcseconds = raw.radius_arcsec
        rows = raw.rows
        version = raw.version
        createdAt = UnixTime(microseconds: raw.created_at_unix_us)
        comment = try Unpack.string(raw.comment, "Watchlist", "comment")
    }

    func fill(_ raw: inout Peryton__V1__Watchlist, arena: PackArena) {
        raw.project = arena.string(project)
        raw.name = arena.string(name)
        raw.owner = arena.string(owner)
        raw.radius_arcsec = radiusArcseconds
        raw.rows = rows
        raw.version = version
        raw.created_at_unix_us = createdAt.microseconds
        raw.comment = arena.string(comment)
    }
}

/// Makes a list or changes it, row by row: rpc.subscription-notifier.watchlist-edit; the reply is the Watchlist.
public struct WatchlistEdit: Message {
    /// Name of the list.
    public var name: String
    /// Whether the list is made where it is not there; otherwise it is an error.
    public var creates: Bool
    /// Radius of rows that name none, arcseconds; 0: as it was, 2 for a new list.
    public var radiusArcseconds: Double
    /// Rows that are added, or replaced by their id.
    public var put: [WatchlistRow]
    /// Ids of rows that go.
    public var remove: [String]
    /// Whether all rows go first.
    public var clears: Bool
    /// What it is for; empty: as it was.
    public var comment: String

    /// Makes the message.
    public init(
        name: String = "",
        creates: Bool = false,
        radiusArcseconds: Double = 0,
        put: [WatchlistRow] = [],
        remove: [String] = [],
        clears: Bool = false,
        comment: String = ""
    ) {
        self.name = name
        self.creates = creates
        self.radiusArcseconds = radiusArcseconds
        self.put = put
        self.remove = remove
        self.clears = clears
        self.comment = comment
    }
}

extension WatchlistEdit: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistEdit {
        var raw = Peryton__V1__WatchlistEdit()
        peryton__v1__watchlist_edit__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistEdit, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "WatchlistEdit", "name")
        creates = raw.create != 0
        radiusArcseconds = raw.radius_arcsec
        put = try Unpack.messages(raw.put, raw.n_put, memory)
        remove = try Unpack.strings(raw.remove, raw.n_remove, "WatchlistEdit", "remove")
        clears = raw.clear != 0
        comment = try Unpack.string(raw.comment, "WatchlistEdit", "comment")
    }

    func fill(_ raw: inout Peryton__V1__WatchlistEdit, arena: PackArena) {
        raw.name = arena.string(name)
        raw.create = creates ? 1 : 0
        raw.radius_arcsec = radiusArcseconds
        raw.n_put = put.count
        raw.put = arena.messages(put)
        raw.n_remove = remove.count
        raw.remove = arena.strings(remove)
        raw.clear = clears ? 1 : 0
        raw.comment = arena.string(comment)
    }
}

/// A question for rows, in no order: rpc.subscription-notifier.watchlist-rows.
public struct WatchlistRowsRequest: Message {
    /// Name of the list.
    public var name: String
    /// The reply's cursor, for the rows after those; empty: from the beginning.
    public var cursor: String

    /// Makes the message.
    public init(
        name: String = "",
        cursor: String = ""
    ) {
        self.name = name
        self.cursor = cursor
    }
}

extension WatchlistRowsRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistRowsRequest {
        var raw = Peryton__V1__WatchlistRowsRequest()
        peryton__v1__watchlist_rows_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistRowsRequest, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "WatchlistRowsRequest", "name")
        cursor = try Unpack.string(raw.cursor, "WatchlistRowsRequest", "cursor")
    }

    func fill(_ raw: inout Peryton__V1__WatchlistRowsRequest, arena: PackArena) {
        raw.name = arena.string(name)
        raw.cursor = arena.string(cursor)
    }
}

/// Some rows of a list.
public struct WatchlistRows: Message {
    /// The rows.
    public var rows: [WatchlistRow]
    /// What to ask for the next rows with; empty: there are no more.
    public var cursor: String

    /// Makes the message.
    public init(
        rows: [WatchlistRow] = [],
        cursor: String = ""
    ) {
        self.rows = rows
        self.cursor = cursor
    }
}

extension WatchlistRows: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistRows {
        var raw = Peryton__V1__WatchlistRows()
        peryton__v1__watchlist_rows__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistRows, owner memory: UnpackedMemory) throws(MessageError) {
        rows = try Unpack.messages(raw.rows, raw.n_rows, memory)
        cursor = try Unpack.string(raw.cursor, "WatchlistRows", "cursor")
    }

    func fill(_ raw: inout Peryton__V1__WatchlistRows, arena: PackArena) {
        raw.n_rows = rows.count
        raw.rows = arena.messages(rows)
        raw.cursor = arena.string(cursor)
    }
}

/// Lists of a user: rpc.subscription-notifier.watchlist-list.
public struct WatchlistList: Message {
    /// By name.
    public var watchlists: [Watchlist]

    /// Makes the message.
    public init(
        watchlists: [Watchlist] = []
    ) {
        self.watchlists = watchlists
    }
}

extension WatchlistList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistList {
        var raw = Peryton__V1__WatchlistList()
        peryton__v1__watchlist_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistList, owner memory: UnpackedMemory) throws(MessageError) {
        watchlists = try Unpack.messages(raw.watchlists, raw.n_watchlists, memory)
    }

    func fill(_ raw: inout Peryton__V1__WatchlistList, arena: PackArena) {
        raw.n_watchlists = watchlists.count
        raw.watchlists = arena.messages(watchlists)
    }
}
