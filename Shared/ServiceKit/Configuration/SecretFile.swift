import ArgumentParser
import Foundation

/// A file that holds one secret, such as a password: the value of an option like `--redis-password-file`.
///
/// Secrets stand in files, as flags and environment can be seen by others on the machine.
public struct SecretFile: ConfigurationValue {
    /// Where the file is.
    public let path: String

    /// What the option expects.
    public static var expectation: String { "the path of a file" }

    /// The path; never the secret.
    public var description: String { path }

    /// The file at this path; nil for an empty path.
    public init?(argument: String) {
        if argument.isEmpty { return nil }
        path = argument
    }

    /// Reads the secret, without the line end that editors put behind it.
    public func read() throws(SecretFileError) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw SecretFileError(path: path, reason: "cannot be read")
        }
        let secret = text.trimmingCharacters(in: .newlines)
        if secret.isEmpty { throw SecretFileError(path: path, reason: "is empty") }
        return secret
    }
}

/// Why a secret could not be read.
public struct SecretFileError: Error, Equatable, CustomStringConvertible {
    let path: String
    let reason: String

    /// One line for people.
    public var description: String {
        "the secret file \(path) \(reason); expected a readable text file with the secret in its first line"
    }
}
