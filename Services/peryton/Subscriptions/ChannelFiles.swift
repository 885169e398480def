import Foundation
import ServiceKit

/// Files that a channel is made from.
enum ChannelFiles {
    /// The secret in a file.
    static func secret(_ file: String, in folder: String) throws -> String {
        let path = resolved(file, in: folder)
        guard let secret = SecretFile(argument: path) else { throw CommandFailure("expected the name of a file") }
        do {
            return try secret.read()
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// The Mustache template in a file.
    static func template(_ file: String, in folder: String) throws -> String {
        let path = resolved(file, in: folder)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("\(path): cannot be read; expected a Mustache template in UTF-8")
        }
        return text
    }

    /// Where a file is that is named in a folder.
    static func resolved(_ file: String, in folder: String) -> String {
        let path = UserPath.expanded(file)
        return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }
}
