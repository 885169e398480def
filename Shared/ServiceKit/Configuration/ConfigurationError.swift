/// Where a configured value came from.
enum ConfigurationSource: Equatable {
    case flag(String)
    case environment(variable: String)
    case file(path: String, line: Int)
}

extension ConfigurationSource: CustomStringConvertible {
    var description: String {
        switch self {
        case .flag(let name): "flag \(name)"
        case .environment(let variable): "environment variable \(variable)"
        case .file(let path, let line): "\(path), line \(line)"
        }
    }
}

/// Why a program does not start with the configuration that it was given.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// One line for people.
    let description: String

    init(_ description: String) {
        self.description = description
    }

    static func badValue(key: String, value: String, source: ConfigurationSource, expected: String) -> Self {
        Self("\(key) is '\(value)' (\(source)); expected \(expected)")
    }

    static func unknownKey(_ key: String, path: String, line: Int, nearest: String?) -> Self {
        let hint = nearest.map { "; the nearest known name is '\($0)'" } ?? ""
        return Self("'\(key)' (\(path), line \(line)) is not an option\(hint)")
    }
}
