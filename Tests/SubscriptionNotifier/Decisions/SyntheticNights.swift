import Foundation
import TestSupport

/// A stream as its subscriptions see it, thinned to the tail: what else there is no threshold would ever send.
struct SyntheticNights {
    /// What its nights are like.
    enum Weather: String {
        /// All alike, two million alerts each.
        case steady
        /// From a tenth to the whole of that, one in eight without any; the forest's scores drift by a tenth each night and
        /// by a factor of three each tenth night, when it is trained again; a floor under the tail probabilities makes many
        /// alike.
        case swinging
    }

    /// One night.
    struct Night {
        /// Its matches in the order of exposure.
        var matches: [(mjdUTC: Double, tailProbability: Double)] = []
        /// Whether there is a burst in it: 40,000 alerts in twenty minutes that seem odder than all.
        var hasBurst = false
    }

    /// Nights with alerts, in order.
    let nights: [Night]

    /// A stream of so many nights; of two million alerts about `limit` times as many are told of.
    init(seed: UInt64, nights count: Int, weather: Weather, burstNights: Set<Int>, burstSize: Int, limit: Double) {
        var random = SeededGenerator(seed: seed)
        var drift = 1.0
        var day = 60_000.0
        var nights: [Night] = []
        for index in 0..<count {
            var share = 1.0
            if weather == .swinging {
                if Double.random(in: 0..<1, using: &random) < 0.125 { day += 1 }
                share = 0.1 * pow(10, Double.random(in: 0...1, using: &random))
                drift *= Double.random(in: 0.9...1.1, using: &random)
                if index % 10 == 9 { drift *= Bool.random(using: &random) ? 3 : 1 / 3.0 }
                drift = min(4, max(0.25, drift))
            }
            // From 3:00 to 12:00 UT, an exposure each 40 s.
            let exposures = 9 * 90
            var night = Night()
            let floor = weather == .swinging ? 5e-6 : 0
            for _ in 0..<Int(2e6 * limit * share * drift) {
                let exposure = Double(Int.random(in: 0..<exposures, using: &random))
                night.matches.append(
                    (day + 0.125 + exposure * 40 / 86_400, max(floor, Double.random(in: 0..<limit, using: &random))))
            }
            if burstNights.contains(index) {
                night.hasBurst = true
                let start = Int.random(in: 0..<(exposures - 30), using: &random)
                for _ in 0..<burstSize {
                    let exposure = Double(start + Int.random(in: 0..<30, using: &random))
                    night.matches.append(
                        (day + 0.125 + exposure * 40 / 86_400, Double.random(in: 1e-12..<1e-7, using: &random)))
                }
            }
            night.matches.sort { $0.mjdUTC < $1.mjdUTC }
            nights.append(night)
            day += 1
        }
        self.nights = nights
    }
}
