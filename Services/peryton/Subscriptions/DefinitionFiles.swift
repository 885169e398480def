import Foundation
import Messages

/// Finds and reads files with definitions.
enum DefinitionFiles {
    /// Every definition in files and folders; "-" is standard input.
    ///
    /// Names of files in them start from their folder.
    ///
    /// - Throws: `CommandFailure` where one is wrong, has no name, or where two have the same name.
    static func read(_ paths: [String]) throws -> [Definition] {
        let definitions = try paths.flatMap { try files(in: $0) }.flatMap { try read($0) }
        var places: [String: String] = [:]
        for definition in definitions {
            let name = definition.subscription.name
            guard !name.isEmpty else { throw CommandFailure("\(definition.place): the subscription has no name") }
            if let other = places.updateValue(definition.place, forKey: name) {
                throw CommandFailure("\(definition.place): subscription \(name) is also in \(other)")
            }
        }
        return definitions
    }

    /// The one definition of a file; it may be without a name.
    static func readOne(_ path: String) throws -> Definition {
        let definitions = try read(path)
        guard let first = definitions.first, definitions.count == 1 else {
            throw CommandFailure(
                "\(path): holds \(definitions.count) subscriptions; expected one, `peryton subscriptions apply` takes many"
            )
        }
        return first
    }

    private static func read(_ path: String) throws -> [Definition] {
        let isStandardInput = path == "-"
        let data =
            isStandardInput
            ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data, let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure("\(path): no such file, or it may not be read; expected definitions in YAML, UTF-8")
        }
        let folder = isStandardInput ? "" : URL(fileURLWithPath: path).deletingLastPathComponent().path
        return try DefinitionReader(path: isStandardInput ? "standard input" : path, folder: folder)
            .definitions(in: text)
    }

    /// A file as it is, or the .yaml and .yml files below a folder, by name.
    private static func files(in path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else { return [path] }
        let below = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let files = below.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(path)/\($0)" }
        guard !files.isEmpty else {
            throw CommandFailure("\(path): holds no definitions; expected files ending in .yaml or .yml")
        }
        return files
    }
}
