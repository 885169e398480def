import CMessages

/// Where to look.
public struct CutoutTarget: Message {
    /// ICRS, degrees; where there is no object.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// An object of a table instead of a position.
    public var objectID: String
    /// Table to find the object in, as schema.name; empty: the service's own.
    public var table: String
    /// The asker's name of it; it goes into the summary.
    public var name: String
    /// What of the settings is particular to this target.
    public var settings: CutoutSettings?

    /// Makes the message.
    public init(
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        objectID: String = "",
        table: String = "",
        name: String = "",
        settings: CutoutSettings? = nil
    ) {
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.objectID = objectID
        self.table = table
        self.name = name
        self.settings = settings
    }
}

extension CutoutTarget: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutTarget {
        var raw = Peryton__V1__CutoutTarget()
        peryton__v1__cutout_target__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutTarget, owner memory: UnpackedMemory) throws(MessageError) {
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        objectID = try Unpack.string(raw.object_id, "CutoutTarget", "object_id")
        table = try Unpack.string(raw.table, "CutoutTarget", "table")
        name = try Unpack.string(raw.name, "CutoutTarget", "name")
        settings = try Unpack.message(raw.settings, memory)
    }

    func fill(_ raw: inout Peryton__V1__CutoutTarget, arena: PackArena) {
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.object_id = arena.string(objectID)
        raw.table = arena.string(table)
        raw.name = arena.string(name)
        raw.settings = settings.map { arena.message($0) }
    }
}

/// A single cutout, verb cutout; the reply is CutoutReply.
public struct CutoutRequest: Message {
    /// Where to look, and how it is to be.
    public var target: CutoutTarget

    /// Makes the message.
    public init(
        target: CutoutTarget
    ) {
        self.target = target
    }
}

extension CutoutRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutRequest {
        var raw = Peryton__V1__CutoutRequest()
        peryton__v1__cutout_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutRequest, owner memory: UnpackedMemory) throws(MessageError) {
        target = try Unpack.required(raw.target, memory, "CutoutRequest", "target")
    }

    func fill(_ raw: inout Peryton__V1__CutoutRequest, arena: PackArena) {
        raw.target = arena.message(target)
    }
}

/// What came of a target.
public struct CutoutReply: Message {
    /// Its name.
    public var name: String
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// What was made.
    public var files: [CutoutFile]
    /// Why there is no file, or not every file that was asked for; empty: there is.
    public var reason: String

    /// Makes the message.
    public init(
        name: String = "",
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        files: [CutoutFile] = [],
        reason: String = ""
    ) {
        self.name = name
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.files = files
        self.reason = reason
    }
}

extension CutoutReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutReply {
        var raw = Peryton__V1__CutoutReply()
        peryton__v1__cutout_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutReply, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "CutoutReply", "name")
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        files = try Unpack.messages(raw.files, raw.n_files, memory)
        reason = try Unpack.string(raw.reason, "CutoutReply", "reason")
    }

    func fill(_ raw: inout Peryton__V1__CutoutReply, arena: PackArena) {
        raw.name = arena.string(name)
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.n_files = files.count
        raw.files = arena.messages(files)
        raw.reason = arena.string(reason)
    }
}
