import CMessages

/// One piece of a file that is to become a table.
public struct FilePiece: Message {
    /// What the upload is called; made up by who uploads.
    public var uploadID: String
    /// Where the piece begins in the file, bytes.
    public var offset: UInt64
    /// Size of the file, bytes.
    public var totalBytes: UInt64
    /// The piece.
    public var bytes: [UInt8]
    /// CRC-32 (IEEE 802.3) of the piece.
    public var crc32: UInt32
    /// Its name where it comes from, without folders.
    public var fileName: String

    /// Makes the message.
    public init(
        uploadID: String,
        offset: UInt64,
        totalBytes: UInt64,
        bytes: [UInt8],
        crc32: UInt32,
        fileName: String
    ) {
        self.uploadID = uploadID
        self.offset = offset
        self.totalBytes = totalBytes
        self.bytes = bytes
        self.crc32 = crc32
        self.fileName = fileName
    }
}

extension FilePiece: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__FilePiece {
        var raw = Peryton__V1__FilePiece()
        peryton__v1__file_piece__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__FilePiece, owner memory: UnpackedMemory) throws(MessageError) {
        uploadID = try Unpack.string(raw.upload_id, "FilePiece", "upload_id")
        offset = raw.offset
        totalBytes = raw.total_bytes
        bytes = Unpack.bytes(raw.bytes)
        crc32 = raw.crc32
        fileName = try Unpack.string(raw.file_name, "FilePiece", "file_name")
    }

    func fill(_ raw: inout Peryton__V1__FilePiece, arena: PackArena) {
        raw.upload_id = arena.string(uploadID)
        raw.offset = offset
        raw.total_bytes = totalBytes
        raw.bytes = arena.bytes(bytes)
        raw.crc32 = crc32
        raw.file_name = arena.string(fileName)
    }
}

/// How far the upload of a file is.
public struct FileReceipt: Message {
    /// How many bytes of the file have come.
    public var bytesReceived: UInt64

    /// Makes the message.
    public init(
        bytesReceived: UInt64
    ) {
        self.bytesReceived = bytesReceived
    }
}

extension FileReceipt: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__FileReceipt {
        var raw = Peryton__V1__FileReceipt()
        peryton__v1__file_receipt__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__FileReceipt, owner memory: UnpackedMemory) throws(MessageError) {
        bytesReceived = raw.bytes_received
    }

    func fill(_ raw: inout Peryton__V1__FileReceipt, arena: PackArena) {
        raw.bytes_received = bytesReceived
    }
}

/// A file to read into a table.
public struct LoadParameters: Message {
    /// What the uploaded file is called; empty: it is on the server.
    public var uploadID: String
    /// Its path in the service's import folder, for operators; empty: it was uploaded.
    public var serverFile: String
    /// Name: "mine" is mydb.mine, other schemas are for curators; empty: named after the file.
    public var table: String
    /// Whether to add rows to a table that is there.
    public var appends: Bool
    /// Values that mean null: "99" in every column, "mag_g=99" in one.
    public var sentinels: [String]
    /// Column of its right ascension; empty: guessed by UCD and name.
    public var raColumn: String
    /// Column of its declination; empty: guessed by UCD and name.
    public var decColumn: String
    /// Columns to index.
    public var indexedColumns: [String]
    /// One line for people.
    public var description: String
    /// "csv", "tab", "fits", "votable", "hdf5", "jsonl"; empty: guessed by name and first bytes.
    public var format: String
    /// Whether everybody in the project may read it.
    public var isPublic: Bool

    /// Makes the message.
    public init(
        uploadID: String = "",
        serverFile: String = "",
        table: String = "",
        appends: Bool = false,
        sentinels: [String] = [],
        raColumn: String = "",
        decColumn: String = "",
        indexedColumns: [String] = [],
        description: String = "",
        format: String = "",
        isPublic: Bool = false
    ) {
        self.uploadID = uploadID
        self.serverFile = serverFile
        self.table = table
        self.appends = appends
        self.sentinels = sentinels
        self.raColumn = raColumn
        self.decColumn = decColumn
        self.indexedColumns = indexedColumns
        self.description = description
        self.format = format
        self.isPublic = isPublic
    }
}

