import Messages
import TableMessages
import Tables

/// What a value of a Param or of a table's cell is.
enum VOEventType: String {
    case string
    case float
    case int
}

extension XMLWriter {
    /// A Param; nothing where there is no value.
    mutating func param(
        _ name: String, _ value: String?, _ type: VOEventType = .string, ucd: String? = nil, unit: String? = nil
    ) {
        guard let value, !value.isEmpty else { return }
        element(
            "Param",
            [("name", name), ("value", value), ("dataType", type.rawValue), ("ucd", ucd), ("unit", unit)])
    }

    /// A Param with a number; nothing where it is none.
    mutating func param(
        _ name: String, _ value: some BinaryFloatingPoint & CustomStringConvertible, ucd: String? = nil,
        unit: String? = nil
    ) {
        param(name, value.isFinite ? "\(value)" : nil, .float, ucd: ucd, unit: unit)
    }

    /// Event characterisation.
    mutating func what(_ notice: Notice, links: [String: String]) {
        let (alert, score) = (notice.anomaly.alert, notice.anomaly.score)
        element("What") { writer in
            writer.param("project", notice.project, ucd: "meta.id")
            writer.param("subscription", notice.subscription, ucd: "meta.id")
            writer.param("subscription_version", "\(notice.subscriptionVersion)", .int, ucd: "meta.version")
            writer.param("stream", score.stream, ucd: "meta.id")
            writer.param("survey", alert.survey, ucd: "instr.obsty")
            writer.param("alert_id", score.alertID, ucd: "meta.id;meta.main")
            writer.param("object_id", score.objectID, ucd: "meta.id;src")
            writer.param("mjd", alert.mjdUTC, ucd: "time.start;obs.exposure", unit: "d")
            writer.param("band", alert.band, ucd: "instr.bandpass")
            writer.param("magnitude", alert.magnitude, ucd: "phot.mag", unit: "mag")
            writer.param("magnitude_error", alert.magnitudeError, ucd: "stat.error;phot.mag", unit: "mag")
            writer.param("forest", score.forestID, ucd: "meta.id")
            writer.param("score", score.score, ucd: "stat.value")
            writer.param("tail_probability", score.tailProbability, ucd: "stat.probability")
            writer.param("judged_tail_probability", notice.judgedTailProbability, ucd: "stat.probability")
            writer.param("anomaly_limit", notice.anomaly.anomalyLimit, ucd: "stat.probability;stat.max")
            writer.param("in_training_sample", score.inTrainingSample ? "1" : "0", .int, ucd: "meta.code")
            writer.explanation(notice.anomaly.explanation)
            writer.lightCurve(alert.lightCurve)
            writer.neighbours(notice.neighbours)
            if !links.isEmpty {
                writer.element("Group", [("name", "links")]) { writer in
                    for (name, address) in links.sorted(by: { $0.key < $1.key }) {
                        writer.param(name, address, ucd: "meta.ref.url")
                    }
                }
            }
        }
    }

    private mutating func explanation(_ contributions: [Contribution]) {
        group("feature", contributions.filter(\.value.isFinite)) { writer, contribution in
            writer.param(contribution.feature, contribution.value, unit: contribution.knownUnit)
        }
        group("typical", contributions.filter(\.typical.isFinite)) { writer, contribution in
            writer.param(contribution.feature, contribution.typical, ucd: "stat.median", unit: contribution.knownUnit)
        }
        group("share", contributions.filter(\.share.isFinite)) { writer, contribution in
            writer.param(contribution.feature, contribution.share, ucd: "stat.weight")
        }
    }

    private mutating func group(
        _ name: String, _ contributions: [Contribution], _ param: (inout XMLWriter, Contribution) -> Void
    ) {
        guard !contributions.isEmpty else { return }
        element("Group", [("name", name)]) { writer in
            for contribution in contributions { param(&writer, contribution) }
        }
    }

    private mutating func lightCurve(_ points: [LightCurvePoint]) {
        table(
            "light_curve", description: "The object's history, oldest first, without this alert.",
            fields: [
                VOEventField(name: "mjd", type: .float, ucd: "time.start;obs.exposure", unit: "d"),
                VOEventField(name: "band", type: .string, ucd: "instr.bandpass"),
                VOEventField(name: "magnitude", type: .float, ucd: "phot.mag", unit: "mag"),
                VOEventField(name: "magnitude_error", type: .float, ucd: "stat.error;phot.mag", unit: "mag"),
                VOEventField(name: "limiting_magnitude", type: .float, ucd: "phot.mag;stat.max", unit: "mag"),
            ],
            rows: points.map { point in
                let numbers = [point.magnitude, point.magnitudeError, point.limitingMagnitude]
                return [point.mjdUTC.isFinite ? "\(point.mjdUTC)" : "", point.band]
                    + numbers.map { $0.isFinite ? "\($0)" : "" }
            })
    }

    /// A table that does not fit its own columns is left out, as one that nobody asked for.
    private mutating func neighbours(_ data: TableData?) {
        guard let data, let batch = try? data.batch() else { return }
        // The position's number says nothing here: there is one position.
        let columns = Array(zip(data.columns, batch.columns).dropFirst())
        table(
            "neighbours", description: "Rows of the catalogue near the event, nearest first.",
            fields: columns.map { VOEventField($0.0) },
            rows: (0..<batch.rowCount).map { row in columns.map { CellJSON($0.1, row).plainText } })
    }

    private mutating func table(
        _ name: String, description: String, fields: [VOEventField], rows: [[String]]
    ) {
        // The schema wants at least one row and one column.
        guard !rows.isEmpty, !fields.isEmpty else { return }
        element("Table", [("name", name)]) { writer in
            writer.element("Description", text: description)
            for field in fields {
                writer.element(
                    "Field",
                    [
                        ("name", field.name), ("dataType", field.type.rawValue),
                        ("ucd", field.ucd.isEmpty ? nil : field.ucd), ("unit", field.unit.isEmpty ? nil : field.unit),
                    ])
            }
            writer.element("Data") { writer in
                for row in rows {
                    writer.element("TR") { writer in for cell in row { writer.element("TD", text: cell) } }
                }
            }
        }
    }
}

/// A column of a table.
private struct VOEventField {
    var name: String
    var type: VOEventType
    var ucd = ""
    var unit = ""
}

extension VOEventField {
    fileprivate init(_ column: ColumnInfo) {
        self.init(name: column.name, type: .string, ucd: column.ucd, unit: column.unit)
        type =
            switch column.type {
            case .boolean, .text, .unknown: .string
            case .uint8, .int16, .int32, .int64: .int
            case .float32, .float64: .float
            }
    }
}

extension Contribution {
    fileprivate var knownUnit: String? { unit.isEmpty ? nil : unit }
}
