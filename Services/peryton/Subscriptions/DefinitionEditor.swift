import Foundation
import Messages

/// Lets a person edit a definition in an editor.
enum DefinitionEditor {
    /// The definition as it was edited; nil where its text was left as it was.
    ///
    /// - Throws: `CommandFailure` where the editor fails or the text is no definition; it then names the file that keeps it.
    static func edit(_ subscription: Subscription) throws -> Subscription? {
        let folder = FileManager.default.temporaryDirectory.path + "/peryton-edit-\(UUID().uuidString)"
        // Others on the machine have no business with it.
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/\(subscription.name).yaml"
        let before = try subscription.definition.yaml()
        try OutputFile.write(Data(before.utf8), to: path)
        // By the shell, as VISUAL may hold options; it also keeps Ctrl-C from ending us under the editor.
        let status = system("${VISUAL:-${EDITOR:-vi}} '\(path.replacing("'", with: "'\\''"))'")
        guard status == 0 else {
            throw CommandFailure("the editor ended with a failure; nothing is changed, the text is kept in \(path)")
        }
        guard let after = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("\(path): cannot be read any more; nothing is changed")
        }
        guard after != before else {
            try? FileManager.default.removeItem(atPath: folder)
            return nil
        }
        let edited: Subscription
        do {
            edited = try DefinitionFiles.readOne(path).subscription
        } catch {
            throw CommandFailure(
                "\(error)\nnothing is changed; the text is kept, for: peryton subscriptions edit \(subscription.name) "
                    + "--file \(path)")
        }
        try? FileManager.default.removeItem(atPath: folder)
        return edited
    }
}
