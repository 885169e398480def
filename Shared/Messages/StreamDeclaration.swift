import CMessages

/// A declared source of alerts.
///
/// Names are `[a-z0-9][a-z0-9-]{0,62}`.
public struct StreamDeclaration: Message {
    /// Project that it belongs to.
    public var project: String
    /// Name within the project.
    public var name: String
    /// Name of the feature set that its alerts carry.
    public var featureSet: String
    /// Version of that set.
    public var featureSetVersion: UInt32
    /// An alert at or under this tail probability is an anomaly, (0, 1].
    public var anomalyLimit: Double
    /// How many alerts must have come before the first forest is trained; 0: only on command.
    public var trainAfterAlerts: UInt64
    /// The most rows that one training takes.
    public var trainingRowCap: UInt32
    /// Who may publish to it, user names; empty: every user of the project.
    public var publishers: [String]
    /// When it was declared.
    public var createdAt: UnixTime
    /// After so many new alerts the live forest's oldest trees give way to trees grown on these; 0: never by itself.
    public var refreshAfterAlerts: UInt64
    /// How many trees that are.
    public var refreshTrees: UInt32
    /// Scores further than this from the forest's calibration are told of as drift, (0, 1].
    public var driftLimit: Double
    /// For how long the stamps of its alerts are kept, days; 0: they are not.
    public var keepStampsDays: UInt32

    /// Makes the message.
    public init(
        project: String,
        name: String,
        featureSet: String = "ztf.candidate",
        featureSetVersion: UInt32 = 1,
        anomalyLimit: Double = 0.01,
        trainAfterAlerts: UInt64 = 4000,
        trainingRowCap: UInt32 = 50_000,
        publishers: [String] = [],
        createdAt: UnixTime = .unknown,
        refreshAfterAlerts: UInt64 = 0,
        refreshTrees: UInt32 = 10,
        driftLimit: Double = 0.1,
        keepStampsDays: UInt32 = 0
    ) {
        self.project = project
        self.name = name
        self.featureSet = featureSet
        self.featureSetVersion = featureSetVersion
        self.anomalyLimit = anomalyLimit
        self.trainAfterAlerts = trainAfterAlerts
        self.trainingRowCap = trainingRowCap
        self.publishers = publishers
        self.createdAt = createdAt
        self.refreshAfterAlerts = refreshAfterAlerts
        self.refreshTrees = refreshTrees
        self.driftLimit = driftLimit
        self.keepStampsDays = keepStampsDays
    }
}

extension StreamDeclaration: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Stream {
        var raw = Peryton__V1__Stream()
        peryton__v1__stream__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Stream, owner memory: UnpackedMemory) throws(MessageError) {
        project = try Unpack.string(raw.project, "Stream", "project")
        name = try Unpack.string(raw.name, "Stream", "name")
        featureSet = try Unpack.string(raw.feature_set, "Stream", "feature_set")
        featureSetVersion = raw.feature_set_version
        anomalyLimit = raw.anomaly_limit
        trainAfterAlerts = raw.train_after_alerts
        trainingRowCap = raw.training_row_cap
        publishers = try Unpack.strings(raw.publishers, raw.n_publishers, "Stream", "publishers")
        createdAt = UnixTime(microseconds: raw.created_at_unix_us)
        refreshAfterAlerts = raw.refresh_after_alerts
        refreshTrees = raw.refresh_trees
        driftLimit = raw.drift_limit
        keepStampsDays = raw.keep_stamps_days
    }

    func fill(_ raw: inout Peryton__V1__Stream, arena: PackArena) {
        raw.project = arena.string(project)
        raw.name = arena.string(name)
        raw.feature_set = arena.string(featureSet)
        raw.feature_set_version = featureSetVersion
        raw.anomaly_limit = anomalyLimit
        raw.train_after_alerts = trainAfterAlerts
        raw.training_row_cap = trainingRowCap
        raw.n_publishers = publishers.count
        raw.publishers = arena.strings(publishers)
        raw.created_at_unix_us = createdAt.microseconds
        raw.refresh_after_alerts = refreshAfterAlerts
        raw.refresh_trees = refreshTrees
        raw.drift_limit = driftLimit
        raw.keep_stamps_days = keepStampsDays
    }
}
