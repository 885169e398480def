import CMessages

/// An image of a collection.
public struct ImageInfo: Message {
    /// Its number in the index.
    public var imageID: UInt64
    /// Collection of the images.
    public var collection: String
    /// Release of the images.
    public var release: String
    /// Band.
    public var band: String
    /// "science", "mask", "weight" or "other".
    public var plane: String
    /// Where it is, below the collection's folder.
    public var path: String
    /// Number of the FITS extension in the file; 0: the primary.
    public var hdu: UInt32
    /// Of the centre, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// Width, pixels.
    public var width: UInt32
    /// Height, pixels.
    public var height: UInt32
    /// Size of a pixel, arcseconds.
    public var scaleArcseconds: Double
    /// Vertices of the outline, ra and dec in turn, ICRS, degrees.
    public var footprintDegrees: [Double]
    /// Limiting magnitude that its header tells; 0: none.
    public var limitingMagnitude: Double
    /// Of the exposure, MJD; 0: unknown.
    public var mjd: Double
    /// For example "RICE_1 10000x1"; empty: none.
    public var compression: String
    /// Size, bytes.
    public var bytes: UInt64
    /// Why it cannot be used; empty: it can.
    public var problem: String

    /// Makes the message.
    public init(
        imageID: UInt64 = 0,
        collection: String = "",
        release: String = "",
        band: String = "",
        plane: String = "",
        path: String = "",
        hdu: UInt32 = 0,
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        width: UInt32 = 0,
        height: UInt32 = 0,
        scaleArcseconds: Double = 0,
        footprintDegrees: [Double] = [],
        limitingMagnitude: Double = 0,
        mjd: Double = 0,
        compression: String = "",
        bytes: UInt64 = 0,
        problem: String = ""
    ) {
        self.imageID = imageID
        self.collection = collection
        self.release = release
        self.band = band
        self.plane = plane
        self.path = path
        self.hdu = hdu
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.width = width
        self.height = height
        self.scaleArcseconds = scaleArcseconds
        self.footprintDegrees = footprintDegrees
        self.limitingMagnitude = limitingMagnitude
        self.mjd = mjd
        self.compression = compression
        self.bytes = bytes
        self.problem = problem
    }
}

extension ImageInfo: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ImageInfo {
        var raw = Peryton__V1__ImageInfo()
        peryton__v1__image_info__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ImageInfo, owner memory: UnpackedMemory) throws(MessageError) {
        imageID = raw.image_id
        collection = try Unpack.string(raw.collection, "ImageInfo", "collection")
        release = try Unpack.string(raw.release, "ImageInfo", "release")
        band = try Unpack.string(raw.band, "ImageInfo", "band")
        plane = try Unpack.string(raw.plane, "ImageInfo", "plane")
        path = try Unpack.string(raw.path, "ImageInfo", "path")
        hdu = raw.hdu
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        width = raw.width
        height = raw.height
        scaleArcseconds = raw.scale_arcsec
        footprintDegrees = Unpack.numbers(raw.footprint_deg, raw.n_footprint_deg)
        limitingMagnitude = raw.depth_mag
        mjd = raw.mjd
        compression = try Unpack.string(raw.compression, "ImageInfo", "compression")
        bytes = raw.bytes
        problem = try Unpack.string(raw.problem, "ImageInfo", "problem")
    }

    func fill(_ raw: inout Peryton__V1__ImageInfo, arena: PackArena) {
        raw.image_id = imageID
        raw.collection = arena.string(collection)
        raw.release = arena.string(release)
        raw.band = arena.string(band)
        raw.plane = arena.string(plane)
        raw.path = arena.string(path)
        raw.hdu = hdu
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.width = width
        raw.height = height
        raw.scale_arcsec = scaleArcseconds
        raw.n_footprint_deg = footprintDegrees.count
        raw.footprint_deg = arena.numbers(footprintDegrees)
        raw.depth_mag = limitingMagnitude
        raw.mjd = mjd
        raw.compression = arena.string(compression)
        raw.bytes = bytes
        raw.problem = arena.string(problem)
    }
}

/// A collection of images.
public struct ImageCollection: Message {
    /// Its name.
    public var name: String
    /// Folder of its images.
    public var folder: String
    /// Images.
    public var images: UInt64
    /// Images that cannot be used.
    public var problems: UInt64
    /// Bands.
    public var bands: [String]
    /// Releases.
    public var releases: [String]
    /// Planes.
    public var planes: [String]
    /// Size, bytes.
    public var bytes: UInt64
    /// Sky that science images cover, overlaps counted once, square degrees.
    public var areaSquareDegrees: Double
    /// When it was scanned last.
    public var scannedAt: UnixTime

