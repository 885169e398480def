import CMessages

/// What a cutout is to be: what is left open (0, empty) is as the job has it, then as the service has it.
public struct CutoutSettings: Message {
    /// Collection of images; open: all.
    public var collection: String
    /// Release of the images; open: all.
    public var release: String
    /// Size, arcminutes; open: 1.
    public var widthArcminutes: Double
    /// Open: as wide.
    public var heightArcminutes: Double
    /// Size, pixels of the image; wins over arcminutes.
    public var widthPixels: UInt32
    /// Height, pixels of the image.
    public var heightPixels: UInt32
    /// "box", "circle" (of the width's diameter) or "polygon", outside of which pixels are blank; open: "box".
    public var shape: String
    /// Vertices of a polygon, "ra dec ra dec …", ICRS, degrees; the box is then the one around it.
    public var polygon: String
    /// Bands: letters ("gri"), or names with commas between; open: all that there are.
    public var bands: String
    /// "science", "mask", "weight" with commas between; open: all that there are.
    public var planes: String
    /// Whether pixels come as FITS; open: yes.
    public var fits: Bool?
    /// Of FITS: "none", "rice" or "gzip"; open: none.
    public var compression: String
    /// What becomes of a cutout over an image's edge: "stitch" (from neighbouring images) or "pad"; open: stitch.
    public var edges: String
    /// Colour pictures by Lupton and others (2004): triplets of bands, red first, ";" between: "irg;zir".
    public var lupton: String
    /// Colour pictures in STIFF's manner: triplets as above.
    public var stiff: String
    /// Whether there is a grey picture of each band.
    public var grey: Bool?
    /// "png" or "jpeg"; open: png.
    public var pictureFormat: String
    /// Of grey pictures: "linear", "asinh", "sqrt" or "log"; open: asinh.
    public var stretch: String
    /// Of grey pictures: "zscale", "minmax", or a percentage such as "99.5"; open: zscale.
    public var limits: String
    /// Lupton's settings; open: 1, 50 and 10.
    public var luptonMinimum: Double
    /// Lupton's stretch; open: 50.
    public var luptonStretch: Double
    /// Lupton's Q; open: 10.
    public var luptonQ: Double
    /// Which images there are, without cutting them.
    public var listOnly: Bool?

    /// Makes the message.
    public init(
        collection: String = "",
        release: String = "",
        widthArcminutes: Double = 0,
        heightArcminutes: Double = 0,
        widthPixels: UInt32 = 0,
        heightPixels: UInt32 = 0,
        shape: String = "",
        polygon: String = "",
        bands: String = "",
        planes: String = "",
        fits: Bool? = nil,
        compression: String = "",
        edges: String = "",
        lupton: String = "",
        stiff: String = "",
        grey: Bool? = nil,
        pictureFormat: String = "",
        stretch: String = "",
        limits: String = "",
        luptonMinimum: Double = 0,
        luptonStretch: Double = 0,
        luptonQ: Double = 0,
        listOnly: Bool? = nil
    ) {
        self.collection = collection
        self.release = release
        self.widthArcminutes = widthArcminutes
        self.heightArcminutes = heightArcminutes
        self.widthPixels = widthPixels
        self.heightPixels = heightPixels
        self.shape = shape
        self.polygon = polygon
        self.bands = bands
        self.planes = planes
        self.fits = fits
        self.compression = compression
        self.edges = edges
        self.lupton = lupton
        self.stiff = stiff
        self.grey = grey
        self.pictureFormat = pictureFormat
        self.stretch = stretch
        self.limits = limits
        self.luptonMinimum = luptonMinimum
        self.luptonStretch = luptonStretch
        self.luptonQ = luptonQ
        self.listOnly = listOnly
    }
}

extension CutoutSettings: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__CutoutSettings {
        var raw = Peryton__V1__CutoutSettings()
        peryton__v1__cutout_settings__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__CutoutSettings, owner memory: UnpackedMemory) throws(MessageError) {
        collection = try Unpack.string(raw.collection, "CutoutSettings", "collection")
        release = try Unpack.string(raw.release, "CutoutSettings", "release")
        widthArcminutes = raw.width_arcmin
        heightArcminutes = raw.height_arcmin
        widthPixels = raw.width_pixels
        heightPixels = raw.height_pixels
        shape = try Unpack.string(raw.shape, "CutoutSettings", "shape")
        polygon = try Unpack.string(raw.polygon, "CutoutSettings", "polygon")
        bands = try Unpack.string(raw.bands, "CutoutSettings", "bands")
        planes = try Unpack.string(raw.planes, "CutoutSettings", "planes")
        fits = Bool?(choice: raw.fits)
        compression = try Unpack.string(raw.compression, "CutoutSettings", "compression")
        edges = try Unpack.string(raw.edges, "CutoutSettings", "edges")
        lupton = try Unpack.string(raw.lupton, "CutoutSettings", "lupton")
        stiff = try Unpack.string(raw.stiff, "CutoutSettings", "stiff")
        grey = Bool?(choice: raw.grey)
        pictureFormat = try Unpack.string(raw.picture_format, "CutoutSettings", "picture_format")
        stretch = try Unpack.string(raw.stretch, "CutoutSettings", "stretch")
        limits = try Unpack.string(raw.limits, "CutoutSettings", "limits")
        luptonMinimum = raw.lupton_minimum
        luptonStretch = raw.lupton_stretch
        luptonQ = raw.lupton_q
        listOnly = Bool?(choice: raw.list_only)
    }

    func fill(_ raw: inout Peryton__V1__CutoutSettings, arena: PackArena) {
        raw.collection = arena.string(collection)
        raw.release = arena.string(release)
        raw.width_arcmin = widthArcminutes
        raw.height_arcmin = heightArcminutes
        raw.width_pixels = widthPixels
        raw.height_pixels = heightPixels
        raw.shape = arena.string(shape)
        raw.polygon = arena.string(polygon)
        raw.bands = arena.string(bands)
        raw.planes = arena.string(planes)
        raw.fits = fits.choice
        raw.compression = arena.string(compression)
        raw.edges = arena.string(edges)
        raw.lupton = arena.string(lupton)
        raw.stiff = arena.string(stiff)
        raw.grey = grey.choice
        raw.picture_format = arena.string(pictureFormat)
        raw.stretch = arena.string(stretch)
        raw.limits = arena.string(limits)
        raw.lupton_minimum = luptonMinimum
        raw.lupton_stretch = luptonStretch
        raw.lupton_q = luptonQ
        raw.list_only = listOnly.choice
    }
}

extension Bool? {
    /// A choice that may be left open.
    init(choice: Peryton__V1__Choice) {
        self =
            switch choice {
            case PERYTON__V1__CHOICE__CHOICE_NO: false
            case PERYTON__V1__CHOICE__CHOICE_YES: true
            default: nil
            }
    }

    var choice: Peryton__V1__Choice {
        switch self {
        case false: PERYTON__V1__CHOICE__CHOICE_NO
        case true: PERYTON__V1__CHOICE__CHOICE_YES
        case nil: PERYTON__V1__CHOICE__CHOICE_OPEN
        }
    }
}
