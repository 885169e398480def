public import Messages

/// A notice as JSON in the manner of NASA's General Coordinates Network.
///
/// Keys, units and values are those of GCN's unified schema (github.com/nasa-gcn/gcn-schema, `gcn/notices/core`), as of
/// version 7.2: `Alert`, `Reporter`, `Event`, `DateTime`, `Localization`, `Photometry`, `Statistics` and `AdditionalInfo`
/// together, as a mission's notice is put together there. There is no `$schema`, as we are no mission of theirs. What is
/// not known is left out, as the schema knows no null:
///
/// - `alert_datetime` (when it matched), `alert_tense` (`current` or `test`), `alert_type`;
/// - `mission` (the survey), `messenger` (`EM`);
/// - `event_name` (the object), `id` (the alert);
/// - `trigger_time`, `observation_start` (both the start of the exposure, UTC);
/// - `ra`, `dec`, `ra_dec_error` (degrees; nominal, as alerts have no error of the position);
/// - `filter`, `mag`, `mag_error`, `mag_system` (of the difference image);
/// - `properties`: `{"anomaly": score}`, the one binary classifier that there is. There is no `far`, which would need
///   the rate of alerts, and no `p_astro`, which a tail probability is not;
/// - `additional_info`: all in a few sentences.
///
/// Beside the schema's keys there are two of our own: `photometry`, the history of the object with the keys of
/// `Photometry` and `DateTime`, and `peryton`, what only we can tell, with the same names as in `NoticeJSON`.
public struct GCNNotice: Encodable, Sendable {
    /// What an alert is among those about its object.
    public enum AlertType: String, Sendable, Encodable {
        /// The first of the object.
        case initial
        /// The object was told of before.
        case subsequent
    }

    let alertDateTime: String?
    let alertTense: String
    let alertType: AlertType
    let mission: String?
    let messenger = "EM"
    let eventName: String?
    let id: String
    let triggerTime: String?
    let observationStart: String?
    let ra: Double?
    let dec: Double?
    let raDecError: Double?
    let filter: String?
    let mag: Float?
    let magError: Float?
    let magSystem: String?
    let properties: [String: Double]?
    let additionalInfo: String
    let photometry: [Photometry]
    let peryton: NoticeJSON

    enum CodingKeys: String, CodingKey {
        case alertDateTime = "alert_datetime"
        case alertTense = "alert_tense"
        case alertType = "alert_type"
        case mission, messenger
        case eventName = "event_name"
        case id
        case triggerTime = "trigger_time"
        case observationStart = "observation_start"
        case ra, dec
        case raDecError = "ra_dec_error"
        case filter, mag
        case magError = "mag_error"
        case magSystem = "mag_system"
        case properties
        case additionalInfo = "additional_info"
        case photometry, peryton
    }

    /// - Parameters:
    ///   - alertType: whether the object was told of before.
    ///   - positionErrorArcseconds: radius within which the true position is with 90 % probability.
    ///   - links: pages about the object, what each is called and its address.
    public init(
        _ notice: Notice, alertType: AlertType = .initial, positionErrorArcseconds: Double = 1,
        links: [String: String] = [:]
    ) {
        let (alert, score) = (notice.anomaly.alert, notice.anomaly.score)
        let hasPosition = alert.raDegrees.isFinite && alert.decDegrees.isFinite
        let exposure = UnixTime(mjdUTC: alert.mjdUTC)?.iso8601
        alertDateTime = notice.matchedAt.iso8601
        alertTense = notice.isTest ? "test" : "current"
        self.alertType = alertType
        mission = alert.survey.isEmpty ? nil : alert.survey
        eventName = score.objectID.isEmpty ? nil : score.objectID
        id = score.alertID
        triggerTime = exposure
        observationStart = exposure
        ra = hasPosition ? alert.raDegrees : nil
        dec = hasPosition ? alert.decDegrees : nil
        raDecError = hasPosition ? positionErrorArcseconds / 3_600 : nil
        filter = alert.band.isEmpty ? nil : alert.band
        mag = alert.magnitude.isFinite ? alert.magnitude : nil
        magError = alert.magnitudeError.isFinite ? alert.magnitudeError : nil
        magSystem = alert.magnitude.isFinite ? "AB" : nil
        properties = score.score.isFinite ? ["anomaly": score.score] : nil
        additionalInfo = Self.words(notice)
        photometry = alert.lightCurve.map { Photometry($0) }
        peryton = NoticeJSON(notice, links: links, pictures: .described)
    }

    /// The notice as one line, its keys in alphabetical order.
    public func line() throws -> String { try sortedJSON() }

    private static func words(_ notice: Notice) -> String {
        let score = notice.anomaly.score
        let reasons = notice.matchReasons.isEmpty ? "" : ", as \(notice.matchReasons.joined(separator: "; "))"
        return (notice.isTest ? "This is a test. " : "")
            + "An anomaly among the alerts of stream \(score.stream), found by isolation forest \(score.forestID): "
            + "an ordinary alert scores as high with probability \(score.tailProbability). "
            + "Subscription \(notice.subscription) of project \(notice.project) asked for it\(reasons). "
            + "Magnitudes are those of the difference image; the error of the position is nominal."
    }
}

extension GCNNotice {
    /// A measurement of the light curve, with the keys of the schema's `Photometry` and `DateTime`.
    struct Photometry: Encodable, Sendable {
        let observationStart: String?
        let filter: String
        let mag: Float?
        let magError: Float?
        let magSystem = "AB"
        let limitingMag: Float?
        let limitingMagSigma: Int?

        enum CodingKeys: String, CodingKey {
            case observationStart = "observation_start"
            case filter, mag
            case magError = "mag_error"
            case magSystem = "mag_system"
            case limitingMag = "limiting_mag"
            case limitingMagSigma = "limiting_mag_sigma"
        }

        init(_ point: LightCurvePoint) {
            observationStart = UnixTime(mjdUTC: point.mjdUTC)?.iso8601
            filter = point.band
            mag = point.magnitude.isFinite ? point.magnitude : nil
            magError = point.magnitudeError.isFinite ? point.magnitudeError : nil
            limitingMag = point.limitingMagnitude.isFinite ? point.limitingMagnitude : nil
            limitingMagSigma = point.limitingMagnitude.isFinite ? 5 : nil
        }
    }
}