    /// Makes the message.
    public init(
        name: String = "",
        folder: String = "",
        images: UInt64 = 0,
        problems: UInt64 = 0,
        bands: [String] = [],
        releases: [String] = [],
        planes: [String] = [],
        bytes: UInt64 = 0,
        areaSquareDegrees: Double = 0,
        scannedAt: UnixTime = .unknown
    ) {
        self.name = name
        self.folder = folder
        self.images = images
        self.problems = problems
        self.bands = bands
        self.releases = releases
        self.planes = planes
        self.bytes = bytes
        self.areaSquareDegrees = areaSquareDegrees
        self.scannedAt = scannedAt
    }
}

extension ImageCollection: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ImageCollection {
        var raw = Peryton__V1__ImageCollection()
        peryton__v1__image_collection__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ImageCollection, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "ImageCollection", "name")
        folder = try Unpack.string(raw.folder, "ImageCollection", "folder")
        images = raw.images
        problems = raw.problems
        bands = try Unpack.strings(raw.bands, raw.n_bands, "ImageCollection", "bands")
        releases = try Unpack.strings(raw.releases, raw.n_releases, "ImageCollection", "releases")
        planes = try Unpack.strings(raw.planes, raw.n_planes, "ImageCollection", "planes")
        bytes = raw.bytes
        areaSquareDegrees = raw.area_deg2
        scannedAt = UnixTime(microseconds: raw.scanned_at_unix_us)
    }

    func fill(_ raw: inout Peryton__V1__ImageCollection, arena: PackArena) {
        raw.name = arena.string(name)
        raw.folder = arena.string(folder)
        raw.images = images
        raw.problems = problems
        raw.n_bands = bands.count
        raw.bands = arena.strings(bands)
        raw.n_releases = releases.count
        raw.releases = arena.strings(releases)
        raw.n_planes = planes.count
        raw.planes = arena.strings(planes)
        raw.bytes = bytes
        raw.area_deg2 = areaSquareDegrees
        raw.scanned_at_unix_us = scannedAt.microseconds
    }
}

/// A question for images: image-list.
public struct ImageListRequest: Message {
    /// Empty: all.
    public var collection: String
    /// Only images that cover this position.
    public var isAtPosition: Bool
    /// Right ascension, ICRS, degrees.
    public var raDegrees: Double
    /// Declination, ICRS, degrees.
    public var decDegrees: Double
    /// Bands.
    public var bands: String
    /// Only images with a problem.
    public var onlyProblems: Bool
    /// The most images; 0: none, only collections.
    public var limit: UInt32

    /// Makes the message.
    public init(
        collection: String = "",
        isAtPosition: Bool = false,
        raDegrees: Double = 0,
        decDegrees: Double = 0,
        bands: String = "",
        onlyProblems: Bool = false,
        limit: UInt32 = 0
    ) {
        self.collection = collection
        self.isAtPosition = isAtPosition
        self.raDegrees = raDegrees
        self.decDegrees = decDegrees
        self.bands = bands
        self.onlyProblems = onlyProblems
        self.limit = limit
    }
}

extension ImageListRequest: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ImageListRequest {
        var raw = Peryton__V1__ImageListRequest()
        peryton__v1__image_list_request__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ImageListRequest, owner memory: UnpackedMemory) throws(MessageError) {
        collection = try Unpack.string(raw.collection, "ImageListRequest", "collection")
        isAtPosition = raw.at_position != 0
        raDegrees = raw.ra_deg
        decDegrees = raw.dec_deg
        bands = try Unpack.string(raw.bands, "ImageListRequest", "bands")
        onlyProblems = raw.only_problems != 0
        limit = raw.limit
    }

    func fill(_ raw: inout Peryton__V1__ImageListRequest, arena: PackArena) {
        raw.collection = arena.string(collection)
        raw.at_position = isAtPosition ? 1 : 0
        raw.ra_deg = raDegrees
        raw.dec_deg = decDegrees
        raw.bands = arena.string(bands)
        raw.only_problems = onlyProblems ? 1 : 0
        raw.limit = limit
    }
}

/// ImageList.
public struct ImageList: Message {
    /// Collections.
    public var collections: [ImageCollection]
    /// Images.
    public var images: [ImageInfo]
    /// Whether there are more images than the limit.
    public var isTruncated: Bool

    /// Makes the message.
    public init(
        collections: [ImageCollection] = [],
        images: [ImageInfo] = [],
        isTruncated: Bool = false
    ) {
        self.collections = collections
        self.images = images
        self.isTruncated = isTruncated
    }
}

extension ImageList: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ImageList {
        var raw = Peryton__V1__ImageList()
        peryton__v1__image_list__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ImageList, owner memory: UnpackedMemory) throws(MessageError) {
        collections = try Unpack.messages(raw.collections, raw.n_collections, memory)
        images = try Unpack.messages(raw.images, raw.n_images, memory)
        isTruncated = raw.truncated != 0
    }

    func fill(_ raw: inout Peryton__V1__ImageList, arena: PackArena) {
        raw.n_collections = collections.count
        raw.collections = arena.messages(collections)
        raw.n_images = images.count
        raw.images = arena.messages(images)
        raw.truncated = isTruncated ? 1 : 0
    }
}
