import Foundation
import Messages

/// Writes the files of cutouts to a folder, and says what each is.
struct CutoutFiles {
    let folder: String

    /// Writes a file under its own name.
    @discardableResult
    func write(_ file: CutoutFile) throws -> String {
        // The name comes over the bus: it must not lead elsewhere.
        let name = (file.name as NSString).lastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder == "." ? name : "\(folder)/\(name)"
        do {
            try Data(file.content).write(to: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure("\(path): cannot be written: \(error.localizedDescription)")
        }
        return path
    }

    /// One line about a file.
    static func line(_ file: CutoutFile, path: String) -> String {
        var facts = file.width > 0 ? ["\(file.width)×\(file.height) pixels"] : []
        if file.kind == "fits" { facts.append(file.planes.replacing(",", with: ", ")) }
        if !file.note.isEmpty { facts.append(file.note) }
        return "\(path)  \(Numbers.bytes(file.bytes))  \(facts.joined(separator: "; "))"
    }
}
