import Tables

/// A user-defined function of the IVOA's catalogue that queries can call.
public struct UserFunction: Sendable {
    /// Its name, in lower case.
    public let name: String
    /// How it is called, as TAPRegExt declares it.
    public let signature: String
    /// One line for people.
    public let description: String

    let identity: Identity
    let parameters: [Parameter]
    let result: ValueType
    let attributes: Value.Attributes

    /// Which one it is.
    enum Identity: String, Sendable {
        case healpixIndex = "healpix_index"
        case healpixIndexOfPoint = "healpix_index_of_point"
        case healpixCenter = "healpix_center"
        case epochPropPos = "epoch_prop_pos"
        case toJD = "to_jd"
        case toMJD = "to_mjd"
        case stringAgg = "string_agg"
        case noCaseMatch = "nocasematch"
        case hasWord = "hasword"
        case hashListHas = "hashlist_has"
        case intervalOverlaps = "interval_overlaps"
        case normalRandom = "normal_random"
        case hmsToDegrees = "hms_to_degrees"
        case dmsToDegrees = "dms_to_degrees"

        var isAggregate: Bool { self == .stringAgg }
    }

    enum Parameter: Sendable {
        case number
        case integer
        case text
        case point
    }

    private init(
        _ identity: Identity, _ signature: String, _ parameters: [Parameter], _ result: ValueType,
        _ attributes: Value.Attributes = .init(), description: String
    ) {
        self.identity = identity
        self.signature = signature
        self.parameters = parameters
        self.result = result
        self.attributes = attributes
        self.description = description
        name = String(signature.prefix { $0 != "(" })
    }

    /// Every function, in the catalogue's order.
    public static let all: [UserFunction] = [
        UserFunction(
            .healpixIndex, "ivo_healpix_index(hpxOrder INTEGER, ra DOUBLE, dec DOUBLE) -> BIGINT",
            [.integer, .number, .number], .integer, .init(ucd: "pos.healpix"),
            description: "Nested HEALPix pixel of an order that a position in degrees lies in."),
        UserFunction(
            .healpixIndexOfPoint, "ivo_healpix_index(hpxOrder INTEGER, p POINT) -> BIGINT", [.integer, .point],
            .integer,
            .init(ucd: "pos.healpix"), description: "Nested HEALPix pixel of an order that a point lies in."),
        UserFunction(
            .healpixCenter, "ivo_healpix_center(hpxOrder INTEGER, hpxIndex BIGINT) -> POINT", [.integer, .integer],
            .geometry(.point), .init(ucd: "pos", extendedType: "point"),
            description: "Centre of a nested HEALPix pixel."),
        UserFunction(
            .epochPropPos,
            "ivo_epoch_prop_pos(ra DOUBLE, dec DOUBLE, parallax DOUBLE, pmra DOUBLE, pmdec DOUBLE, radial_velocity DOUBLE, ref_epoch DOUBLE, out_epoch DOUBLE) -> POINT",
            Array(repeating: .number, count: 8), .geometry(.point), .init(ucd: "pos", extendedType: "point"),
            description: "Position at another epoch (deg, mas, mas/yr, km/s, Julian years), by linear motion."),
        UserFunction(
            .toJD, "ivo_to_jd(d TIMESTAMP) -> DOUBLE", [.text], .double, .init(unit: "d", ucd: "time.epoch"),
            description: "Julian date of a timestamp."),
        UserFunction(
            .toMJD, "ivo_to_mjd(d TIMESTAMP) -> DOUBLE", [.text], .double, .init(unit: "d", ucd: "time.epoch"),
            description: "Modified Julian date of a timestamp."),
        UserFunction(
            .stringAgg, "ivo_string_agg(expression VARCHAR, delimiter VARCHAR) -> VARCHAR", [.text, .text], .text,
            description: "All values of a group joined with a delimiter (an aggregate)."),
        UserFunction(
            .noCaseMatch, "ivo_nocasematch(value VARCHAR, pattern VARCHAR) -> INTEGER", [.text, .text], .plain(.int32),
            description: "1 if a LIKE pattern matches whatever the case of ASCII letters, else 0."),
        UserFunction(
            .hasWord, "ivo_hasword(haystack VARCHAR, needle VARCHAR) -> INTEGER", [.text, .text], .plain(.int32),
            description: "1 if all words of the needle are in the text, whatever their case, else 0."),
        UserFunction(
            .hashListHas, "ivo_hashlist_has(hashlist VARCHAR, item VARCHAR) -> INTEGER", [.text, .text], .plain(.int32),
            description: "1 if an item is in a list of words with # between them, whatever their case, else 0."),
        UserFunction(
            .normalRandom, "ivo_normal_random(mu DOUBLE, sigma DOUBLE) -> DOUBLE", [.number, .number], .double,
            description: "A random number of a normal distribution."),
        UserFunction(
            .intervalOverlaps, "ivo_interval_overlaps(a1 DOUBLE, b1 DOUBLE, a2 DOUBLE, b2 DOUBLE) -> INTEGER",
            Array(repeating: .number, count: 4), .plain(.int32),
            description: "1 if the interval from a1 to b1 and that from a2 to b2 have a point in common, else 0."),
        UserFunction(
            .hmsToDegrees, "ivo_hms_to_degrees(hms VARCHAR) -> DOUBLE", [.text], .double, .init(unit: "deg"),
            description: "Degrees of hours, minutes and seconds such as 3:34:45.4; NULL where it is none."),
        UserFunction(
            .dmsToDegrees, "ivo_dms_to_degrees(dms VARCHAR) -> DOUBLE", [.text], .double, .init(unit: "deg"),
            description: "Degrees of degrees, minutes and seconds such as -0:15:00; NULL where it is none."),
    ]
}

