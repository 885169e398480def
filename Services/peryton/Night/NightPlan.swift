import Foundation
import Simulation

/// What a night is to be: its packets, when the first forest is trained, and how fast the rest is sent.
struct NightPlan: Sendable {
    /// Packet files, in the order in which they are sent.
    let files: [String]
    /// What is planted in the night, where it is a simulated one.
    let truth: NightTruth?
    /// Alerts a second, once the forest is live.
    let pacedRatePerSecond: Double

    /// Reads what is there; says at once where nothing is.
    init(path: String, pacedRatePerSecond: Double) throws {
        files = try PacketFiles.find([path])
        truth = NightTruth.read(fromFolder: path)
        self.pacedRatePerSecond = pacedRatePerSecond
    }

    /// The fewest alerts that a forest can be trained on.
    static let fewestAlerts = 3

    /// How many alerts come before the first forest: a third of the night, or most of it where a third would be too few
    /// to learn from.
    var trainAfter: Int {
        files.count >= 1_200 ? files.count / 3 : max(Self.fewestAlerts, files.count * 3 / 4)
    }
}
