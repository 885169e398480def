import Bus
import Foundation
import Messages
import Sky
import Tables

/// Targets from the rows of a table: positions or identifiers, and settings of their own.
///
/// Columns are known by their names, whatever their case, DESaccess's among them: `ra`, `dec` (degrees or sexagesimal),
/// `coadd_object_id` or `object_id`, `name`, `xsize`, `ysize` (arcminutes), `bands` or `colors_fits`, and so on.
struct TargetTable {
    /// A row: a target, or why it is none.
    enum Row {
        case target(CutoutTarget)
        case refused(name: String, reason: String)
    }

    private let names: [String]
    private let place: Place
    private let nameColumn: Int?
    private let settingColumns: [(column: Int, set: SettingReader)]

    private enum Place {
        case position(ra: Int, dec: Int)
        case object(Int)
    }

    /// - Parameter columns: columns of the table; those that are not known are passed over.
    init(_ columns: [Column], source: String) throws(RequestError) {
        names = columns.map { $0.name.trimmingCharacters(in: .whitespaces).lowercased() }
        let names = names
        func find(_ wanted: [String]) -> Int? { wanted.lazy.compactMap { names.firstIndex(of: $0) }.first }
        func ucd(_ wanted: String) -> Int? { columns.firstIndex { $0.ucd.lowercased() == wanted } }
        let ra = ucd("pos.eq.ra;meta.main") ?? find(["ra", "raj2000", "ra_deg", "alphawin_j2000", "right_ascension"])
        let dec =
            ucd("pos.eq.dec;meta.main")
            ?? find(["dec", "decj2000", "dej2000", "dec_deg", "deltawin_j2000", "declination"])
        let object = find(["coadd_object_id", "object_id", "objectid", "id"])
        if let ra, let dec {
            place = .position(ra: ra, dec: dec)
        } else if let object {
            place = .object(object)
        } else {
            throw CutoutRefusal.invalid(
                "\(source): expected columns ra and dec, or coadd_object_id; it has \(columns.map(\.name).joined(separator: ", "))"
            )
        }
        nameColumn = find(["name", "target", "label"]) ?? object
        settingColumns = names.enumerated().compactMap { column, name in
            Self.settings[name].map { (column, $0) }
        }
    }

    /// The targets of a batch, one for each row.
    func rows(of batch: ColumnBatch, from first: Int) -> [Row] {
        let reader = RowReader(batch)
        return (0..<batch.rowCount).map { row in
            let name = nameColumn.map { reader.text($0, row) } ?? ""
            let shown = name.isEmpty ? "row \(first + row + 1)" : name
            do {
                var target = CutoutTarget(name: shown)
                switch place {
                case .position(let ra, let dec):
                    let position = try position(reader.text(ra, row), reader.text(dec, row))
                    target.raDegrees = position.rightAscension
                    target.decDegrees = position.declination
                case .object(let column):
                    target.objectID = reader.text(column, row).trimmingCharacters(in: .whitespaces)
                    guard !target.objectID.isEmpty else { throw CutoutRefusal.invalid("no identifier") }
                }
                var settings = CutoutSettings()
                for (column, set) in settingColumns {
                    let text = reader.text(column, row).trimmingCharacters(in: .whitespaces)
                    if !text.isEmpty { try set(&settings, text) }
                }
                if settings != CutoutSettings() { target.settings = settings }
                return .target(target)
            } catch {
                return .refused(name: shown, reason: "row \(first + row + 1): \(error)")
            }
        }
    }

    private func position(_ ra: String, _ dec: String) throws -> SkyPosition {
        guard !ra.isEmpty, !dec.isEmpty, ra.lowercased() != "nan", dec.lowercased() != "nan" else {
            throw CutoutRefusal.invalid("position \"\(ra)\", \"\(dec)\": expected two angles")
        }
        let (a, d) = (try Sexagesimal.rightAscension(ra), try Sexagesimal.declination(dec))
        guard let position = SkyPosition(rightAscension: a, declination: d) else {
            throw CutoutRefusal.invalid("position \(ra), \(dec): expected angles on the sky")
        }
        return position
    }

    // MARK: Settings

    private typealias SettingReader = @Sendable (inout CutoutSettings, String) throws(RequestError) -> Void

    private static let settings: [String: SettingReader] = {
        func text(_ path: WritableKeyPath<CutoutSettings, String> & Sendable) -> SettingReader {
            { (settings, value) throws(RequestError) in settings[keyPath: path] = value }
        }
        func number(_ path: WritableKeyPath<CutoutSettings, Double> & Sendable, _ name: String) -> SettingReader {
            { (settings, value) throws(RequestError) in
                guard let number = Double(value), number.isFinite else {
                    throw CutoutRefusal.invalid("\(name) \"\(value)\": expected a number")
                }
                settings[keyPath: path] = number
            }
        }
        func pixels(_ path: WritableKeyPath<CutoutSettings, UInt32> & Sendable, _ name: String) -> SettingReader {
            { (settings, value) throws(RequestError) in
                guard let number = Double(value), number >= 1, number < 1e6, number == number.rounded() else {
                    throw CutoutRefusal.invalid("\(name) \"\(value)\": expected a number of pixels")
                }
                settings[keyPath: path] = UInt32(number)
            }
        }
        func choice(_ path: WritableKeyPath<CutoutSettings, Bool?> & Sendable, _ name: String) -> SettingReader {
            { (settings, value) throws(RequestError) in
                switch value.lowercased() {
                case "true", "t", "yes", "y", "1", "1.0": settings[keyPath: path] = true
                case "false", "f", "no", "n", "0", "0.0": settings[keyPath: path] = false
                default: throw CutoutRefusal.invalid("\(name) \"\(value)\": expected true or false")
                }
            }
        }
        return [
            "collection": text(\.collection), "release": text(\.release), "bands": text(\.bands),
            "colors_fits": text(\.bands), "planes": text(\.planes), "shape": text(\.shape),
            "polygon": text(\.polygon), "edges": text(\.edges), "compression": text(\.compression),
            "xsize": number(\.widthArcminutes, "xsize"), "ysize": number(\.heightArcminutes, "ysize"),
            "size": number(\.widthArcminutes, "size"), "width_pixels": pixels(\.widthPixels, "width_pixels"),
            "height_pixels": pixels(\.heightPixels, "height_pixels"), "make_fits": choice(\.fits, "make_fits"),
            "grey": choice(\.grey, "grey"), "list_only": choice(\.listOnly, "list_only"),
            "lupton": text(\.lupton), "rgb_lupton_colors": text(\.lupton), "stiff": text(\.stiff),
            "rgb_stiff_colors": text(\.stiff), "rgb_minimum": number(\.luptonMinimum, "rgb_minimum"),
            "rgb_stretch": number(\.luptonStretch, "rgb_stretch"), "rgb_asinh": number(\.luptonQ, "rgb_asinh"),
            "stretch": text(\.stretch), "limits": text(\.limits), "picture_format": text(\.pictureFormat),
        ]
    }()
}
