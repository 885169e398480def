import ArgumentParser
import Bus
import Foundation
import Mesh
import Messages
import ServiceKit

/// `peryton dead-letters`: shows what could not be processed, and why.
struct DeadLettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Show messages that could not be processed, and why.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List dead letters, newest last.")

        @OptionGroup var mesh: MeshOptions

        @Option(help: "Show the last so many.")
        var last: UInt64 = 50

        func validate() throws {
            if last < 1 { throw ValidationError("last \(last): expected at least 1") }
        }

        func run() async throws {
            try await mesh.withClient { client in
                let letters = try await client.deadLetters(last: last)
                guard !letters.isEmpty else { return say("project \(client.project) has no dead letters") }
                var table = TextTable(["NUMBER", "WHEN", "SERVICE", "KIND", "FROM", "WHY"])
                for (number, letter) in letters {
                    let sequence = letter.originSequence > 0 ? " #\(letter.originSequence)" : ""
                    table.add([
                        "\(number)", letter.at.text, letter.service, letter.kind,
                        AnomalyText.printable(letter.origin) + sequence, AnomalyText.printable(letter.reason),
                    ])
                }
                say(table.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one dead letter; with --out, write the original message to a file.")

        @OptionGroup var mesh: MeshOptions

        @Argument(help: "Its number, as `list` shows it.")
        var number: UInt64

        @Option(help: "File for the original message.")
        var out: String?

        func run() async throws {
            try await mesh.withClient { client in
                guard
                    let message = try await client.jetStream.message(
                        ofStream: ProjectStreams(client.project).dead, sequence: number)
                else { throw CommandFailure("dead letter \(number) is not there in project \(client.project)") }
                let letter = try message.withBody { bytes throws(MessageError) in try DeadLetter(serialized: bytes) }
                say("number       \(number)")
                say("when         \(letter.at.text)")
                say("service      \(letter.service)")
                say("kind         \(letter.kind)")
                say("why          \(AnomalyText.printable(letter.reason))")
                say(
                    "from         \(AnomalyText.printable(letter.origin))\(letter.originSequence > 0 ? ", sequence \(letter.originSequence)" : "")"
                )
                say("message id   \(letter.messageID.isEmpty ? "none" : AnomalyText.printable(letter.messageID))")
                say("tried        \(letter.attempts) time\(letter.attempts == 1 ? "" : "s")")
                say(
                    "original     \(letter.originalBytes) bytes, CRC-32 \(String(format: "%08x", letter.originalCRC32))"
                )
                if letter.original.count < Int(letter.originalBytes) {
                    say("             kept: the first \(letter.original.count) bytes")
                }
                if let out {
                    try Data(letter.original).write(to: URL(fileURLWithPath: out))
                    say("written to   \(out)")
                }
            }
        }
    }
}

extension MeshClient {
    /// The last dead letters of the project, oldest first, with their numbers.
    func deadLetters(last count: UInt64) async throws -> [(number: UInt64, letter: DeadLetter)] {
        guard let state = try await jetStream.state(ofStream: ProjectStreams(project).dead) else { return [] }
        return try await deadLetters(after: state.lastSequence - min(count, state.lastSequence))
    }

    /// The dead letters of the project behind a number, oldest first, with their numbers.
    func deadLetters(after number: UInt64) async throws -> [(number: UInt64, letter: DeadLetter)] {
        let stream = ProjectStreams(project).dead
        guard let state = try await jetStream.state(ofStream: stream), state.messages > 0, state.lastSequence > number
        else { return [] }
        var letters: [(UInt64, DeadLetter)] = []
        let reader = try await jetStream.consume(
            stream, ConsumerConfiguration(durable: nil, start: .sequence(number + 1)))
        defer { reader.end() }
        for await batch in reader {
            for message in batch {
                guard let delivery = message.delivery else { continue }
                letters.append(
                    (
                        delivery.streamSequence,
                        try message.withBody { bytes throws(MessageError) in try DeadLetter(serialized: bytes) }
                    ))
                if delivery.pending == 0 || delivery.streamSequence >= state.lastSequence { return letters }
            }
        }
        return letters
    }
}
