import Bus
import Mesh
import Messages

extension MeshClient {
    /// The streams of the project, by name.
    func streams() async throws -> [StreamDeclaration] {
        try await bus.call(rpc("ingest", "stream-list"), NameRequest(), as: StreamList.self).streams
    }

    /// The smallest anomaly limit among the streams of these names, or among all where none is named.
    ///
    /// Where there is no such stream it does not matter: subscription-notifier then says what is missing.
    func smallestAnomalyLimit(of names: [String]) async throws -> Double {
        try await streams().filter { names.isEmpty || names.contains($0.name) }.map(\.anomalyLimit).min() ?? 0.01
    }

    /// The forests of a stream, or of all streams, oldest first.
    func forests(of stream: String = "") async throws -> [ForestRecord] {
        try await bus.call(rpc("forest-trainer", "forest-list"), NameRequest(name: stream), as: ForestList.self).forests
    }

    /// How many alerts of a stream JetStream keeps, and how many wait for the scorer.
    func lag(of stream: StreamDeclaration) async throws -> (kept: UInt64, waiting: UInt64) {
        let names = ProjectStreams(project)
        let subject = Subject.alert(project, stream.name)
        let kept =
            try await jetStream.state(ofStream: names.alerts, subjects: subject)?.messagesPerSubject[subject] ?? 0
        let consumer = try await jetStream.state(
            ofConsumer: names.scorerDurable(stream: stream.name), onStream: names.alerts)
        return (kept, consumer.map { $0.pending + UInt64($0.unacked) } ?? kept)
    }

    /// A reader of what comes to a JetStream stream from now on.
    ///
    /// It begins at a sequence, so that it misses nothing where it has to be made again before anything has come.
    func news(of stream: String, subject: String) async throws -> PullConsumer {
        let last = try await jetStream.state(ofStream: stream)?.lastSequence ?? 0
        return try await jetStream.consume(
            stream, ConsumerConfiguration(durable: nil, filterSubject: subject, start: .sequence(last + 1)))
    }

    /// Does something until it works: services and servers may still be starting, or be away for a while.
    ///
    /// After `patienceSeconds`, and at an error that will not pass, the error is thrown.
    func patiently<Value>(
        forSeconds patienceSeconds: Double = 120, _ operation: () async throws -> Value
    ) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(patienceSeconds)
        while true {
            do {
                return try await operation()
            } catch let error as BusError where error.mayPass && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
