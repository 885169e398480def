import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import ServiceKit

/// A command with one option of each sort.
private struct Sample: ConfiguredCommand {
    static let configuration = CommandConfiguration(commandName: "sample", abstract: "A sample.")

    @OptionGroup var service: ServiceOptions
    @Option(help: "Tail probability.") var anomalyLimit: Probability = Probability(value: 0.01)
    @Option(name: .shortAndLong, help: "Copies.") var copies: Int = 1
    @Option(help: "Streams.") var stream: [String] = []
    @Flag(help: "Once.") var once = false
    @Flag(inversion: .prefixedNo, help: "Colour.") var colour = true
    @Option(help: "Project.") var project: String

    func run() async throws {
        if copies == 13 { throw Unlucky() }
    }

    struct Unlucky: Error, CustomStringConvertible {
        var description: String { "thirteen copies are one too many" }
    }
}

private struct Probability {
    let value: Double
}

extension Probability: ConfigurationValue {
    static let expectation = "a number above 0 and up to 1"
    var description: String { "\(value)" }

    init?(argument: String) {
        guard let value = Double(argument), value > 0, value <= 1 else { return nil }
        self.value = value
    }
}

private struct Root: ConfiguredCommand {
    static let configuration = CommandConfiguration(commandName: "root", subcommands: [Sample.self, Other.self])

    struct Other: AsyncParsableCommand {
        @OptionGroup var connections: ConnectionOptions
        @Option var limit: Int = 3
        @Argument var files: [String] = []
    }
}

@Suite("Configuration")
struct ConfigurationTests {
    @Test("Flags win over the environment, the environment wins over the file, the file over the default")
    func precedence() async throws {
        try await withFile("anomaly-limit: 0.4\ncopies: 4\nproject: file\n") { path in
            let environment = ["PERYTON_COPIES": "3", "PERYTON_PROJECT": "environment", "PERYTON_CONFIG": path]
            let sample = try parsed(["--project", "flag"], environment)
            #expect(sample.project == "flag")
            #expect(sample.copies == 3)
            #expect(sample.anomalyLimit.value == 0.4)
            #expect(sample.service.connections.redis == "redis://127.0.0.1:6379")
        }
    }

    @Test("A short flag and a flag with = count as given too", arguments: [["-c", "2"], ["--copies=2"]])
    func otherForms(words: [String]) throws {
        let sample = try parsed(words + ["--project", "p"], ["PERYTON_COPIES": "3"])
        #expect(sample.copies == 2)
    }

    @Test("Repeated options are YAML lists, or lists with commas in the environment")
    func lists() async throws {
        try await withFile("project: p\nstream: [ztf, lsst]\nhealth-port: 0\n") { (path) throws in
            #expect(try parsed(["--config", path]).stream == ["ztf", "lsst"])
            #expect(try parsed(["--config", path], ["PERYTON_STREAM": "atlas,gaia"]).stream == ["atlas", "gaia"])
            #expect(try parsed(["--config", path]).service.healthPort == 0)
        }
    }

    @Test("Flags are true or false in environment and file")
    func flags() async throws {
        try await withFile("project: p\nonce: true\ncolour: no\n") { path in
            let sample = try parsed(["--config=\(path)"])
            #expect(sample.once)
            #expect(!sample.colour)
            #expect(try !parsed(["--config=\(path)"], ["PERYTON_ONCE": "false"]).once)
            #expect(try parsed(["--config=\(path)", "--colour"]).colour)
        }
    }

    @Test("A value that begins with a dash is a value")
    func dash() throws {
        #expect(try parsed([], ["PERYTON_PROJECT": "--copies", "PERYTON_COPIES": "-5"]).project == "--copies")
    }

    @Test("Options of a subcommand are found, also behind options and before other arguments")
    func subcommands() throws {
        let environment = ["PERYTON_LIMIT": "9", "PERYTON_NATS": "nats://bus:4222"]
        let command = try Root.parse(["other", "a", "--", "b"], environment: environment)
        let other = try #require(command as? Root.Other)
        #expect(other.limit == 9)
        #expect(other.connections.nats == "nats://bus:4222")
        #expect(other.files == ["a", "b"])
    }

    @Test("A file may name options of any subcommand")
    func sharedFile() async throws {
        try await withFile("limit: 5\nanomaly-limit: 0.2\n") { path in
            let command = try Root.parse(["other", "--config", path], environment: [:])
            #expect((command as? Root.Other)?.limit == 5)
        }
    }

