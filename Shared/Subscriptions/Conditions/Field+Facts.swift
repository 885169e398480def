extension Field {
    /// How a condition writes it: "magnitude", `feature.drb`, `feature."a-b"`.
    public var name: String {
        switch self {
        case .feature(let feature): "feature." + Self.written(feature)
        case .typical(let feature): "typical." + Self.written(feature)
        case .share(let feature): "share." + Self.written(feature)
        default: facts.name
        }
    }

    /// What kind of value it has.
    public var type: ConditionType { facts.type }

    /// Unit of the value; empty for a text, a truth, a pure number, and for features, which have their own.
    public var unit: String { facts.unit }

    /// What it means, for people; one line.
    public var meaning: String { facts.meaning }

    /// Whether its values are single-precision numbers.
    var isSinglePrecision: Bool {
        switch self {
        case .magnitude, .magnitudeError, .feature, .typical, .share: true
        default: false
        }
    }

    /// A feature's name as it follows `feature.`, in quotes where it has to be.
    static func written(_ feature: String) -> String {
        let bytes = Array(feature.utf8)
        let plain = bytes.allSatisfy(\.isNamePart) && bytes.first?.isNameStart == true
        return plain ? feature : quoted(feature)
    }

    /// A text as a condition writes it, in double quotes.
    static func quoted(_ text: String) -> String {
        "\"\(text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined())\""
    }

    private typealias FieldFacts = (name: String, type: ConditionType, unit: String, meaning: String)

    private var facts: FieldFacts {
        switch self {
        case .magnitude: ("magnitude", .number, "mag", "difference magnitude, AB")
        case .magnitudeError: ("magnitude_error", .number, "mag", "one-sigma error of the magnitude")
        case .band: ("band", .text, "", "photometric band")
        case .mjd: ("mjd", .number, "day", "start of the exposure, Modified Julian Date, UTC")
        case .rightAscension: ("ra", .number, "degree", "ICRS right ascension, 0 to 360")
        case .declination: ("dec", .number, "degree", "ICRS declination")
        case .galacticLongitude: ("galactic_longitude", .number, "degree", "galactic longitude, 0 to 360")
        case .galacticLatitude: ("galactic_latitude", .number, "degree", "galactic latitude")
        case .eclipticLongitude: ("ecliptic_longitude", .number, "degree", "ecliptic longitude, J2000, 0 to 360")
        case .eclipticLatitude: ("ecliptic_latitude", .number, "degree", "ecliptic latitude, J2000")
        case .score: ("score", .number, "", "anomaly score of the isolation forest, 0 to 1")
        case .tailProbability:
            ("tail_probability", .number, "", "how often an ordinary alert of the stream scores as high")
        case .inTrainingSample: ("in_training_sample", .truth, "", "whether the forest was trained on this alert")
        case .stream: ("stream", .text, "", "name of the stream")
        case .survey: ("survey", .text, "", "name of the survey that made the alert")
        case .alertID: ("alert_id", .text, "", "the survey's id of the alert")
        case .objectID: ("object_id", .text, "", "the survey's id of the object")
        case .topFeature: ("top_feature", .text, "", "feature with the largest share in the alert's oddness")
        case .lightCurvePoints:
            ("light_curve_points", .number, "", "points of the object's history, upper limits too, without this alert")
        case .detections: ("detections", .number, "", "points with a magnitude, this alert included")
        case .ageDays: ("age_days", .number, "day", "from the oldest point to this alert; 0 without a history")
        case .brightening:
            ("brightening", .number, "mag/day", "since the last detection in the same band; positive: brighter")
        case .feature: ("feature.NAME", .number, "", "the alert's value of a feature, in the feature's unit")
        case .typical: ("typical.NAME", .number, "", "median of the feature in the training sample, in its unit")
        case .share: ("share.NAME", .number, "", "share of the feature in the alert's oddness; all add up to 1")
        }
    }
}

extension UInt8 {
    /// Whether a name can begin with this character.
    var isNameStart: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Whether a name can have this character after the first.
    var isNamePart: Bool { isNameStart || isDigit }

    /// Whether it is one of 0 to 9.
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
