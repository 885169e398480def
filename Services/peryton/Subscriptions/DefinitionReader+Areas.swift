import Foundation
import Messages
import Yams

extension DefinitionReader {
    /// A piece of the sky.
    func area(_ node: Node) throws -> SkyArea {
        let fields = try DefinitionFields(
            node, of: path, what: "a place of where",
            known: AreaSource.shapes + ["level", "outside", "label", "coverage"])
        let named = AreaSource.shapes.filter { fields.has($0) }
        guard let shape = named.first, named.count == 1 else {
            throw DefinitionFields.failure(
                path, fields.line,
                named.isEmpty
                    ? "a place of where has no shape; expected one of \(AreaSource.shapes.joined(separator: ", "))"
                    : "a place of where has two shapes, \(named.joined(separator: " and ")); expected one, "
                        + "each with a dash of its own")
        }
        if shape != "skymap", fields.has("level") {
            throw fields.failure("level", "level goes with skymap only")
        }
        var area = try Self.rethrown(at: fields, shape) { try self.area(shape, fields) }
        area.isOutside = try fields.flag("outside") ?? false
        if let label = try fields.text("label") { area.label = label }
        return area
    }

    private func area(_ shape: String, _ fields: DefinitionFields) throws -> SkyArea {
        switch shape {
        case "moc", "skymap":
            let text = try fields.text(shape) ?? ""
            let level = try fields.number("level") ?? AreaSource.usualLevel
            if let kept = try fields.text("coverage") {
                guard let coverage = Data(base64Encoded: kept, options: .ignoreUnknownCharacters) else {
                    throw fields.failure("coverage", "coverage is no Base64; expected what `export` wrote")
                }
                return SkyArea(
                    shape: shape, credibleLevel: shape == "skymap" ? level : 0, label: text == "kept" ? "" : text,
                    coverage: Array(coverage))
            }
            return shape == "moc"
                ? try AreaSource.moc(text, in: folder) : try AreaSource.skymap(text, level: level, in: folder)
        default:
            return try AreaSource.figure(shape, try fields.numbers(shape) ?? [])
        }
    }

    /// What is wrong with an area, with its line.
    private static func rethrown(
        at fields: DefinitionFields, _ name: String, _ work: () throws -> SkyArea
    ) throws -> SkyArea {
        do {
            return try work()
        } catch let fault as AreaFault {
            throw fields.failure(name, fault.description)
        }
    }
}
