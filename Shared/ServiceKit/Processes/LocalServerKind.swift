/// A server program that Peryton can run for itself, on 127.0.0.1 only.
public protocol LocalServerKind: Sendable {
    /// The program's name, which messages use too.
    var program: String { get }
    /// The Debian package that brings it.
    var package: String { get }
    /// The environment variable that may name the program.
    var variable: String { get }
    /// What its addresses start with, such as `redis`.
    var scheme: String { get }
    /// Folders to look for the program in that are on nobody's path.
    var folders: [String] { get }
    /// The user that the program must run as; nil: we ourselves.
    var user: String? { get }

    /// Writes what it needs into its folder and gives its arguments.
    func prepare(folder: String, port: UInt16) throws(ProcessError) -> [String]
    /// What to send to a new connection to get a sign of life; empty where it speaks first.
    var greeting: String { get }
    /// Whether the first bytes that came back are those of a server that is ready.
    func isReady(_ answer: String) -> Bool
}

extension LocalServerKind {
    /// None.
    public var folders: [String] { [] }
    /// We ourselves.
    public var user: String? { nil }
}
