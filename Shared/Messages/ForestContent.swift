import CMessages

/// A question for a forest's bytes.
public struct ForestRequest: Message {
    /// Stream that it judges.
    public var stream: String
    /// Version; 0: the live one.
    public var version: UInt32

    /// Makes the message.
    public init(
        stream: String,
        version: UInt32 = 0
    ) {
        self.stream = stream
        self.version = version
    }
}

extension ForestRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ForestRequest {
        var raw = Peryton__V1__ForestRequest()
        peryton__v1__forest_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ForestRequest, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "ForestRequest", "stream")
        version = raw.version
    }

    func fill(_ raw: inout Peryton__V1__ForestRequest, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.version = version
    }
}

/// A forest with its binary form.
public struct ForestContent: Message {
    /// What the registry knows of it.
    public var forest: ForestRecord
    /// Its binary form, the library's own.
    public var bytes: [UInt8]

    /// Makes the message.
    public init(
        forest: ForestRecord,
        bytes: [UInt8]
    ) {
        self.forest = forest
        self.bytes = bytes
    }
}

extension ForestContent: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ForestContent {
        var raw = Peryton__V1__ForestContent()
        peryton__v1__forest_content__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ForestContent, owner memory: UnpackedMemory) throws(MessageError) {
        forest = try Unpack.required(raw.forest, memory, "ForestContent", "forest")
        bytes = Unpack.bytes(raw.bytes)
    }

    func fill(_ raw: inout Peryton__V1__ForestContent, arena: PackArena) {
        raw.forest = arena.message(forest)
        raw.bytes = arena.bytes(bytes)
    }
}

/// An uploaded forest file is to become the newest version of a stream's forests.
public struct ForestImport: Message {
    /// Stream that it is to judge.
    public var stream: String
    /// What the upload was called.
    public var uploadID: String
    /// Whether the scorers are to use it at once.
    public var goLive: Bool

    /// Makes the message.
    public init(
        stream: String,
        uploadID: String,
        goLive: Bool = true
    ) {
        self.stream = stream
        self.uploadID = uploadID
        self.goLive = goLive
    }
}

extension ForestImport: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ForestImport {
        var raw = Peryton__V1__ForestImport()
        peryton__v1__forest_import__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ForestImport, owner memory: UnpackedMemory) throws(MessageError) {
        stream = try Unpack.string(raw.stream, "ForestImport", "stream")
        uploadID = try Unpack.string(raw.upload_id, "ForestImport", "upload_id")
        goLive = raw.go_live != 0
    }

    func fill(_ raw: inout Peryton__V1__ForestImport, arena: PackArena) {
        raw.stream = arena.string(stream)
        raw.upload_id = arena.string(uploadID)
        raw.go_live = goLive ? 1 : 0
    }
}
