import CMessages

/// What an image brought to a cutout.
public struct ImageShare: Message {
    /// The image's number in the index.
    public var imageID: UInt64
    /// Its name.
    public var name: String
    /// Share of the cutout's pixels, 0…1.
    public var share: Double

    /// Makes the message.
    public init(
        imageID: UInt64 = 0,
        name: String = "",
        share: Double = 0
    ) {
        self.imageID = imageID
        self.name = name
        self.share = share
    }
}

extension ImageShare: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ImageShare {
        var raw = Peryton__V1__ImageShare()
        peryton__v1__image_share__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ImageShare, owner memory: UnpackedMemory) throws(MessageError) {
        imageID = raw.image_id
        name = try Unpack.string(raw.name, "ImageShare", "name")
        share = raw.share
    }

    func fill(_ raw: inout Peryton__V1__ImageShare, arena: PackArena) {
        raw.image_id = imageID
        raw.name = arena.string(name)
        raw.share = share
    }
}

/// A file of a cutout.
public struct CutoutFile: Message {
    /// Its name, for example skyJ021530.12-040512.3_g.fits.
    public var name: String
    /// For example image/png.
    public var mimeType: String
    /// "fits", "grey", "lupton", "stiff", "chart" or "stamp".
    public var kind: String
    /// The band, or the three of a colour picture, red first.
    public var bands: String
    /// Collection of the images.
    public var collection: String
    /// Planes in it, with commas between.
    public var planes: String
    /// Width, pixels.
    public var width: UInt32
    /// Height, pixels.
    public var height: UInt32
    /// Where its pixels are from.
    public var images: [ImageShare]
    /// Share of its pixels that no image covers, 0…1.
    public var blankShare: Double
    /// Size, bytes.
    public var bytes: UInt64
    /// The file itself; empty in summaries and lists.
    public var content: [UInt8]
    /// What the asker should know, one line; empty: nothing.
    public var note: String

    /// Makes the message.
    public init(
        name: String = "",
        mimeType: String = "",
        kind: String = "",
        bands: String = "",
        collection: String = "",
        planes: String = "",
        width: UInt32 = 0,
        height: UInt32 = 0,
        images: [ImageShare] = [],
        blankShare: Double = 0,
        bytes: UInt64 = 0,
        content: [UInt8] = [],
        note: String = ""
    ) {
        self.name = name
        self.mimeType = mimeType
        self.kind = kind
        self.bands = bands
        self.collection = collection
        self.planes = planes
        self.width = width
        self.height = height
        self.images = images
        self.blankShare = blankShare
        self.bytes = bytes
        self.content = content
        self.note = note
    }
}

extension CutoutFile: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutFile {
        var raw = Peryton__V1__CutoutFile()
        peryton__v1__cutout_file__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutFile, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "CutoutFile", "name")
        mimeType = try Unpack.string(raw.mime_type, "CutoutFile", "mime_type")
        kind = try Unpack.string(raw.kind, "CutoutFile", "kind")
        bands = try Unpack.string(raw.bands, "CutoutFile", "bands")
        collection = try Unpack.string(raw.collection, "CutoutFile", "collection")
        planes = try Unpack.string(raw.planes, "CutoutFile", "planes")
        width = raw.width
        height = raw.height
        images = try Unpack.messages(raw.images, raw.n_images, memory)
        blankShare = raw.blank_share
        bytes = raw.bytes
        content = Unpack.bytes(raw.content)
        note = try Unpack.string(raw.note, "CutoutFile", "note")
    }

    func fill(_ raw: inout Peryton__V1__CutoutFile, arena: PackArena) {
        raw.name = arena.string(name)
        raw.mime_type = arena.string(mimeType)
        raw.kind = arena.string(kind)
        raw.bands = arena.string(bands)
        raw.collection = arena.string(collection)
        raw.planes = arena.string(planes)
        raw.width = width
        raw.height = height
        raw.n_images = images.count
        raw.images = arena.messages(images)
        raw.blank_share = blankShare
        raw.bytes = bytes
        raw.content = arena.bytes(content)
        raw.note = arena.string(note)
    }
}
