import Bus
import Foundation
import Images
import Messages
import Pictures
import Sky

/// How one cutout is to be made: settings of the target, the job and the service put together and checked.
struct CutPlan: Sendable {
    /// Which of the box's pixels.
    enum Shape: Sendable, Equatable {
        case box
        case circle
        case polygon(SkyPolygon)
    }

    var collection: String
    var release: String
    var size: CutSize
    var shape: Shape
    /// nil: all that there are.
    var bands: [String]?
    var planes: Set<PlaneKind>
    var hasFITS: Bool
    var compression: ImageCompression?
    var stitches: Bool
    var lupton: [[String]]
    var stiff: [[String]]
    var hasGrey: Bool
    var pictureFormat: PictureFormat
    var stretch: GreyStretch
    var limits: Limits
    var luptonMinimum: Double
    var luptonStretch: Double
    var luptonQ: Double
    var listsOnly: Bool

    /// The service's own settings: what nobody has said otherwise.
    static let defaultArcminutes = 1.0
    static let smallestArcminutes = 0.1
    private static let largestPixels: UInt32 = 20_000

    /// The service's own settings, of a size.
    init(size: CutSize) {
        self.size = size
        collection = ""
        release = ""
        shape = .box
        bands = nil
        planes = [.science, .mask, .weight, .other]
        hasFITS = true
        compression = nil
        stitches = true
        lupton = []
        stiff = []
        hasGrey = false
        pictureFormat = .png
        stretch = .asinh
        limits = .zscale()
        luptonMinimum = 1
        luptonStretch = 50
        luptonQ = 10
        listsOnly = false
    }

    /// Checks settings.
    ///
    /// - Parameter layers: the target's own first, then the job's.
    init(_ layers: [CutoutSettings], largestArcminutes: Double) throws(RequestError) {
        let settings = layers.dropFirst().reduce(layers.first ?? CutoutSettings()) { $0.filled(from: $1) }
        self.init(size: try Self.size(settings, largestArcminutes))
        collection = settings.collection
        release = settings.release
        bands = settings.bands.isEmpty ? nil : try Self.names(settings.bands, "bands")
        planes = try Self.planes(settings.planes)
        hasFITS = settings.fits ?? true
        compression = try Self.compression(settings.compression)
        stitches = try Self.one(of: ["stitch": true, "pad": false], settings.edges, "edges", otherwise: true)
        lupton = try Self.triplets(settings.lupton, "lupton")
        stiff = try Self.triplets(settings.stiff, "stiff")
        hasGrey = settings.grey ?? false
        pictureFormat = try Self.one(
            of: ["png": .png, "jpeg": .jpeg, "jpg": .jpeg], settings.pictureFormat, "picture format", otherwise: .png)
        stretch = try Self.one(
            of: Dictionary(uniqueKeysWithValues: GreyStretch.allCases.map { ($0.rawValue, $0) }), settings.stretch,
            "stretch", otherwise: .asinh)
        limits = try Self.limits(settings.limits)
        luptonMinimum = settings.luptonMinimum == 0 ? 1 : settings.luptonMinimum
        luptonStretch = settings.luptonStretch == 0 ? 50 : settings.luptonStretch
        luptonQ = settings.luptonQ == 0 ? 10 : settings.luptonQ
        listsOnly = settings.listOnly ?? false
        shape = try Self.shape(settings)
        guard luptonStretch > 0, luptonQ >= 0, luptonMinimum.isFinite, luptonStretch.isFinite, luptonQ.isFinite else {
            throw CutoutRefusal.invalid(
                "lupton minimum \(luptonMinimum), stretch \(luptonStretch), Q \(luptonQ): expected a stretch above 0 and a Q from 0"
            )
        }
        guard hasFITS || hasGrey || !lupton.isEmpty || !stiff.isEmpty || listsOnly else {
            throw CutoutRefusal.invalid("neither FITS nor pictures are asked for: expected at least one of them")
        }
    }

    // MARK: Checks