extension LoadParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__LoadParameters {
        var raw = Peryton__V1__LoadParameters()
        peryton__v1__load_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__LoadParameters, owner memory: UnpackedMemory) throws(MessageError) {
        uploadID = try Unpack.string(raw.upload_id, "LoadParameters", "upload_id")
        serverFile = try Unpack.string(raw.server_file, "LoadParameters", "server_file")
        table = try Unpack.string(raw.table, "LoadParameters", "table")
        appends = raw.append != 0
        sentinels = try Unpack.strings(raw.sentinels, raw.n_sentinels, "LoadParameters", "sentinels")
        raColumn = try Unpack.string(raw.ra_column, "LoadParameters", "ra_column")
        decColumn = try Unpack.string(raw.dec_column, "LoadParameters", "dec_column")
        indexedColumns = try Unpack.strings(
            raw.indexed_columns, raw.n_indexed_columns, "LoadParameters", "indexed_columns")
        description = try Unpack.string(raw.description, "LoadParameters", "description")
        format = try Unpack.string(raw.format, "LoadParameters", "format")
        isPublic = raw.is_public != 0
    }

    func fill(_ raw: inout Peryton__V1__LoadParameters, arena: PackArena) {
        raw.upload_id = arena.string(uploadID)
        raw.server_file = arena.string(serverFile)
        raw.table = arena.string(table)
        raw.append = appends ? 1 : 0
        raw.n_sentinels = sentinels.count
        raw.sentinels = arena.strings(sentinels)
        raw.ra_column = arena.string(raColumn)
        raw.dec_column = arena.string(decColumn)
        raw.n_indexed_columns = indexedColumns.count
        raw.indexed_columns = arena.strings(indexedColumns)
        raw.description = arena.string(description)
        raw.format = arena.string(format)
        raw.is_public = isPublic ? 1 : 0
    }
}

/// What a load would make.
public struct InspectReply: Message {
    /// The table.
    public var table: TableInfo
    /// What was inferred and what looks odd, one line each.
    public var notes: [String]
    /// The first rows.
    public var preview: TableData

    /// Makes the message.
    public init(
        table: TableInfo,
        notes: [String] = [],
        preview: TableData
    ) {
        self.table = table
        self.notes = notes
        self.preview = preview
    }
}

extension InspectReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__InspectReply {
        var raw = Peryton__V1__InspectReply()
        peryton__v1__inspect_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__InspectReply, owner memory: UnpackedMemory) throws(MessageError) {
        table = try Unpack.required(raw.table, memory, "InspectReply", "table")
        notes = try Unpack.strings(raw.notes, raw.n_notes, "InspectReply", "notes")
        preview = try Unpack.required(raw.preview, memory, "InspectReply", "preview")
    }

    func fill(_ raw: inout Peryton__V1__InspectReply, arena: PackArena) {
        raw.table = arena.message(table)
        raw.n_notes = notes.count
        raw.notes = arena.strings(notes)
        raw.preview = arena.message(preview)
    }
}

/// What a user's tables take.
public struct QuotaReply: Message {
    /// What they take, bytes.
    public var usedBytes: UInt64
    /// What they may take, bytes; 0: no limit.
    public var limitBytes: UInt64
    /// The tables.
    public var tables: [TableInfo]

    /// Makes the message.
    public init(
        usedBytes: UInt64,
        limitBytes: UInt64,
        tables: [TableInfo]
    ) {
        self.usedBytes = usedBytes
        self.limitBytes = limitBytes
        self.tables = tables
    }
}

extension QuotaReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__QuotaReply {
        var raw = Peryton__V1__QuotaReply()
        peryton__v1__quota_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__QuotaReply, owner memory: UnpackedMemory) throws(MessageError) {
        usedBytes = raw.used_bytes
        limitBytes = raw.limit_bytes
        tables = try Unpack.messages(raw.tables, raw.n_tables, memory)
    }

    func fill(_ raw: inout Peryton__V1__QuotaReply, arena: PackArena) {
        raw.used_bytes = usedBytes
        raw.limit_bytes = limitBytes
        raw.n_tables = tables.count
        raw.tables = arena.messages(tables)
    }
}
