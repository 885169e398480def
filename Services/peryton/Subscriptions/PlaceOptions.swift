import ArgumentParser
import Messages

/// Where on the sky, as options; several are any of them.
struct PlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only in a cone, ICRS, degrees.", valueName: "\"ra dec radius\""))
    var cone: [String] = []

    @Option(help: ArgumentHelp("Only in a box around a position.", valueName: "\"ra dec width height\""))
    var box: [String] = []

    @Option(help: ArgumentHelp("Only in a polygon.", valueName: "\"ra dec ra dec ra dec…\""))
    var polygon: [String] = []

    @Option(help: ArgumentHelp("Only in a MOC: a FITS, ASCII or JSON file, or its text.", valueName: "file|text"))
    var moc: [String] = []

    @Option(
        help: ArgumentHelp("Only where a HEALPix sky map has most of its probability, see --level.", valueName: "file"))
    var skymap: [String] = []

    @Option(help: ArgumentHelp("Share of the probability that --skymap means. Default: 0.9.", valueName: "share"))
    var level: Double?

    // A latitude may begin with a minus, which looks like an option.
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Only in a band of galactic latitude.", valueName: "\"from to\""))
    var galacticLatitude: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Only in a band of ecliptic latitude.", valueName: "\"from to\""))
    var eclipticLatitude: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only outside a shape, named as the options above: \"galactic-latitude -10 10\", \"skymap map.fits 0.5\".",
            valueName: "\"shape …\""))
    var outside: [String] = []

    @Flag(help: "Anywhere: takes away the places that a subscription has.")
    var everywhere = false

    func validate() throws {
        if level != nil, skymap.isEmpty { throw ValidationError("--level goes with --skymap") }
        let isNamed = [cone, box, polygon, moc, skymap, galacticLatitude, eclipticLatitude, outside].contains {
            !$0.isEmpty
        }
        if everywhere, isNamed { throw ValidationError("--everywhere goes with no place") }
    }

    /// Whether any of them was given.
    var isGiven: Bool {
        everywhere
            || [cone, box, polygon, moc, skymap, galacticLatitude, eclipticLatitude, outside].contains { !$0.isEmpty }
    }

    /// The areas, read from files where they are in files.
    ///
    /// - Throws: `ValidationError` for what is no area.
    func areas() throws -> [SkyArea] {
        do {
            let figures: [(String, [String])] = [
                ("cone", cone), ("box", box), ("polygon", polygon), ("galactic-latitude", galacticLatitude),
                ("ecliptic-latitude", eclipticLatitude),
            ]
            var areas = try figures.flatMap { shape, texts in try texts.map { try AreaSource.figure(shape, $0) } }
            areas += try moc.map { try AreaSource.moc($0, in: "") }
            areas += try skymap.map {
                try AreaSource.skymap($0, level: level ?? AreaSource.usualLevel, in: "")
            }
            areas += try outside.map { text in
                var area = try AreaSource.area(text, in: "")
                area.isOutside = true
                return area
            }
            return areas
        } catch let fault as AreaFault {
            throw ValidationError(fault.description)
        }
    }
}