extension Analyzer {
    mutating func call(
        _ name: Identifier, _ arguments: [Expression], in scope: Scope, context: ValueContext
    ) throws(ADQLError) -> Value {
        let position = name.position
        let candidates = UserFunction.all.filter { name.matches($0.name) }
        guard !candidates.isEmpty else {
            let names = UserFunction.all.map(\.name) + StandardFunction.allCases.map(\.rawValue)
            let near = Suggestions.question(Suggestions.nearest(to: name.text, among: names))
            throw ADQLError(.name, at: position, "there is no function \(name.text)\(near)")
        }
        guard let function = candidates.first(where: { $0.parameters.count == arguments.count }) else {
            let forms = candidates.map(\.signature).joined(separator: ", or ")
            throw ADQLError(.type, at: position, "\(name.text) takes other arguments: \(forms)")
        }
        if function.identity.isAggregate { try checkAggregate(function.name, context, at: position) }
        let inner = function.identity.isAggregate ? .insideAggregate : context
        var values: [Value] = []
        for (argument, parameter) in zip(arguments, function.parameters) {
            values.append(try self.argument(argument, parameter, of: function, in: scope, context: inner))
        }
        return Value(.userFunction(function.identity, values), function.result, function.attributes, at: position)
    }

    private mutating func argument(
        _ argument: Expression, _ parameter: UserFunction.Parameter, of function: UserFunction, in scope: Scope,
        context: ValueContext
    ) throws(ADQLError) -> Value {
        let place = "in \(function.name)"
        switch parameter {
        case .point: return try point(argument, in: scope, context: context, place: place)
        case .number: return try number(argument, in: scope, context: context, place: place)
        case .integer:
            let value = try number(argument, in: scope, context: context, place: place)
            guard value.type.isInteger || value.type == .null else {
                throw ADQLError(.type, at: value.position, "\(place) stands a whole number here: \(function.signature)")
            }
            return value
        case .text:
            let value = try value(argument, in: scope, context: context)
            guard value.type.isText else {
                throw ADQLError(
                    .type, at: value.position,
                    "\(place) stands a text, not \(value.type.forPeople): \(function.signature)")
            }
            return value
        }
    }
}
