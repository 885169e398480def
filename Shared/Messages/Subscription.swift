import CMessages

/// What somebody wants to hear of, how calmly, and where to.
public struct Subscription: Message {
    /// Project that it belongs to.
    public var project: String
    /// Name within the project, [a-z0-9][a-z0-9-]{0,62}.
    public var name: String
    /// User whom it belongs to.
    public var owner: String
    /// Streams it listens to; empty: every stream of the project.
    public var streams: [String]
    /// Notices are sent for anomalies at or under this tail probability, (0, 1]; 0: no limit but the streams' own.
    public var tailProbabilityLimit: Double
    /// Counts up with every edit.
    public var version: UInt32
    /// Whether it is switched off.
    public var isPaused: Bool
    /// When it was made.
    public var createdAt: UnixTime
    /// Table of the catalogue whose rows near the anomaly come with the notice; empty: none.
    public var neighbourTable: String
    /// How near, arcseconds.
    public var neighbourRadiusArcseconds: Double
    /// Picture that comes with the notice: "stamp" (the alert's own, of streams that keep them), "cutout" (of the images at its position); empty: none.
    public var picture: String
    /// Width of a cutout, arcminutes; 0: 1.
    public var pictureSizeArcminutes: Double
    /// Bands of a cutout, as in CutoutSettings: one for a grey picture, three, red first, for a colour one; empty: the anomaly's own band.
    public var pictureBands: String
    /// When this version was made.
    public var editedAt: UnixTime
    /// Notices are sent for raw scores at or above this, (0, 1); 0: no limit.
    public var scoreLimit: Double
    /// About how many notices a night, mean over ten nights: the threshold follows the stream; 0: no budget.
    public var nightlyBudget: Double
    /// Where: inside at least one of those that are not marked outside, and outside all that are; empty: everywhere.
    public var areas: [SkyArea]
    /// Names of the owner's watch-lists; the position must be at a row of one of them; empty: no matter.
    public var watchlists: [String]
    /// An expression over the alert's fields, features, score and explanation that must hold; empty: none.
    public var condition: String
    /// What holds for repeats of one object.
    public var perObject: ObjectRule
    /// When, and how many at a time.
    public var calm: Calm
    /// Where notices go; empty: the NATS subject notice.<project>.<name>.
    public var channels: [Channel]
    /// What it is for, in its owner's words.
    public var comment: String

    /// Makes the message.
    public init(
        project: String = "",
        name: String = "",
        owner: String = "",
        streams: [String] = [],
        tailProbabilityLimit: Double = 0,
        version: UInt32 = 0,
        isPaused: Bool = false,
        createdAt: UnixTime = .unknown,
        neighbourTable: String = "",
        neighbourRadiusArcseconds: Double = 0,
        picture: String = "",
        pictureSizeArcminutes: Double = 0,
        pictureBands: String = "",
        editedAt: UnixTime = .unknown,
        scoreLimit: Double = 0,
        nightlyBudget: Double = 0,
        areas: [SkyArea] = [],
        watchlists: [String] = [],
        condition: String = "",
        perObject: ObjectRule = ObjectRule(),
        calm: Calm = Calm(),
        channels: [Channel] = [],
        comment: String = ""
    ) {
        self.project = project
        self.name = name
        self.owner = owner
        self.streams = streams
        self.tailProbabilityLimit = tailProbabilityLimit
        self.version = version
        self.isPaused = isPaused
        self.createdAt = createdAt
        self.neighbourTable = neighbourTable
        self.neighbourRadiusArcseconds = neighbourRadiusArcseconds
        self.picture = picture
        self.pictureSizeArcminutes = pictureSizeArcminutes
        self.pictureBands = pictureBands
        self.editedAt = editedAt
        self.scoreLimit = scoreLimit
        self.nightlyBudget = nightlyBudget
        self.areas = areas
        self.watchlists = watchlists
        self.condition = condition
        self.perObject = perObject
        self.calm = calm
        self.channels = channels
        self.comment = comment
    }
}

extension Subscription: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Subscription {
        var raw = Peryton__V1__Subscription()
        peryton__v1__subscription__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Subscription, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Subscription", "project")
        name = try Unpack.string(raw.name, "Subscription", "name")
        owner = try Unpack.string(raw.owner, "Subscription", "owner")
        streams = try Unpack.strings(raw.streams, raw.n_streams, "Subscription", "streams")
        tailProbabilityLimit = raw.tail_probability_limit
        version = raw.version
        isPaused = raw.paused != 0
        createdAt = UnixTime(microseconds: raw.created_at_unix_us)
        neighbourTable = try Unpack.string(raw.neighbour_table, "Subscription", "neighbour_table")
        neighbourRadiusArcseconds = raw.neighbour_radius_arcsec
        picture = try Unpack.string(raw.picture, "Subscription", "picture")
        pictureSizeArcminutes = raw.picture_size_arcmin
        pictureBands = try Unpack.string(raw.picture_bands, "Subscription", "picture_bands")
        editedAt = UnixTime(microseconds: raw.edited_at_unix_us)
        scoreLimit = raw.score_limit
        nightlyBudget = raw.nightly_budget
        areas = try Unpack.messages(raw.areas, raw.n_areas, memory)
        watchlists = try Unpack.strings(raw.watchlists, raw.n_watchlists, "Subscription", "watchlists")
        condition = try Unpack.string(raw.condition, "Subscription", "condition")
        perObject = try Unpack.message(raw.per_object, memory) ?? ObjectRule()
        calm = try Unpack.message(raw.calm, memory) ?? Calm()
        channels = try Unpack.messages(raw.channels, raw.n_channels, memory)
        comment = try Unpack.string(raw.comment, "Subscription", "comment")
    }

    func fill(_ raw: inout Peryton__V1__Subscription, arena: PackArena) {
        raw.project = arena.string(project)
        raw.name = arena.string(name)
        raw.owner = arena.string(owner)
        raw.n_streams = streams.count
        raw.streams = arena.strings(streams)
        raw.tail_probability_limit = tailProbabilityLimit
        raw.version = version
        raw.paused = isPaused ? 1 : 0
        raw.created_at_unix_us = createdAt.microseconds
        raw.neighbour_table = arena.string(neighbourTable)
        raw.neighbour_radius_arcsec = neighbourRadiusArcseconds
        raw.picture = arena.string(picture)
        raw.picture_size_arcmin = pictureSizeArcminutes
        raw.picture_bands = arena.string(pictureBands)
        raw.edited_at_unix_us = editedAt.microseconds
        raw.score_limit = scoreLimit
        raw.nightly_budget = nightlyBudget
        raw.n_areas = areas.count
        raw.areas = arena.messages(areas)
        raw.n_watchlists = watchlists.count
        raw.watchlists = arena.strings(watchlists)
        raw.condition = arena.string(condition)
        raw.per_object = arena.message(perObject)
        raw.calm = arena.message(calm)
        raw.n_channels = channels.count
        raw.channels = arena.messages(channels)
        raw.comment = arena.string(comment)
    }
}
