import CMessages

/// A piece of the sky.
public struct SkyArea: Message {
    /// "cone", "box", "polygon", "galactic-latitude", "ecliptic-latitude", "moc" or "skymap".
    public var shape: String
    /// ICRS, degrees.
    ///
    /// Cone: ra, dec, radius; box: centre's ra and dec, width, height, sides along great circles; polygon: ra and dec of each corner; latitudes: from, to.
    public var degrees: [Double]
    /// MOC as ASCII or JSON text (IVOA MOC 2.0), for shape "moc".
    public var moc: String
    /// MOC or HEALPix sky map as a FITS file, plain or gzipped, for shapes "moc" and "skymap"; not kept, see coverage.
    public var fits: [UInt8]
    /// Of a sky map: the smallest area that holds this share of the probability, (0, 1).
    public var credibleLevel: Double
    /// Whether it is the rest of the sky that is meant.
    public var isOutside: Bool
    /// What its owner calls it, a file name, for example.
    public var label: String
    /// What a MOC or a sky map covers, as the service keeps it: MultiOrderCoverage's packed form.
    public var coverage: [UInt8]

    /// Makes the message.
    public init(
        shape: String = "",
        degrees: [Double] = [],
        moc: String = "",
        fits: [UInt8] = [],
        credibleLevel: Double = 0,
        isOutside: Bool = false,
        label: String = "",
        coverage: [UInt8] = []
    ) {
        self.shape = shape
        self.degrees = degrees
        self.moc = moc
        self.fits = fits
        self.credibleLevel = credibleLevel
        self.isOutside = isOutside
        self.label = label
        self.coverage = coverage
    }
}

extension SkyArea: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__SkyArea {
        var raw = Peryton__V1__SkyArea()
        peryton__v1__sky_area__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__SkyArea, owner memory: UnpackedMemory) throws(MessageError) {
        shape = try Unpack.string(raw.shape, "SkyArea", "shape")
        degrees = Unpack.numbers(raw.degrees, raw.n_degrees)
        moc = try Unpack.string(raw.moc, "SkyArea", "moc")
        fits = Unpack.bytes(raw.fits)
        credibleLevel = raw.credible_level
        isOutside = raw.outside != 0
        label = try Unpack.string(raw.label, "SkyArea", "label")
        coverage = Unpack.bytes(raw.coverage)
    }

    func fill(_ raw: inout Peryton__V1__SkyArea, arena: PackArena) {
        raw.shape = arena.string(shape)
        raw.n_degrees = degrees.count
        raw.degrees = arena.numbers(degrees)
        raw.moc = arena.string(moc)
        raw.fits = arena.bytes(fits)
        raw.credible_level = credibleLevel
        raw.outside = isOutside ? 1 : 0
        raw.label = arena.string(label)
        raw.coverage = arena.bytes(coverage)
    }
}
