import ArgumentParser
import Messages

/// How cutouts are to be: what all commands that make some have in common.
struct CutoutChoices: ParsableArguments {
    @Option(help: ArgumentHelp("Width and height: 2' or 90\", 2x3', 300px. Default: 1'.", valueName: "size"))
    var size: CutoutSize?

    @Option(help: "Bands: gri, or names with commas between. Default: all that there are.")
    var bands: String?

    @Option(help: "Planes: science, mask, weight, with commas between. Default: all that there are.")
    var planes: String?

    @Option(help: "Collection of images. Default: all.")
    var collection: String?

    @Option(help: "Release of the images. Default: all.")
    var release: String?

    @Flag(help: "A colour picture by Lupton et al. 2004, of i, r and g, or of three of --bands.")
    var color = false

    @Option(
        help: ArgumentHelp(
            "Such colour pictures of these bands: red, green, blue; several with ; between.", valueName: "bands"))
    var lupton: String?

    @Option(help: ArgumentHelp("Colour pictures in STIFF's manner.", valueName: "bands"))
    var stiff: String?

    @Flag(help: "A grey picture of each band.")
    var grey = false

    @Flag(help: "Pictures only, no FITS.")
    var noFits = false

    @Flag(help: "JPEG instead of PNG.")
    var jpeg = false

    @Option(help: "Of grey pictures: linear, asinh, sqrt, log. Default: asinh.")
    var stretch: String?

    @Option(help: "Of grey pictures: zscale, minmax, or a percentage such as 99.5. Default: zscale.")
    var limits: String?

    @Option(help: ArgumentHelp("Lupton's minimum. Default: 1.", valueName: "value"))
    var minimum: Double?

    @Option(help: ArgumentHelp("Lupton's stretch. Default: 50.", valueName: "value"))
    var luptonStretch: Double?

    @Option(help: ArgumentHelp("Lupton's Q. Default: 10.", valueName: "value"))
    var q: Double?

    @Option(help: "Of FITS: none, rice, gzip. Default: none.")
    var compression: String?

    @Option(help: "Over an image's edge: stitch, pad. Default: stitch.")
    var edges: String?

    @Flag(help: "A circle instead of a box; pixels outside are blank.")
    var circle = false

    @Option(
        help: ArgumentHelp("A polygon instead of a box: ra dec ra dec …, ICRS, degrees.", valueName: "vertices"))
    var polygon: String?

    @Flag(help: "Only say which images there are.")
    var list = false

    func validate() throws {
        if circle, polygon != nil { throw ValidationError("--circle and --polygon: expected one of them") }
        if noFits, !hasPictures, !list {
            throw ValidationError("no-fits: expected pictures instead; give --grey, --color, --lupton or --stiff")
        }
    }

    /// Whether pictures are asked for.
    var hasPictures: Bool { color || lupton != nil || stiff != nil || grey }

    /// The triplets of --color and --lupton.
    private var triplets: String {
        ([lupton ?? "", color ? Self.triplet(of: bands ?? "") : ""]).filter { !$0.isEmpty }.joined(separator: ";")
    }

    /// The reddest band first: of i, r and g unless others were chosen.
    static func triplet(of bands: String) -> String {
        let chosen = bands.contains(",") ? bands.split(separator: ",").map(String.init) : bands.map(String.init)
        guard chosen.count >= 3, !["i", "r", "g"].allSatisfy(chosen.contains) else { return "irg" }
        let wavelengths = ["u", "g", "r", "i", "z", "Y", "y", "w1", "w2", "w3", "w4"]
        let ordered = chosen.prefix(3).sorted {
            (wavelengths.firstIndex(of: $0) ?? .max) > (wavelengths.firstIndex(of: $1) ?? .max)
        }
        return ordered.joined(separator: ",")
    }

    /// As they travel.
    var settings: CutoutSettings {
        var settings = CutoutSettings(
            collection: collection ?? "", release: release ?? "",
            shape: circle ? "circle" : polygon == nil ? "" : "polygon",
            polygon: polygon ?? "", bands: bands ?? "", planes: planes ?? "", fits: noFits ? false : nil,
            compression: compression ?? "", edges: edges ?? "", lupton: triplets, stiff: stiff ?? "",
            grey: grey ? true : nil, pictureFormat: jpeg ? "jpeg" : "", stretch: stretch ?? "", limits: limits ?? "",
            luptonMinimum: minimum ?? 0, luptonStretch: luptonStretch ?? 0, luptonQ: q ?? 0,
            listOnly: list ? true : nil)
        switch size?.unit {
        case .arcminutes:
            settings.widthArcminutes = size?.width ?? 0
            settings.heightArcminutes = size?.height ?? 0
        case .pixels:
            settings.widthPixels = UInt32(size?.width ?? 0)
            settings.heightPixels = UInt32(size?.height ?? 0)
        case nil: break
        }
        return settings
    }
}
