import Bus
import Logging
import Messages

/// Tells a service of the declared streams: at once, each second, and as soon as something happens to a forest.
///
/// Redis is the truth; the broadcast only makes it quick. While Redis is away nothing is told.
public struct StreamWatch: Sendable {
    private let mesh: MeshConnection

    /// A watch over all projects.
    public init(_ mesh: MeshConnection) {
        self.mesh = mesh
    }

    /// The streams of all projects, again and again, until the service stops.
    public func changes() -> AsyncStream<[StreamDeclaration]> {
        let (wake, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let tasks = Task {
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while !Task.isCancelled {
                            waker.yield()
                            try? await Task.sleep(for: .seconds(1))
                        }
                    }
                    group.addTask {
                        guard let events = try? mesh.bus.messages(on: Subject.forestEvent("*")) else { return }
                        for await _ in events { waker.yield() }
                    }
                    group.addTask {
                        for await _ in wake {
                            do {
                                continuation.yield(try await allStreams())
                            } catch {
                                guard !(error is CancellationError) else { return }
                                mesh.log.error("the declared streams cannot be read", metadata: ["reason": "\(error)"])
                            }
                        }
                    }
                }
            }
            continuation.onTermination = { _ in tasks.cancel() }
        }
    }

    private func allStreams() async throws -> [StreamDeclaration] {
        var streams: [StreamDeclaration] = []
        for project in try await mesh.registry.projects() { streams += try await mesh.registry.streams(of: project) }
        return streams
    }
}
