import IsolationForest
import Metrics
import State

/// Grows ranges of trees of one training and puts them on its board; no two trainers are at one range.
struct TreeRangeGrower: Sendable {
    let board: TreesBoard
    let growth: TreeGrowth
    /// Name of this trainer.
    let trainer: String
    /// Whether the owner of the training wants it to end.
    let isCancelRequested: @Sendable () async throws -> Bool

    /// What became of a range.
    enum Outcome {
        /// This trainer grew it.
        case grown(Forest)
        /// Another trainer is at it.
        case taken
        /// Nobody needs it any more.
        case over
    }

    /// Grows a range unless another trainer is at it.
    func grow(_ trees: Range<Int>) async throws -> Outcome {
        let claim = board.claim(trees.lowerBound)
        guard try await claim.acquire() else { return .taken }
        do {
            let outcome = try await grow(trees, holding: claim)
            try await claim.release()
            return outcome
        } catch {
            // A task of its own: this one may be cancelled, and could not speak with Redis.
            await Task { try? await claim.release() }.value
            throw error
        }
    }

    private func grow(_ trees: Range<Int>, holding claim: Lease) async throws -> Outcome {
        let forest = try await withThrowingTaskGroup(of: Forest?.self) { group in
            group.addTask { try await growth.grow(trees) }
            group.addTask {
                while try await claim.acquire(), try await board.facts() != nil, try await !isCancelRequested() {
                    try await Task.sleep(for: .seconds(1))
                }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let forest, try await board.put(forest.serialized(), first: trees.lowerBound, by: trainer) else {
            return .over
        }
        Counter(label: "trees_total", dimensions: [("project", board.project)]).increment(by: trees.count)
        return .grown(forest)
    }
}
