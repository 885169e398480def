/// What kind of value an expression has.
public enum ConditionType: String, Sendable {
    /// A number, in double precision; NaN is missing.
    case number
    /// A text; the empty one is missing.
    case text
    /// True, false or unknown.
    case truth
}

/// What a condition can ask about an anomaly.
///
/// | name | type | unit | meaning |
/// | --- | --- | --- | --- |
/// | `magnitude` | number | AB mag | difference magnitude |
/// | `magnitude_error` | number | mag | its one-sigma error |
/// | `band` | text | | photometric band: "g", "r", "i"… |
/// | `mjd` | number | day | start of the exposure, Modified Julian Date, UTC |
/// | `ra`, `dec` | number | degree | ICRS right ascension, 0 ≤ ra < 360, and declination |
/// | `galactic_longitude`, `galactic_latitude` | number | degree | l, 0 ≤ l < 360, and b |
/// | `ecliptic_longitude`, `ecliptic_latitude` | number | degree | of the ecliptic and equinox of J2000 |
/// | `score` | number | | anomaly score of the isolation forest, in (0, 1) |
/// | `tail_probability` | number | | how often an ordinary alert of the stream scores as high, in (0, 1] |
/// | `in_training_sample` | truth | | whether the forest was trained on this alert |
/// | `stream`, `survey` | text | | names of the stream and of the survey that made the packet |
/// | `alert_id`, `object_id` | text | | the survey's own ids |
/// | `top_feature` | text | | name of the feature with the largest share in the alert's oddness |
/// | `light_curve_points` | number | | points of the object's history, upper limits too, without this alert |
/// | `detections` | number | | points with a magnitude, this alert included |
/// | `age_days` | number | day | from the oldest point to this alert; 0 without a history |
/// | `brightening` | number | mag/day | since the last earlier detection in the same band, positive: brighter |
/// | `feature.NAME` | number | the feature's | the alert's value of a feature |
/// | `typical.NAME` | number | the feature's | median of the feature in the training sample |
/// | `share.NAME` | number | | share of the feature in the alert's oddness; all shares add up to 1 |
///
/// A name of other characters than letters, digits and `_` stands in quotes or back-quotes: `feature."a-b"`.
public enum Field: Hashable, Sendable {
    /// Difference magnitude, AB mag.
    case magnitude
    /// One-sigma error of the magnitude, mag.
    case magnitudeError
    /// Photometric band.
    case band
    /// Start of the exposure, MJD, UTC, days.
    case mjd
    /// ICRS right ascension, degrees.
    case rightAscension
    /// ICRS declination, degrees.
    case declination
    /// Galactic longitude, degrees.
    case galacticLongitude
    /// Galactic latitude, degrees.
    case galacticLatitude
    /// Ecliptic longitude of J2000, degrees.
    case eclipticLongitude
    /// Ecliptic latitude of J2000, degrees.
    case eclipticLatitude
    /// Anomaly score, in (0, 1).
    case score
    /// How often an ordinary alert scores as high, in (0, 1].
    case tailProbability
    /// Whether the forest was trained on this alert.
    case inTrainingSample
    /// Name of the stream.
    case stream
    /// Name of the survey.
    case survey
    /// The survey's id of the alert.
    case alertID
    /// The survey's id of the object.
    case objectID
    /// Name of the feature with the largest share.
    case topFeature
    /// How many points the object's history has.
    case lightCurvePoints
    /// How many of them have a magnitude, and this alert.
    case detections
    /// From the oldest point to this alert, days.
    case ageDays
    /// Since the last earlier detection in the same band, mag/day; positive: brighter.
    case brightening
    /// The alert's value of a feature.
    case feature(String)
    /// The feature's median in the training sample.
    case typical(String)
    /// The feature's share in the alert's oddness.
    case share(String)

    /// Every field but those of features, in the order of the table above, for help.
    public static let all: [Field] = [
        .magnitude, .magnitudeError, .band, .mjd, .rightAscension, .declination, .galacticLongitude, .galacticLatitude,
        .eclipticLongitude, .eclipticLatitude, .score, .tailProbability, .inTrainingSample, .stream, .survey, .alertID,
        .objectID, .topFeature, .lightCurvePoints, .detections, .ageDays, .brightening,
    ]

    /// One field of each family that goes by the names of features, for help: "feature.NAME" and so on.
    public static let families: [Field] = [.feature("NAME"), .typical("NAME"), .share("NAME")]

    /// The field of a name without a point in it; nil where there is none.
    static func named(_ name: String) -> Field? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
