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

    @Option(
        help: ArgumentHelp(
            "Colour pictures by Lupton et al. 2004: bands for red, green and blue, several with ; between.",
            valueName: "bands"))
    var color: String?

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
        if noFits, color == nil, stiff == nil, !grey, !list {
            throw ValidationError("no-fits: expected pictures instead; give --grey, --color or --stiff")
        }
    }

    /// As they travel.
    var settings: CutoutSettings {
        var settings = CutoutSettings(
            collection: collection ?? "", release: release ?? "",
            shape: circle ? "circle" : polygon == nil ? "" : "polygon",
            polygon: polygon ?? "", bands: bands ?? "", planes: planes ?? "", fits: noFits ? false : nil,
            compression: compression ?? "", edges: edges ?? "", lupton: color ?? "", stiff: stiff ?? "",
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
