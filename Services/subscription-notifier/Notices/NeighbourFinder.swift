import Bus
import Mesh
import Messages

/// Asks catalog-query for what is near a matched anomaly: the one look back that the notifier takes.
///
/// It never holds a notice up: without an answer in time the notice goes, and says so.
struct NeighbourFinder: Sendable {
    let bus: BusConnection

    /// What an answer may take, seconds; it usually comes in less than five milliseconds.
    private static let patienceSeconds = 0.05
    /// The most rows in a notice.
    private static let mostNeighbours: UInt32 = 10

    /// Puts the neighbours that the subscription wants into a notice.
    func attach(to notice: inout Notice, for subscription: Subscription) async {
        guard !subscription.neighbourTable.isEmpty else { return }
        let alert = notice.anomaly.alert
        do {
            notice.neighbours = try await ask(
                subscription, raDegrees: [alert.raDegrees], decDegrees: [alert.decDegrees],
                patienceSeconds: Self.patienceSeconds)
        } catch BusError.timeout {
            notice.neighboursMissing = "catalog-query did not answer within \(Int(Self.patienceSeconds * 1_000)) ms"
        } catch BusError.noResponders {
            notice.neighboursMissing = "no catalog-query service answers"
        } catch BusError.remote(_, let message) {
            notice.neighboursMissing = message
        } catch {
            notice.neighboursMissing = "\(error)"
        }
    }

    /// Refuses a subscription whose neighbours could never be found.
    func check(_ subscription: Subscription) async throws {
        guard !subscription.neighbourTable.isEmpty else { return }
        do {
            _ = try await ask(subscription, raDegrees: [], decDegrees: [], patienceSeconds: 5)
        } catch BusError.remote(let code, let message) {
            throw RequestError(code, "subscription \(subscription.name): neighbours: \(message)")
        } catch BusError.noResponders {
            throw RequestError(
                "unavailable",
                "subscription \(subscription.name): no catalog-query service answers that could find neighbours")
        }
    }

    /// Asks as the subscription's owner, who may see tables that others do not.
    private func ask(
        _ subscription: Subscription, raDegrees: [Double], decDegrees: [Double], patienceSeconds: Double
    ) async throws -> TableData {
        let request = CrossMatchRequest(
            table: subscription.neighbourTable, raDegrees: raDegrees, decDegrees: decDegrees,
            radiusArcseconds: subscription.neighbourRadiusArcseconds, limitPerPosition: Self.mostNeighbours)
        return try await bus.call(
            Subject.rpc("catalog-query", "cross-match", subscription.project, subscription.owner), request,
            as: CrossMatchReply.self, timeoutSeconds: patienceSeconds
        ).table
    }
}