    private static func size(_ settings: CutoutSettings, _ largest: Double) throws(RequestError) -> CutSize {
        if settings.widthPixels > 0 || settings.heightPixels > 0 {
            let width = settings.widthPixels > 0 ? settings.widthPixels : settings.heightPixels
            let height = settings.heightPixels > 0 ? settings.heightPixels : width
            guard width <= largestPixels, height <= largestPixels else {
                throw CutoutRefusal.invalid(
                    "size \(width) × \(height) pixels: expected at most \(largestPixels) each")
            }
            return .pixels(width: Int(width), height: Int(height))
        }
        let width =
            settings.widthArcminutes != 0
            ? settings.widthArcminutes
            : settings.heightArcminutes != 0 ? settings.heightArcminutes : defaultArcminutes
        let height = settings.heightArcminutes != 0 ? settings.heightArcminutes : width
        for side in [width, height] where !(side >= smallestArcminutes && side <= largest) {
            throw CutoutRefusal.invalid("size \(side) arcmin: expected \(smallestArcminutes) to \(largest)")
        }
        return .arcminutes(width: width, height: height)
    }

    private static func shape(_ settings: CutoutSettings) throws(RequestError) -> Shape {
        switch settings.shape.lowercased() {
        case "", "box": return .box
        case "circle": return .circle
        case "polygon":
            let numbers = settings.polygon.split(whereSeparator: { " ,".contains($0) }).map { Double($0) ?? .nan }
            let vertices = stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
                SkyPosition(rightAscension: numbers[$0], declination: numbers[$0 + 1])
            }
            guard numbers.count >= 6, numbers.count == 2 * vertices.count else {
                throw CutoutRefusal.invalid(
                    "polygon \"\(settings.polygon)\": expected at least three pairs of ra and dec in degrees")
            }
            do {
                return .polygon(try SkyPolygon(vertices: vertices))
            } catch {
                throw CutoutRefusal.invalid("polygon: \(error)")
            }
        default:
            throw CutoutRefusal.invalid("shape \"\(settings.shape)\": expected box, circle or polygon")
        }
    }

    /// "gri" and "g,r,i" are the same; names longer than a letter need commas.
    static func names(_ text: String, _ what: String) throws(RequestError) -> [String] {
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let names = parts.count > 1 || text.contains(",") ? parts : text.map(String.init)
        guard !names.isEmpty, Set(names).count == names.count, !names.contains("") else {
            throw CutoutRefusal.invalid("\(what) \"\(text)\": expected different bands such as gri or w1,w2")
        }
        return names
    }

    private static func planes(_ text: String) throws(RequestError) -> Set<PlaneKind> {
        guard !text.isEmpty else { return [.science, .mask, .weight, .other] }
        let short: [String: PlaneKind] = [
            "science": .science, "sci": .science, "mask": .mask, "msk": .mask, "weight": .weight, "wgt": .weight,
            "other": .other,
        ]
        var planes: Set<PlaneKind> = []
        for part in text.lowercased().split(separator: ",") {
            guard let plane = short[part.trimmingCharacters(in: .whitespaces)] else {
                throw CutoutRefusal.invalid("planes \"\(text)\": expected some of science, mask, weight, other")
            }
            planes.insert(plane)
        }
        return planes
    }

    private static func triplets(_ text: String, _ what: String) throws(RequestError) -> [[String]] {
        var triplets: [[String]] = []
        for part in text.split(separator: ";") {
            let bands = try names(String(part).trimmingCharacters(in: .whitespaces), what)
            guard bands.count == 3 else {
                throw CutoutRefusal.invalid(
                    "\(what) \"\(part)\": expected three different bands, red first, such as irg")
            }
            triplets.append(bands)
        }
        return triplets
    }

    private static func compression(_ text: String) throws(RequestError) -> ImageCompression? {
        try one(
            of: ["none": nil, "rice": ImageCompression(.rice), "gzip": ImageCompression.lossless],
            text, "compression", otherwise: nil)
    }

    private static func limits(_ text: String) throws(RequestError) -> Limits {
        switch text.lowercased() {
        case "", "zscale": return .zscale()
        case "minmax": return .minmax
        default:
            guard let percent = Double(text.replacing("%", with: "")), percent > 0, percent <= 100 else {
                throw CutoutRefusal.invalid("limits \"\(text)\": expected zscale, minmax or a percentage such as 99.5")
            }
            return .percentile(percent)
        }
    }

    private static func one<Value>(
        of values: [String: Value], _ text: String, _ what: String, otherwise: Value
    ) throws(RequestError) -> Value {
        guard !text.isEmpty else { return otherwise }
        guard let value = values[text.lowercased()] else {
            throw CutoutRefusal.invalid(
                "\(what) \"\(text)\": expected \(values.keys.sorted().joined(separator: ", "))")
        }
        return value
    }
}
