import CMessages

/// A row of a watch-list near an anomaly.
public struct WatchlistHit: Message {
    /// Name of the list, and id of its row.
    public var watchlist: String
    /// Id of the row.
    public var rowID: String
    /// How far from the anomaly, arcseconds.
    public var separationArcseconds: Double
    /// What the list says of the row.
    public var comment: String

    /// Makes the message.
    public init(
        watchlist: String = "",
        rowID: String = "",
        separationArcseconds: Double = 0,
        comment: String = ""
    ) {
        self.watchlist = watchlist
        self.rowID = rowID
        self.separationArcseconds = separationArcseconds
        self.comment = comment
    }
}

extension WatchlistHit: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__WatchlistHit {
        var raw = Peryton__V1__WatchlistHit()
        peryton__v1__watchlist_hit__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__WatchlistHit, owner memory: UnpackedMemory) throws(MessageError) {
        watchlist = try Unpack.string(raw.watchlist, "WatchlistHit", "watchlist")
        rowID = try Unpack.string(raw.row_id, "WatchlistHit", "row_id")
        separationArcseconds = raw.separation_arcsec
        comment = try Unpack.string(raw.comment, "WatchlistHit", "comment")
    }

    func fill(_ raw: inout Peryton__V1__WatchlistHit, arena: PackArena) {
        raw.watchlist = arena.string(watchlist)
        raw.row_id = arena.string(rowID)
        raw.separation_arcsec = separationArcseconds
        raw.comment = arena.string(comment)
    }
}

/// One anomaly matched by one subscription.
public struct Notice: Message {
    /// Project of the subscription.
    public var project: String
    /// Name of the subscription.
    public var subscription: String
    /// Version that matched.
    public var subscriptionVersion: UInt32
    /// What was matched.
    public var anomaly: Anomaly
    /// When.
    public var matchedAt: UnixTime
    /// The rows of the subscription's table near the anomaly, nearest first, as in CrossMatchReply.
    public var neighbours: TableData?
    /// Why there are no neighbours where there should be some; one line.
    public var neighboursMissing: String
    /// What the subscription's picture shows, with content.
    public var pictures: [CutoutFile]
    /// Why there is no picture, or not every one, where there should be; one line.
    public var picturesMissing: String
    /// Why it matched: one line for each part of the subscription that had to hold.
    public var matchReasons: [String]
    /// Rows of the watch-lists near it, nearest first.
    public var watchlistHits: [WatchlistHit]
    /// The tail probability after this subscription's feedback, by which it was matched; the score's own without any.
    public var judgedTailProbability: Double
    /// The subscription's priority.
    public var priority: String

    /// Makes the message.
    public init(
        project: String = "",
        subscription: String = "",
        subscriptionVersion: UInt32 = 0,
        anomaly: Anomaly,
        matchedAt: UnixTime = .unknown,
        neighbours: TableData? = nil,
        neighboursMissing: String = "",
        pictures: [CutoutFile] = [],
        picturesMissing: String = "",
        matchReasons: [String] = [],
        watchlistHits: [WatchlistHit] = [],
        judgedTailProbability: Double = 0,
        priority: String = ""
    ) {
        self.project = project
        self.subscription = subscription
        self.subscriptionVersion = subscriptionVersion
        self.anomaly = anomaly
        self.matchedAt = matchedAt
        self.neighbours = neighbours
        self.neighboursMissing = neighboursMissing
        self.pictures = pictures
        self.picturesMissing = picturesMissing
        self.matchReasons = matchReasons
        self.watchlistHits = watchlistHits
        self.judgedTailProbability = judgedTailProbability
        self.priority = priority
    }
}

extension Notice: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Notice {
        var raw = Peryton__V1__Notice()
        peryton__v1__notice__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Notice, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Notice", "project")
        subscription = try Unpack.string(raw.subscription, "Notice", "subscription")
        subscriptionVersion = raw.subscription_version
        anomaly = try Unpack.required(raw.anomaly, memory, "Notice", "anomaly")
        matchedAt = UnixTime(microseconds: raw.matched_at_unix_us)
        neighbours = try Unpack.message(raw.neighbours, memory)
        neighboursMissing = try Unpack.string(raw.neighbours_missing, "Notice", "neighbours_missing")
        pictures = try Unpack.messages(raw.pictures, raw.n_pictures, memory)
        picturesMissing = try Unpack.string(raw.pictures_missing, "Notice", "pictures_missing")
        matchReasons = try Unpack.strings(raw.match_reasons, raw.n_match_reasons, "Notice", "match_reasons")
        watchlistHits = try Unpack.messages(raw.watchlist_hits, raw.n_watchlist_hits, memory)
        judgedTailProbability = raw.judged_tail_probability
        priority = try Unpack.string(raw.priority, "Notice", "priority")
    }

    func fill(_ raw: inout Peryton__V1__Notice, arena: PackArena) {
        raw.project = arena.string(project)
        raw.subscription = arena.string(subscription)
        raw.subscription_version = subscriptionVersion
        raw.anomaly = arena.message(anomaly)
        raw.matched_at_unix_us = matchedAt.microseconds
        raw.neighbours = neighbours.map { arena.message($0) }
        raw.neighbours_missing = arena.string(neighboursMissing)
        raw.n_pictures = pictures.count
        raw.pictures = arena.messages(pictures)
        raw.pictures_missing = arena.string(picturesMissing)
        raw.n_match_reasons = matchReasons.count
        raw.match_reasons = arena.strings(matchReasons)
        raw.n_watchlist_hits = watchlistHits.count
        raw.watchlist_hits = arena.messages(watchlistHits)
        raw.judged_tail_probability = judgedTailProbability
        raw.priority = arena.string(priority)
    }
}