    @Test(
        "A bad value is named with its key, its source and what was expected",
        arguments: [
            (
                ["--anomaly-limit", "2"], [:],
                "anomaly-limit is '2' (flag --anomaly-limit); expected a number above 0 and up to 1"
            ),
            (["-c", "two"], [:], "copies is 'two' (flag -c); expected a whole number"),
            (
                [], ["PERYTON_HEALTH_PORT": "70000"],
                "health-port is '70000' (environment variable PERYTON_HEALTH_PORT); "
                    + "expected a whole number from 0 to 65535"
            ),
            (
                [], ["PERYTON_LOG_FORMAT": "xml"],
                "log-format is 'xml' (environment variable PERYTON_LOG_FORMAT); expected one of logfmt, json"
            ),
            (
                [], ["PERYTON_ONCE": "maybe"],
                "once is 'maybe' (environment variable PERYTON_ONCE); expected true or false"
            ),
            (
                ["--config", "/no/such"], [:],
                "config is '/no/such' (flag --config); expected a YAML file, but no such file"
            ),
        ] as [([String], [String: String], String)])
    func badValues(words: [String], environment: [String: String], sentence: String) {
        #expect(failure(words + ["--project", "p"], environment) == sentence)
    }

    @Test("A missing value says all the ways to give it")
    func missing() {
        #expect(
            failure([])
                == "project is missing; expected the flag --project, the environment variable PERYTON_PROJECT "
                + "or the key project in the configuration file")
    }

    @Test(
        "What is wrong in a file is named with file and line",
        arguments: [
            (
                "copies: 1\nanomoly-limit: 0.1\n",
                "'anomoly-limit' (FILE, line 2) is not an option; the nearest known name is 'anomaly-limit'"
            ),
            ("copies: many\n", "copies is 'many' (FILE, line 1); expected a whole number"),
            ("copies: [1, 2]\n", "copies is '1, 2' (FILE, line 1); expected one value, not a list"),
            ("copies:\n  a: 1\n", "copies (FILE, line 1) is nested; expected a value or a list of values"),
            ("just words\n", "FILE holds no options; expected lines such as 'log-level: debug'"),
        ])
    func badFiles(text: String, sentence: String) async throws {
        try await withFile(text) { path in
            let words = ["--project", "p", "--config", path]
            #expect(failure(words) == sentence.replacingOccurrences(of: "FILE", with: path))
        }
    }

    @Test("A file that is not YAML is said to be none, in one line")
    func brokenFile() async throws {
        try await withFile("copies: [1\n") { path in
            let sentence = failure(["--project", "p", "--config", path])
            #expect(sentence?.hasPrefix("\(path) is not valid YAML: ") == true)
            #expect(sentence?.contains("\n") == false)
        }
    }

    @Test("The exit status is 0 after success and help, 1 after a failure, 2 after wrong usage")
    func exitStatus() async {
        let environment = ["PERYTON_PROJECT": "p"]
        #expect(await outcome([], environment) == Outcome(status: 0, said: "", complained: ""))
        #expect(
            await outcome(["--copies", "13"], environment)
                == Outcome(status: 1, said: "", complained: "sample: thirteen copies are one too many"))
        #expect(
            await outcome(["--copys", "13"], environment)
                == Outcome(
                    status: 2, said: "", complained: "sample: Unknown option '--copys'. Did you mean '--copies'?"))
    }

    @Test("Help ends with the rule for environment and file, and comes even where the environment is broken")
    func help() async {
        let help = await outcome(["--help"], ["PERYTON_COPIES": "x", "PERYTON_CONFIG": "/no/such"])
        #expect(help.status == 0)
        #expect(help.said.contains("--anomaly-limit <anomaly-limit>"))
        #expect(help.said.hasSuffix("\n\n" + Sample.configurationHelp))
        #expect(Sample.configurationHelp.contains("PERYTON_LOG_LEVEL=debug"))
    }

    @Test("A secret is read from its file without the line end")
    func secret() async throws {
        try await withFile("s3cret \n") { (path) throws in
            #expect(try SecretFile(argument: path)?.read() == "s3cret ")
        }
        let error = #expect(throws: SecretFileError.self) { try SecretFile(argument: "/no/such")?.read() }
        #expect(
            error?.description == "the secret file /no/such cannot be read; "
                + "expected a readable text file with the secret in its first line")
    }

    // MARK: Helpers

    private func parsed(_ words: [String], _ environment: [String: String] = [:]) throws -> Sample {
        try #require(try Sample.parse(words, environment: environment) as? Sample)
    }

    /// The sentence with which parsing fails.
    private func failure(_ words: [String], _ environment: [String: String] = [:]) -> String? {
        #expect(throws: ConfigurationError.self) { try Sample.parse(words, environment: environment) }?.description
    }

    private struct Outcome: Equatable {
        var status: Int32
        var said = ""
        var complained = ""
    }

    private func outcome(_ words: [String], _ environment: [String: String]) async -> Outcome {
        var outcome = Outcome(status: -1)
        var said = ""
        var complained = ""
        outcome.status = await Sample.start(
            words, environment: environment, print: { said += $0 }, complain: { complained += $0 })
        outcome.said = said
        outcome.complained = complained
        return outcome
    }

    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/peryton.yaml"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try await body(path)
        }
    }
}
