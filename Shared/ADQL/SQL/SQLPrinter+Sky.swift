import Foundation
import Tables

extension SQLPrinter {
    /// Whether the engine has an index for it.
    func isPrintable(_ predicate: Predicate) -> Bool {
        guard case .sky(let search) = predicate else { return true }
        switch dialect {
        case .sqlite: return true
        case .postgres(let hasQ3C): return hasQ3C && cone(search) != nil
        }
    }

    /// Only rows that the index finds; some more than the exact condition beside it holds for.
    mutating func sky(_ search: SkySearch) {
        if isPostgres { q3c(search) } else { rowsOfIndex(search) }
    }

    private mutating func rowsOfIndex(_ search: SkySearch) {
        put("(\(SQLPrinter.quoted(search.alias)).\"peryton_row\" IN (SELECT \"row\" FROM peryton_sky(")
        parameter(.text(search.table.physicalName.joined(separator: ".")))
        put(", ")
        switch search.shape {
        case .circle(let longitude, let latitude, let radius):
            let centre = Value(.point(longitude, latitude), .geometry(.point), at: longitude.position)
            geometry(Value(.circle(centre, radius), .geometry(.circle), at: radius.position))
        case .geometry(let region): geometry(region)
        }
        put(")))")
    }

    /// What Q3C is asked for: a cone around everything that the exact condition holds for.
    private enum Cone {
        case written(longitude: Value, latitude: Value, radius: Value)
        case computed(longitude: Double, latitude: Double, radius: Double)
    }

    private func cone(_ search: SkySearch) -> Cone? {
        switch search.shape {
        case .circle(let longitude, let latitude, let radius):
            return radius.dependsOn(nil) ? nil : .written(longitude: longitude, latitude: latitude, radius: radius)
        case .geometry(let region):
            guard let cone = BoundingCone(of: region) else { return nil }
            return .computed(longitude: cone.longitude, latitude: cone.latitude, radius: cone.radius)
        }
    }

    private mutating func q3c(_ search: SkySearch) {
        guard let cone = cone(search), let position = search.table.position else { return put("1 = 1") }
        // The exact condition decides at the edge: the search may be a little wider, never narrower. Q3C 2.0 itself finds
        // nothing in circles of less than 4 milliarcseconds, a few of its pixels.
        let relative = 1 + 1e-9
        let absolute = 1e-5
        switch cone {
        case .computed(let longitude, let latitude, let radius):
            hasOwnNumbers()
            call("q3c_radial_query") {
                $0.columns(search, position)
                for number in [longitude, latitude, radius * relative + absolute] {
                    $0.put(", ")
                    $0.parameter(.real(number))
                }
            }
        case .written(let longitude, let latitude, let radius):
            let isJoin = longitude.dependsOn(nil) || latitude.dependsOn(nil)
            call(isJoin ? "q3c_join" : "q3c_radial_query") {
                if !isJoin {
                    $0.columns(search, position)
                    $0.put(", ")
                }
                $0.double(longitude)
                $0.put(", ")
                $0.double(latitude)
                if isJoin {
                    $0.put(", ")
                    $0.columns(search, position)
                }
                $0.put(", ")
                if let number = $0.constant(radius) {
                    $0.parameter(.real(number * relative + absolute))
                } else {
                    $0.put("(")
                    $0.double(radius)
                    $0.put(" * ")
                    $0.parameter(.real(relative))
                    $0.put(" + ")
                    $0.parameter(.real(absolute))
                    $0.put(")")
                }
            }
        }
    }

    private mutating func columns(_ search: SkySearch, _ position: PositionColumns) {
        column(search.alias, position.rightAscension)
        put(", ")
        column(search.alias, position.declination)
    }
}

extension Value {
    /// Its number, where it is made of literals alone by signs and arithmetic.
    var constantNumber: Double? {
        switch kind {
        case .literal(.integer(let number)): return Double(number)
        case .literal(.real(let number)): return number
        case .negated(let inner): return inner.constantNumber.map { -$0 }
        case .arithmetic(let operation, let left, let right):
            guard let first = left.constantNumber, let second = right.constantNumber else { return nil }
            switch operation {
            case .add: return first + second
            case .subtract: return first - second
            case .multiply: return first * second
            case .divide:
                guard second != 0 else { return nil }
                return type == .integer ? (first / second).rounded(.towardZero) : first / second
            }
        default: return nil
        }
    }
}

/// A cone around a box or polygon that is made of numbers alone.
///
/// A cone of less than a hemisphere that holds all vertices holds the sides between them, and so the smaller side of
/// the outline.
struct BoundingCone {
    var longitude: Double
    var latitude: Double
    var radius: Double

    private init(longitude: Double, latitude: Double, radius: Double) {
        self.longitude = longitude
        self.latitude = latitude
        self.radius = radius
    }

    init?(of region: Value) {
        switch region.kind {
        case .polygon(let points):
            var vertices: [(Double, Double)] = []
            for point in points {
                guard let longitude = point.longitude.constantNumber, let latitude = point.latitude.constantNumber
                else { return nil }
                vertices.append((longitude, latitude))
            }
            self.init(vertices)
        case .box(let centre, let width, let height):
            guard let longitude = centre.longitude.constantNumber, let latitude = centre.latitude.constantNumber,
                let width = width.constantNumber, let height = height.constantNumber, width > 0, height > 0,
                width < 150, height < 150
            else { return nil }
            // Seen from the centre the sides lie straight at tan(w / 2) and tan(h / 2): the corners are furthest.
            let radius = atan(hypot(tan(width * .pi / 360), tan(height * .pi / 360))) * 180 / .pi
            self.init(longitude: longitude, latitude: latitude, radius: radius)
        default: return nil
        }
    }

    private init?(_ vertices: [(Double, Double)]) {
        let directions = vertices.map { longitude, latitude -> (x: Double, y: Double, z: Double) in
            let (ra, dec) = (longitude * .pi / 180, latitude * .pi / 180)
            return (cos(dec) * cos(ra), cos(dec) * sin(ra), sin(dec))
        }
        let sum = directions.reduce((x: 0.0, y: 0.0, z: 0.0)) { ($0.x + $1.x, $0.y + $1.y, $0.z + $1.z) }
        let length = (sum.x * sum.x + sum.y * sum.y + sum.z * sum.z).squareRoot()
        guard length > 1e-6 else { return nil }
        let middle = (x: sum.x / length, y: sum.y / length, z: sum.z / length)
        let radii = directions.map { direction in
            let cross = (
                x: middle.y * direction.z - middle.z * direction.y, y: middle.z * direction.x - middle.x * direction.z,
                z: middle.x * direction.y - middle.y * direction.x
            )
            let sine = (cross.x * cross.x + cross.y * cross.y + cross.z * cross.z).squareRoot()
            return atan2(sine, middle.x * direction.x + middle.y * direction.y + middle.z * direction.z) * 180 / .pi
        }
        guard let radius = radii.max(), radius < 80 else { return nil }
        let longitude = atan2(middle.y, middle.x) * 180 / .pi
        let latitude = asin(min(1, max(-1, middle.z))) * 180 / .pi
        self.init(longitude: longitude < 0 ? longitude + 360 : longitude, latitude: latitude, radius: radius)
    }
}
