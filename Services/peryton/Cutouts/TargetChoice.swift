import ArgumentParser
import Messages
import Sky

/// Where to look, as people type it: a position in any of the usual ways, or an object of a table.
struct TargetChoice: ParsableArguments {
    @Option(help: ArgumentHelp("An object of a table instead of a position.", valueName: "id"))
    var object: String?

    @Option(help: ArgumentHelp("Table of the object. Default: the service's own.", valueName: "schema.table"))
    var table: String?

    @Argument(
        parsing: .allUnrecognized,
        help: "Right ascension and declination, ICRS: degrees or sexagesimal.")
    var position: [String] = []

    /// The target; nil where none was given.
    func target(_ settings: CutoutSettings) throws -> CutoutTarget? {
        if let unknown = position.first(where: { $0.hasPrefix("--") }) {
            throw ValidationError("unknown option \(unknown)")
        }
        if let object {
            guard position.isEmpty else { throw ValidationError("--object and a position: expected one of them") }
            return CutoutTarget(objectID: object, table: table ?? "", name: object, settings: settings)
        }
        guard !position.isEmpty else { return nil }
        do {
            let place = try Sexagesimal.position(position.joined(separator: " "))
            return CutoutTarget(raDegrees: place.rightAscension, decDegrees: place.declination, settings: settings)
        } catch {
            throw ValidationError("position \(position.joined(separator: " ")): \(error)")
        }
    }
}
