import Jobs
import Messages

/// Asks what a subscription would have sent.
struct TrialRun {
    let client: MeshClient
    /// With nothing but a name it is the asker's own of that name.
    let subscription: Subscription
    /// Exposure times, MJD; 0 where there is no limit.
    let from: Double
    let to: Double
    /// The most matches that are wanted.
    let limit: UInt32

    /// Less than the 512 kB of a message, for what stands around it.
    private static let messageBytes = 480_000

    /// Over the anomalies that JetStream keeps.
    func overStream() async throws -> Trial {
        try await ask(TrialRequest(subscription: subscription, fromMJDUTC: from, toMJDUTC: to, limit: limit))
    }

    /// Over anomalies of one's own, request after request, as budgets and rests go on from one to the next.
    func over(_ anomalies: [Anomaly], onProgress: (Double) -> Void) async throws -> Trial {
        let wanted = anomalies.filter { (from == 0 || $0.alert.mjdUTC >= from) && (to == 0 || $0.alert.mjdUTC < to) }
        let id = JobClient.newID()
        var whole = Trial()
        var asked = 0
        for batch in Self.batches(wanted, room: Self.messageBytes - subscription.serialized().count) {
            try Task.checkCancellation()
            let part = try await ask(
                TrialRequest(subscription: subscription, anomalies: Array(batch), trialID: id, limit: limit))
            whole.add(part, mostMatches: Int(limit))
            asked += batch.count
            onProgress(Double(asked) / Double(wanted.count))
        }
        return whole
    }

    /// Anomalies in their order, as many together as fit a message, and at least one.
    static func batches(_ anomalies: [Anomaly], room: Int) -> [ArraySlice<Anomaly>] {
        var batches: [ArraySlice<Anomaly>] = []
        var (start, bytes) = (0, 0)
        for (index, anomaly) in anomalies.enumerated() {
            // Its field's tag and length come with it.
            let size = anomaly.serialized().count + 8
            if index > start, bytes + size > room {
                batches.append(anomalies[start..<index])
                (start, bytes) = (index, 0)
            }
            bytes += size
        }
        return start < anomalies.count ? batches + [anomalies[start...]] : batches
    }

    private func ask(_ request: TrialRequest) async throws -> Trial {
        // A month of anomalies takes its time.
        try await client.askNotifier("subscription-try", request, as: Trial.self, timeoutSeconds: 300)
    }
}
