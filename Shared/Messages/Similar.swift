import CMessages

/// What a similarity job is asked to do, kind "similarity": an index of what objects of a collection look like.
public struct SimilarityParameters: Message {
    /// Collection of the images.
    public var collection: String
    /// Query that gives the objects: an identifier (int64), ra and dec.
    public var adql: String
    /// Bands, letters or names with commas between: shapes are seen in the first; empty: all.
    public var bands: String
    /// Side of the stamps, arcseconds; 0: 16.
    public var sideArcseconds: Double

    /// Makes the message.
    public init(
        collection: String = "",
        adql: String = "",
        bands: String = "",
        sideArcseconds: Double = 0
    ) {
        self.collection = collection
        self.adql = adql
        self.bands = bands
        self.sideArcseconds = sideArcseconds
    }
}

extension SimilarityParameters: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SimilarityParameters {
        var raw = Peryton__V1__SimilarityParameters()
        peryton__v1__similarity_parameters__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SimilarityParameters, owner memory: UnpackedMemory) throws(MessageError) {
        collection = try Unpack.string(raw.collection, "SimilarityParameters", "collection")
        adql = try Unpack.string(raw.adql, "SimilarityParameters", "adql")
        bands = try Unpack.string(raw.bands, "SimilarityParameters", "bands")
        sideArcseconds = raw.side_arcsec
    }

    func fill(_ raw: inout Peryton__V1__SimilarityParameters, arena: PackArena) {
        raw.collection = arena.string(collection)
        raw.adql = arena.string(adql)
        raw.bands = arena.string(bands)
        raw.side_arcsec = sideArcseconds
    }
}

/// A question for objects that look alike, verb similar; the reply is SimilarReply.
public struct SimilarRequest: Message {
    /// The object, or a position on which it stands.
    public var target: CutoutTarget
    /// Collection of the images.
    public var collection: String
    /// The most objects; 0: 10.
    public var limit: UInt32
    /// Whether each comes with its picture.
    public var pictures: Bool

    /// Makes the message.
    public init(
        target: CutoutTarget,
        collection: String = "",
        limit: UInt32 = 0,
        pictures: Bool = false
    ) {
        self.target = target
        self.collection = collection
        self.limit = limit
        self.pictures = pictures
    }
}

extension SimilarRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SimilarRequest {
        var raw = Peryton__V1__SimilarRequest()
        peryton__v1__similar_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SimilarRequest, owner memory: UnpackedMemory) throws(MessageError) {
        target = try Unpack.required(raw.target, memory, "SimilarRequest", "target")
        collection = try Unpack.string(raw.collection, "SimilarRequest", "collection")
        limit = raw.limit
        pictures = raw.pictures != 0
    }

    func fill(_ raw: inout Peryton__V1__SimilarRequest, arena: PackArena) {
        raw.target = arena.message(target)
        raw.collection = arena.string(collection)
        raw.limit = limit
        raw.pictures = pictures ? 1 : 0
    }
}

/// An object that looks like another.
public struct SimilarObject: Message {
    /// Identifier in the table.
    public var objectID: Int64
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// Distance between the descriptors; 0 for the same picture.
    public var distance: Double
    /// Empty where pictures were not asked for.
    public var pictures: [CutoutFile]

    /// Makes the message.
    public init(
        objectID: Int64 = 0,
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        distance: Double = 0,
        pictures: [CutoutFile] = []
    ) {
        self.objectID = objectID
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.distance = distance
        self.pictures = pictures
    }
}

extension SimilarObject: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SimilarObject {
        var raw = Peryton__V1__SimilarObject()
        peryton__v1__similar_object__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SimilarObject, owner memory: UnpackedMemory) throws(MessageError) {
        objectID = raw.object_id
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        distance = raw.distance
        pictures = try Unpack.messages(raw.pictures, raw.n_pictures, memory)
    }

    func fill(_ raw: inout Peryton__V1__SimilarObject, arena: PackArena) {
        raw.object_id = objectID
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.distance = distance
        raw.n_pictures = pictures.count
        raw.pictures = arena.messages(pictures)
    }
}

/// SimilarReply.
public struct SimilarReply: Message {
    /// The most alike first.
    public var objects: [SimilarObject]
    /// Objects of the index.
    public var searched: UInt64
    /// How long the search took, without reading pixels.
    public var searchSeconds: Double

    /// Makes the message.
    public init(
        objects: [SimilarObject] = [],
        searched: UInt64 = 0,
        searchSeconds: Double = 0
    ) {
        self.objects = objects
        self.searched = searched
        self.searchSeconds = searchSeconds
    }
}

extension SimilarReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SimilarReply {
        var raw = Peryton__V1__SimilarReply()
        peryton__v1__similar_reply__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SimilarReply, owner memory: UnpackedMemory) throws(MessageError) {
        objects = try Unpack.messages(raw.objects, raw.n_objects, memory)
        searched = raw.searched
        searchSeconds = raw.search_seconds
    }

    func fill(_ raw: inout Peryton__V1__SimilarReply, arena: PackArena) {
        raw.n_objects = objects.count
        raw.objects = arena.messages(objects)
        raw.searched = searched
        raw.search_seconds = searchSeconds
    }
}
