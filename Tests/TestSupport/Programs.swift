import Foundation

/// The programs that this build made.
public enum Programs {
    /// Path of a program: beside the running tests.
    public static func path(_ name: String) -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = tests.appendingPathComponent(name).path
        return FileManager.default.isExecutableFile(atPath: beside)
            ? beside : "\(Python.packageRoot)/.build/release/\(name)"
    }
}
