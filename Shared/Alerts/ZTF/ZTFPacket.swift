import Messages

/// What is read of a ZTF packet, and how it becomes an alert.
///
/// Source: the schemas in github.com/ZwickyTransientFacility/ztf-avro-alert, 3.x and 4.x.
struct ZTFPacket {
    private let values: ZTFAlertValues
    private let candid: Int64?
    private let objectID: String?
    private let publisher: String?
    private let stamps: [StampReference]
    /// Where the bytes of each stamp are in the packet.
    private(set) var stampPlaces: [Range<Int>] = []

    private typealias Column = ZTFAlertValues.Column
    private typealias HistoryColumn = ZTFAlertValues.HistoryColumn

    /// The stamps: their field's name in the packet, and the kind it means.
    private static let cutouts = [
        (field: "cutoutScience", kind: "science"), (field: "cutoutTemplate", kind: "template"),
        (field: "cutoutDifference", kind: "difference"),
    ]
    private static let jdRange =
        AlertValidation.mjdRange.lowerBound + 2_400_000.5...AlertValidation.mjdRange.upperBound + 2_400_000.5
    private static let objectIDText = 0
    private static let publisherText = 1
    private static let firstStampText = 2

    /// The fields that are read.
    ///
    /// Those without which there is no alert are required of the schema.
    static let selection: FieldSelection = {
        var selection = FieldSelection()
        selection.add(["candid"], .integer(0), isRequired: true)
        selection.add(["objectId"], .text(objectIDText), isRequired: true)
        selection.add(["publisher"], .text(publisherText))
        let required: Set<Column> = [.jd, .fid, .ra, .dec, .magpsf, .sigmapsf]
        for column in Column.allCases {
            let target: FieldSelection.Target =
                column == .isdiffpos ? .flag(column.rawValue) : .number(column.rawValue)
            selection.add(["candidate", "\(column)"], target, isRequired: required.contains(column))
        }
        for column in HistoryColumn.allCases {
            let target: FieldSelection.Target =
                column == .isdiffpos ? .flag(column.rawValue) : .number(column.rawValue)
            selection.add(["prv_candidates", FieldSelection.item, "\(column)"], target)
        }
        for (index, cutout) in cutouts.enumerated() {
            selection.add([cutout.field, "fileName"], .text(firstStampText + index))
            selection.add([cutout.field, "stampData"], .bytes(index))
        }
        return selection
    }()

    /// Takes over what the walker found.
    ///
    /// - Parameter text: gives the text at a place of the packet.
    init(fields: SelectedFields, text: (Range<Int>) -> String) {
        values = ZTFAlertValues(values: fields.numbers, rows: fields.rows)
        candid = fields.integers[0]
        objectID = fields.texts[Self.objectIDText].map(text)
        publisher = fields.texts[Self.publisherText].map(text)
        var stamps: [StampReference] = []
        for (index, cutout) in Self.cutouts.enumerated() {
            guard let place = fields.bytes[index] else { continue }
            let name = fields.texts[Self.firstStampText + index].map(text) ?? ""
            stamps.append(StampReference(kind: cutout.kind, fileName: name, sizeBytes: UInt32(clamping: place.count)))
            stampPlaces.append(place)
        }
        self.stamps = stamps
    }

    /// Makes the alert.
    ///
    /// - Throws: `missing-field` or `out-of-range`, with the field's name in the packet.
    func alert(
        featureSet: FeatureSet, project: String, stream: String, receivedAt: UnixTime
    ) throws(PacketError) -> Alert {
        guard let candid else { throw Self.missing("candid") }
        guard let objectID, !objectID.isEmpty else { throw Self.missing("objectId") }
        guard let band = ZTFAlertValues.band(fid: values[.fid]) else {
            throw PacketError(
                .outOfRange, field: "candidate.fid", found: "\(values[.fid])", expected: "1 (g), 2 (r) or 3 (i)")
        }
        return Alert(
            project: project,
            stream: stream,
            alertID: String(candid),
            objectID: objectID,
            mjdUTC: ZTFAlertValues.mjd(jd: try checked(.jd, Self.jdRange, "a Julian Date, 1900 to 2100")),
            raDegrees: try checked(.ra, 0...360.0.nextDown, "degrees, 0 ≤ ra < 360"),
            decDegrees: try checked(.dec, -90...90, "degrees, −90 to 90"),
            band: band,
            magnitude: Float(try checked(.magpsf, ZTFAlertValues.magnitudes, "a magnitude of 0 to 40")),
            magnitudeError: Float(try checked(.sigmapsf, 0...40, "an error of 0 to 40 mag")),
            features: FeatureVector(
                featureSet: featureSet.name, version: featureSet.version,
                values: FeatureValues(featureSet.values(of: values))),
            lightCurve: try lightCurve(),
            stamps: stamps,
            receivedAt: receivedAt,
            survey: survey)
    }

    /// The first word of the publisher, which ZTF writes as "ZTF (www.ztf.caltech.edu)".
    private var survey: String {
        publisher?.split(separator: " ").first.map(String.init) ?? "ZTF"
    }

    /// The history, oldest first; a point without a magnitude is an upper limit.
    private func lightCurve() throws(PacketError) -> [LightCurvePoint] {
        var points: [LightCurvePoint] = []
        points.reserveCapacity(values.historyCount)
        for row in 0..<values.historyCount {
            let jd = values[row: row, .jd]
            guard Self.jdRange.contains(jd) else {
                throw PacketError(
                    .outOfRange, field: "prv_candidates[\(row)].jd", found: "\(jd)",
                    expected: "a Julian Date, 1900 to 2100")
            }
            points.append(
                LightCurvePoint(
                    mjdUTC: ZTFAlertValues.mjd(jd: jd),
                    band: ZTFAlertValues.band(fid: values[row: row, .fid]) ?? "",
                    magnitude: magnitude(row, .magpsf),
                    magnitudeError: magnitude(row, .sigmapsf),
                    limitingMagnitude: magnitude(row, .diffmaglim)))
        }
        points.sort { $0.mjdUTC < $1.mjdUTC }
        return points
    }

    private func magnitude(_ row: Int, _ column: HistoryColumn) -> Float {
        let value = values[row: row, column]
        return ZTFAlertValues.magnitudes.contains(value) ? Float(value) : .nan
    }

    private func checked(
        _ column: Column, _ range: ClosedRange<Double>, _ expected: String
    ) throws(PacketError) -> Double {
        let value = values[column]
        if value.isNaN {
            throw PacketError(
                .missingField, field: "candidate.\(column)", found: "null or NaN", expected: expected)
        }
        guard range.contains(value) else {
            throw PacketError(.outOfRange, field: "candidate.\(column)", found: "\(value)", expected: expected)
        }
        return value
    }

    private static func missing(_ field: String) -> PacketError {
        PacketError(.missingField, field: field, found: "nothing", expected: "a value")
    }
}
