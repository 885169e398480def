import Foundation

/// Paths as people type them.
enum UserPath {
    /// A path with `~` at its beginning as the user's home, which is what HOME says.
    static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst()
    }
}
