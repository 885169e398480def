import CMessages

/// What a cutout job is asked to do, kind "cutout": the positions are one of: a table file that was uploaded, text, a query.
public struct CutoutParameters: Message {
    /// How all of them are to be.
    public var settings: CutoutSettings
    /// CSV with a header: ra and dec (degrees or sexagesimal) or an object's id, and perhaps settings.
    public var uploadID: String
    /// The positions as CSV text.
    public var text: String
    /// A query that gives the positions.
    public var adql: String
    /// Table to find objects in, as schema.name; empty: the service's own.
    public var table: String
    /// "tar", "tar.gz" or "zip"; empty: tar.
    public var archive: String
    /// Whether the pictures come on contact sheets, too.
    public var hasContactSheet: Bool

    /// Makes the message.
    public init(
        settings: CutoutSettings,
        uploadID: String = "",
        text: String = "",
        adql: String = "",
        table: String = "",
        archive: String = "",
        hasContactSheet: Bool = false
    ) {
        self.settings = settings
        self.uploadID = uploadID
        self.text = text
        self.adql = adql
        self.table = table
        self.archive = archive
        self.hasContactSheet = hasContactSheet
    }
}

extension CutoutParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutParameters {
        var raw = Peryton__V1__CutoutParameters()
        peryton__v1__cutout_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutParameters, owner memory: UnpackedMemory) throws(MessageError) {
        settings = try Unpack.required(raw.settings, memory, "CutoutParameters", "settings")
        uploadID = try Unpack.string(raw.upload_id, "CutoutParameters", "upload_id")
        text = try Unpack.string(raw.text, "CutoutParameters", "text")
        adql = try Unpack.string(raw.adql, "CutoutParameters", "adql")
        table = try Unpack.string(raw.table, "CutoutParameters", "table")
        archive = try Unpack.string(raw.archive, "CutoutParameters", "archive")
        hasContactSheet = raw.contact_sheet != 0
    }

    func fill(_ raw: inout Peryton__V1__CutoutParameters, arena: PackArena) {
        raw.settings = arena.message(settings)
        raw.upload_id = arena.string(uploadID)
        raw.text = arena.string(text)
        raw.adql = arena.string(adql)
        raw.table = arena.string(table)
        raw.archive = arena.string(archive)
        raw.contact_sheet = hasContactSheet ? 1 : 0
    }
}

/// What an image scan is asked to do, kind "scan": only what changed is read again.
public struct ScanParameters: Message {
    /// Collection of the images.
    public var collection: String
    /// Folder in or below the service's image folder; empty: where the collection was found the last time.
    public var folder: String
    /// Release of the images; empty: what their headers say.
    public var release: String
    /// Whether images whose size and time are as they were are read all the same.
    public var readsAgain: Bool

    /// Makes the message.
    public init(
        collection: String = "",
        folder: String = "",
        release: String = "",
        readsAgain: Bool = false
    ) {
        self.collection = collection
        self.folder = folder
        self.release = release
        self.readsAgain = readsAgain
    }
}

extension ScanParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ScanParameters {
        var raw = Peryton__V1__ScanParameters()
        peryton__v1__scan_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ScanParameters, owner memory: UnpackedMemory) throws(MessageError) {
        collection = try Unpack.string(raw.collection, "ScanParameters", "collection")
        folder = try Unpack.string(raw.folder, "ScanParameters", "folder")
        release = try Unpack.string(raw.release, "ScanParameters", "release")
        readsAgain = raw.again != 0
    }

    func fill(_ raw: inout Peryton__V1__ScanParameters, arena: PackArena) {
        raw.collection = arena.string(collection)
        raw.folder = arena.string(folder)
        raw.release = arena.string(release)
        raw.again = readsAgain ? 1 : 0
    }
}
