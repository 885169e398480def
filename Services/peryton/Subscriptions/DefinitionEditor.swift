import Foundation
import Messages

/// Lets a person edit a definition in an editor.
enum DefinitionEditor {
    /// Opens the definition, and hands over what became of it; false where its text was left as it was.
    ///
    /// - Throws: `CommandFailure` where the editor fails, or the text is no definition or is refused. What was typed is then
    ///   kept in a file that the message names.
    static func edit(_ subscription: Subscription, use: (Subscription) async throws -> Void) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.path + "/peryton-edit-\(UUID().uuidString)"
        // Others on the machine have no business with it.
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = "\(folder)/\(subscription.name).yaml"
        let before = try subscription.definition.yaml()
        try OutputFile.write(Data(before.utf8), to: path)
        do {
            let isChanged = try open(path) != before
            if isChanged { try await use(try DefinitionFiles.readOne(path).subscription) }
            try? FileManager.default.removeItem(atPath: folder)
            return isChanged
        } catch {
            throw CommandFailure(
                "\(MeshOptions.explained(error))\nnothing is changed; what you typed is kept: "
                    + "peryton subscriptions edit \(subscription.name) --file \(path)")
        }
    }

    /// Lets the editor work on a file and returns its text then.
    private static func open(_ path: String) throws -> String {
        // By the shell, as VISUAL may hold options; it also keeps Ctrl-C from ending us under the editor.
        let status = system("${VISUAL:-${EDITOR:-vi}} '\(path.replacing("'", with: "'\\''"))'")
        guard status == 0 else { throw CommandFailure("the editor ended with a failure") }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("\(path): cannot be read any more")
        }
        return text
    }
}
