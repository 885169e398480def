/// Which DALI value a list of numbers is: its VOTable xtype.
public enum DALIShape: String, Sendable, CaseIterable {
    case point
    case circle
    case polygon
}

extension SkyRegion {
    /// Reads STC-S as catalogues write it: `CIRCLE ICRS 10 20 1`, `POLYGON 10 20 11 20 11 21`, `BOX ICRS 0 0 2 1`,
    /// `POSITION ICRS 10 20` (or `POINT`).
    ///
    /// Words in any case. Only ICRS is understood as frame; it may be missing, and a reference position and a flavour
    /// (`GEOCENTER`, `SPHERICAL2`) may follow it. This is also the form of SODA's and SIA's POS, where a box is missing.
    public init(stcs text: String) throws(SkyError) {
        var words = text.split(whereSeparator: { $0.isWhitespace || $0 == "," })[...]
        guard let kind = words.popFirst()?.uppercased() else {
            throw .badRegionText(text: text, expected: "CIRCLE, POLYGON, BOX or POSITION and its numbers")
        }
        let passed: Set<String> = [
            "ICRS", "UNKNOWNREFPOS", "GEOCENTER", "BARYCENTER", "HELIOCENTER", "TOPOCENTER", "SPHERICAL2",
        ]
        while let word = words.first?.uppercased(), passed.contains(word) { words.removeFirst() }
        if let word = words.first, word.first?.isLetter == true, Double(word) == nil {
            throw .badRegionText(text: text, expected: "the frame ICRS, not \(word)")
        }
        var numbers: [Double] = []
        for word in words {
            guard let number = Double(word), number.isFinite else {
                throw .badRegionText(text: text, expected: "a number in place of \"\(word)\"")
            }
            numbers.append(number)
        }
        switch kind {
        case "POSITION", "POINT": try self.init(.point, numbers, text: text)
        case "CIRCLE": try self.init(.circle, numbers, text: text)
        case "POLYGON": try self.init(.polygon, numbers, text: text)
        case "BOX":
            guard numbers.count == 4 else {
                throw .badRegionText(text: text, expected: "4 numbers for a box, not \(numbers.count)")
            }
            self = try .box(
                centre: try Self.position(numbers[0], numbers[1]), width: numbers[2], height: numbers[3])
        default:
            throw .badRegionText(text: text, expected: "CIRCLE, POLYGON, BOX or POSITION, not \(kind)")
        }
    }

    /// Reads a DALI 1.1 value, numbers parted by blanks; its shape is the column's xtype.
    public init(dali text: String, _ shape: DALIShape) throws(SkyError) {
        var numbers: [Double] = []
        for word in text.split(whereSeparator: { $0.isWhitespace }) {
            guard let number = Double(word), number.isFinite else {
                throw .badRegionText(text: text, expected: "a number in place of \"\(word)\"")
            }
            numbers.append(number)
        }
        try self.init(shape, numbers, text: text)
    }

    /// Makes a region of a DALI value's numbers.
    public init(_ shape: DALIShape, numbers: [Double]) throws(SkyError) {
        try self.init(shape, numbers, text: numbers.map { "\($0)" }.joined(separator: " "))
    }

    private init(_ shape: DALIShape, _ numbers: [Double], text: String) throws(SkyError) {
        switch shape {
        case .point:
            guard numbers.count == 2 else {
                throw .badRegionText(text: text, expected: "2 numbers for a point, not \(numbers.count)")
            }
            self = .point(try Self.position(numbers[0], numbers[1]))
        case .circle:
            guard numbers.count == 3 else {
                throw .badRegionText(text: text, expected: "3 numbers for a circle, not \(numbers.count)")
            }
            self = try .circle(centre: try Self.position(numbers[0], numbers[1]), radius: numbers[2])
        case .polygon:
            guard numbers.count >= 6, numbers.count % 2 == 0 else {
                throw .badRegionText(
                    text: text, expected: "pairs of numbers, at least 3, for a polygon, not \(numbers.count) numbers")
            }
            var vertices: [SkyPosition] = []
            for index in stride(from: 0, to: numbers.count, by: 2) {
                vertices.append(try Self.position(numbers[index], numbers[index + 1]))
            }
            self = .polygon(try SkyPolygon(vertices: vertices))
        }
    }

    static func position(_ rightAscension: Double, _ declination: Double) throws(SkyError) -> SkyPosition {
        guard let position = SkyPosition(rightAscension: rightAscension, declination: declination) else {
            throw .badPosition(rightAscension: rightAscension, declination: declination)
        }
        return position
    }

    /// The DALI shape of the region.
    public var shape: DALIShape {
        switch self {
        case .point: .point
        case .cone: .circle
        case .polygon: .polygon
        }
    }

    /// The numbers of the DALI form: ra dec, ra dec radius, or the vertices.
    public var numbers: [Double] {
        switch self {
        case .point(let position): [position.rightAscension, position.declination]
        case .cone(let cone): [cone.centre.rightAscension, cone.centre.declination, cone.radius]
        case .polygon(let polygon): polygon.vertices.flatMap { [$0.rightAscension, $0.declination] }
        }
    }

    /// The DALI form: numbers parted by blanks, each with all the digits that it needs.
    public var daliText: String { numbers.map { "\($0)" }.joined(separator: " ") }

    /// The STC-S form.
    public var stcsText: String {
        switch self {
        case .point: "POSITION ICRS \(daliText)"
        case .cone: "CIRCLE ICRS \(daliText)"
        case .polygon: "POLYGON ICRS \(daliText)"
        }
    }
}
