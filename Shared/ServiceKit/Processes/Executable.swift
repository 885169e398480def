import Foundation

/// Finds programs.
public enum Executable {
    /// The path of a program: from the environment variable if set, else on the search path.
    ///
    /// The search path is PATH, then /usr/sbin and /usr/local/sbin, where Debian keeps servers and which
    /// users' own paths leave out, then further `folders`.
    public static func find(
        _ name: String, package: String, variable: String, folders further: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProcessError) -> String {
        if let path = environment[variable], !path.isEmpty {
            guard isExecutable(path) else { throw .notExecutable(variable: variable, path: path) }
            return path
        }
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in folders + ["/usr/sbin", "/usr/local/sbin"] + further where isExecutable("\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw .missingProgram(name: name, package: package, variable: variable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}
