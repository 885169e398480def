import Logging
import Mesh
import Messages

/// Keeps one worker for each channel of each subscription.
///
/// Channels come, change and go with their subscriptions; a worker that fails is started again and never takes others
/// with it.
struct DeliveryService: Sendable {
    let mesh: MeshConnection
    let store: SubscriptionStore
    let outlets: Outlets
    let options: NotifierOptions
    private let gate = DeliveryGate(limit: 256)

    init(mesh: MeshConnection, store: SubscriptionStore, outlets: Outlets, options: NotifierOptions) {
        self.mesh = mesh
        self.store = store
        self.outlets = outlets
        self.options = options
    }

    private struct Key: Hashable {
        let subscription: String
        /// Tells versions apart, also those of a name that was given up and taken again.
        let editedAt: UnixTime
        let channel: String
    }

    /// Delivers what the channels of a project have waiting, until the task is cancelled.
    func run(_ project: String) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var workers: [Key: Task<Void, Never>] = [:]
            defer { for worker in workers.values { worker.cancel() } }
            var revision = -1
            while true {
                let newest = try await store.revision(of: project)
                if newest != revision {
                    let wanted = try await wantedWorkers(project)
                    for (key, worker) in workers where wanted[key] == nil {
                        worker.cancel()
                        workers[key] = nil
                    }
                    for (key, worker) in wanted where workers[key] == nil {
                        let task = Task { await keepGoing(worker) }
                        workers[key] = task
                        group.addTask {
                            await withTaskCancellationHandler {
                                await task.value
                            } onCancel: {
                                task.cancel()
                            }
                        }
                    }
                    revision = newest
                }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    private func keepGoing(_ worker: ChannelWorker) async {
        let part = "channel \(worker.channel.name) of \(worker.subscription.project)/\(worker.subscription.name)"
        await mesh.keepGoing(part) { try await worker.run() }
    }

    private func wantedWorkers(_ project: String) async throws -> [Key: ChannelWorker] {
        var workers: [Key: ChannelWorker] = [:]
        // What waits for a paused one stays until it goes on.
        for subscription in try await store.subscriptions(of: project) where !subscription.isPaused {
            let channels = subscription.channels.filter { $0.kind != "nats" }
            guard !channels.isEmpty else { continue }
            let secrets = try await store.secrets(project, subscription.name)
            for channel in channels {
                do {
                    let key = Key(
                        subscription: subscription.name, editedAt: subscription.editedAt, channel: channel.name)
                    workers[key] = ChannelWorker(
                        mesh: mesh, subscription: subscription, channel: channel,
                        outlet: try outlets.outlet(
                            for: channel, of: subscription, secret: secrets[channel.name] ?? ""),
                        schedule: try DeliverySchedule(subscription.calm), gate: gate, options: options)
                } catch {
                    // What waits for it stays until the operator offers the way again.
                    mesh.log.error(
                        "channel cannot be used",
                        metadata: [
                            "project": "\(project)", "subscription": "\(subscription.name)",
                            "channel": "\(channel.name)", "reason": "\(error)",
                        ])
                }
            }
        }
        return workers
    }
}
