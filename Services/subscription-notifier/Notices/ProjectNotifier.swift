import Bus
import Logging
import Mesh
import Messages
import ServiceLifecycle

/// Matches the anomalies of one project with its subscriptions and sends the notices.
///
/// An anomaly is acked once all its notices are in JetStream.
struct ProjectNotifier: Sendable {
    private let mesh: MeshConnection
    private let book: ProjectBook
    private let project: String
    private let decisions: DecisionStore
    private let maker: NoticeMaker
    private let failures = OwnFailures()

    /// Notices that are made at once: each may wait for neighbours and pictures.
    private static let mostAtOnce = 32

    init(mesh: MeshConnection, book: ProjectBook, project: String) {
        self.mesh = mesh
        self.book = book
        self.project = project
        decisions = DecisionStore(mesh.redis, project: project, scope: .live)
        maker = NoticeMaker(mesh: mesh, project: project)
    }

    /// Notifies until the service stops; the batch in hand is finished first.
    func run() async throws {
        let names = ProjectStreams(project)
        let consumer = try await mesh.patiently("anomalies of \(project)") {
            try await mesh.jetStream.consume(names.anomalies, ConsumerConfiguration(durable: names.notifierDurable))
        }
        await withGracefulShutdownHandler {
            for await batch in consumer { await notify(batch) }
        } onGracefulShutdown: {
            consumer.end()
        }
    }

    /// A message with what matched in it.
    private struct Work {
        let message: BusMessage
        let matches: [MatchedAnomaly]
        var error: (any Error)?
    }

    private func notify(_ batch: [BusMessage]) async {
        var work: [Work] = []
        do {
            let snapshot = try await book.current()
            for message in batch { work.append(try await look(at: message, snapshot)) }
            try await decideAndSend(&work)
        } catch {
            // Redis or NATS is away, or the service stops: all of it comes again.
            mesh.log.warning("notices not finished", metadata: ["project": "\(project)", "reason": "\(error)"])
            for message in batch { try? mesh.bus.nak(message, delaySeconds: 1) }
            return
        }
        for entry in work {
            guard let error = entry.error else {
                try? mesh.bus.ack(entry.message)
                continue
            }
            mesh.log.warning("notice not finished", metadata: ["project": "\(project)", "reason": "\(error)"])
            if error is CancellationError || PassingFailure.isPassing(error) {
                try? mesh.bus.nak(entry.message, delaySeconds: 1)
            } else {
                await failures.putAwayOrRetry(entry.message, error, project: project, on: mesh)
            }
        }
    }

    private func look(at message: BusMessage, _ snapshot: ProjectBook.Snapshot) async throws -> Work {
        do {
            let anomaly = try message.withBody { bytes throws(MessageError) in try Anomaly(serialized: bytes) }
            return Work(message: message, matches: try await snapshot.matches(anomaly))
        } catch let error as MessageError {
            try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: error.description)
            return Work(message: message, matches: [])
        } catch {
            guard !(error is CancellationError), !PassingFailure.isPassing(error) else { throw error }
            return Work(message: message, matches: [], error: error)
        }
    }

    /// Decides on all matches in the order that they came in, then makes and sends the notices side by side.
    private func decideAndSend(_ work: inout [Work]) async throws {
        let matches = work.indices.flatMap { index in work[index].matches.map { (index, $0) } }
        let verdicts = try await decisions.decide(matches.map { $0.1.question })
        let sendings = zip(matches, verdicts).compactMap { match, verdict -> (Int, MatchedAnomaly, UnixTime)? in
            guard case .send(let matchedAt) = verdict else { return nil }
            return (match.0, match.1, matchedAt)
        }
        let sequences = work.map { $0.message.delivery?.streamSequence ?? 0 }
        await withTaskGroup(of: (Int, (any Error)?).self) { group in
            for (count, (index, matched, matchedAt)) in sendings.enumerated() {
                if count >= Self.mostAtOnce, let (index, error) = await group.next() {
                    work[index].error = work[index].error ?? error
                }
                group.addTask { [maker, sequence = sequences[index]] in
                    do {
                        try await maker.send(matched, matchedAt: matchedAt, sequence: sequence)
                        return (index, nil)
                    } catch {
                        return (index, error)
                    }
                }
            }
            for await (index, error) in group { work[index].error = work[index].error ?? error }
        }
    }
}
