import Glibc
import Messages
import Sky

/// A place on the sky as areas are asked about it.
public struct MatchPlace: Sendable {
    /// The direction.
    public let direction: UnitVector
    /// Its order-29 NESTED pixel.
    public let pixel: Int64

    /// A place in a direction.
    public init(_ direction: UnitVector) {
        self.direction = direction
        pixel = Healpix.finest.pixel(direction)
    }
}

/// A subscription's area, checked and made ready to be asked often.
public struct CompiledArea: Sendable {
    /// What is inside, whether or not the rest of the sky is meant.
    private enum Form: Sendable {
        case region(SkyRegion)
        /// Between two latitudes of a frame, as sines of them.
        case band(pole: UnitVector, sines: ClosedRange<Double>)
        case coverage(MultiOrderCoverage)
    }

    private let form: Form
    /// Whether it is the rest of the sky that is meant.
    public let isOutside: Bool
    /// What it is, without "inside" or "outside", for example "bayestar.fits (90 %)".
    public let name: String

    /// Checks an area; one that came as a MOC or a sky map must have been normalised.
    public init(_ area: SkyArea) throws(AreaError) {
        isOutside = area.isOutside
        let degrees = area.degrees
        let text: String
        switch area.shape {
        case "cone":
            try area.expect("3 numbers: ra, dec and radius", count: degrees.count == 3)
            let centre = try area.position(0)
            do { form = .region(try .circle(centre: centre, radius: degrees[2])) } catch {
                throw area.failure("\(error)")
            }
            text = "\(Self.text(degrees[2]))° around \(Self.text(centre))"
        case "box":
            try area.expect("4 numbers: the centre's ra and dec, width and height", count: degrees.count == 4)
            let centre = try area.position(0)
            do { form = .region(try .box(centre: centre, width: degrees[2], height: degrees[3])) } catch {
                throw area.failure("\(error)")
            }
            text = "\(Self.text(degrees[2]))° × \(Self.text(degrees[3]))° around \(Self.text(centre))"
        case "polygon":
            try area.expect(
                "ra and dec of 3 to \(Self.mostVertices) corners",
                count: degrees.count % 2 == 0 && (6...2 * Self.mostVertices).contains(degrees.count))
            var vertices: [SkyPosition] = []
            for index in stride(from: 0, to: degrees.count, by: 2) { vertices.append(try area.position(index)) }
            do { form = .region(.polygon(try SkyPolygon(vertices: vertices))) } catch { throw area.failure("\(error)") }
            text = "a polygon of \(vertices.count) corners around \(Self.text(vertices[0]))"
        case "galactic-latitude", "ecliptic-latitude":
            try area.expect("2 numbers: the latitudes from and to", count: degrees.count == 2)
            let (from, to) = (degrees[0], degrees[1])
            guard from >= -90, to <= 90, from < to else {
                throw area.failure("it goes from \(from)° to \(to)°, expected -90 ≤ from < to ≤ 90")
            }
            let frame: CelestialFrame = area.shape == "galactic-latitude" ? .galactic : .ecliptic
            // A little more at both edges, for the rounding of the vectors' last digits.
            let sines = sin(from * .pi / 180) - 5e-16...sin(to * .pi / 180) + 5e-16
            form = .band(pole: frame.pole, sines: sines)
            text = "\(frame) latitude \(Self.text(from))°…\(Self.text(to))°"
        case "moc", "skymap":
            guard area.moc.isEmpty, area.fits.isEmpty, !area.coverage.isEmpty else {
                throw area.failure("its MOC or sky map has not been read")
            }
            do { form = .coverage(try MultiOrderCoverage(packed: area.coverage)) } catch {
                throw area.failure("\(error)")
            }
            text = area.shape == "moc" ? "a MOC" : "a sky map"
        case let shape:
            throw area.failure(
                "\"\(shape)\" is no shape, expected cone, box, polygon, galactic-latitude, ecliptic-latitude, moc or skymap"
            )
        }
        let title = area.label.isEmpty ? text : area.label
        name = area.shape == "skymap" ? "\(title) (\(Self.text(100 * area.credibleLevel)) %)" : title
    }

    /// The most corners of a polygon: each is compared with each.
    static let mostVertices = 1000

    /// Whether a place lies in what the area is made of, also where the rest of the sky is meant.
    public func contains(_ place: MatchPlace) -> Bool {
        switch form {
        case .region(let region): region.contains(place.direction)
        case .band(let pole, let sines): sines.contains(pole.dot(place.direction))
        case .coverage(let coverage): coverage.contains(pixel: place.pixel)
        }
    }

    /// Whether a place is where the subscription wants it.
    func admits(_ place: MatchPlace) -> Bool { contains(place) != isOutside }

    /// The pixels of an order that the area may touch, as ranges of their NESTED numbers; nil for latitude bands.
    func cells(order: Int) -> [Range<Int64>]? {
        let ranges: [Range<Int64>]
        switch form {
        case .region(let region): ranges = region.covering(order: order)
        case .band: return nil
        case .coverage(let coverage): ranges = coverage.coarsened(to: order).ranges
        }
        let shift = Int64(2 * (Healpix.finestOrder - order))
        return ranges.map { $0.lowerBound >> shift..<(($0.upperBound - 1) >> shift) + 1 }
    }

    private static func text(_ position: SkyPosition) -> String {
        "\(text(position.rightAscension))° \(text(position.declination))°"
    }

    /// At most 6 digits behind the point, with a real minus sign.
    private static func text(_ number: Double) -> String {
        let rounded = (number * 1e6).rounded() / 1e6
        let digits = rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(abs(rounded)))" : "\(abs(rounded))"
        return rounded < 0 ? "−\(digits)" : digits
    }
}

extension SkyArea {
    fileprivate func expect(_ wanted: String, count isGood: Bool) throws(AreaError) {
        guard isGood else { throw failure("it has \(degrees.count) numbers, expected \(wanted)") }
    }

    fileprivate func position(_ index: Int) throws(AreaError) -> SkyPosition {
        let (rightAscension, declination) = (degrees[index], degrees[index + 1])
        guard let position = SkyPosition(rightAscension: rightAscension, declination: declination) else {
            throw failure("\(SkyError.badPosition(rightAscension: rightAscension, declination: declination))")
        }
        return position
    }
}
