/// Where on the sky something is, as probabilities of HEALPix pixels: what LIGO/Virgo/KAGRA, Fermi and others send out.
public struct SkyMap: Sendable {
    /// A pixel with a probability above 0.
    struct Cell: Sendable {
        /// First of its order-29 NESTED pixels.
        let start: Int64
        /// Probability for each order-29 pixel.
        let density: Double
        let order: UInt8

        /// Its order-29 pixels.
        var range: Range<Int64> {
            start..<start + (Int64(1) << Int64(2 * (Healpix.finestOrder - Int(order))))
        }

        var probability: Double { density * Double(range.count) }
    }

    /// The cells, sorted by their pixels; they do not overlap.
    let cells: [Cell]
    /// The sum of all probabilities, within 1 % of 1.
    public let totalProbability: Double
    /// The order of its finest pixel.
    public let order: Int

    /// How far from 1 the sum of all probabilities may be: more than rounding, less than a wrong unit.
    static let sumTolerance = 0.01

    /// Makes a map of cells in any order; an error where they overlap or their probabilities do not add up to 1.
    init(_ given: [Cell]) throws(SkyError) {
        var cells = given
        if !zip(cells, cells.dropFirst()).allSatisfy({ $0.start < $1.start }) {
            cells.sort { $0.start < $1.start }
        }
        var sum = 0.0
        var end: Int64 = 0
        var finest: UInt8 = 0
        for cell in cells {
            guard cell.start >= end else {
                throw .badMap("its pixels overlap around \(Healpix.finest.centre(cell.start).position.text)")
            }
            end = cell.range.upperBound
            sum += cell.probability
            finest = max(finest, cell.order)
        }
        guard abs(sum - 1) <= Self.sumTolerance else {
            throw .badMap("its probabilities add up to \(Float(sum)), expected 1 within \(Self.sumTolerance)")
        }
        self.cells = cells
        totalProbability = sum
        order = Int(finest)
    }

    /// The credible area: the smallest one of the map's pixels that holds a share of the probability.
    ///
    /// Pixels are taken from the densest on, as ligo.skymap's `find_greedy_credible_levels` does, up to the one at which the
    /// sum reaches the share, that one too: a place is covered where the probability that is denser than at the place is
    /// less than the share. (ligo.skymap's `searched_prob` counts the place's own pixel as well: only in the last pixel
    /// is `searched_prob` above the share.) All pixels as dense as the last one belong to the area, so that it
    /// depends on no order among equals: of a map that is the same everywhere, all of the sky is covered. Shares are of the
    /// map's own sum.
    ///
    /// Complexity: O(n log n).
    ///
    /// - Parameter credibleLevel: the share, above 0 and below 1.
    public func coverage(credibleLevel: Double) throws(SkyError) -> MultiOrderCoverage {
        guard credibleLevel > 0, credibleLevel < 1 else { throw .badCredibleLevel(credibleLevel) }
        let target = credibleLevel * totalProbability
        let falling = cells.indices.sorted { cells[$0].density > cells[$1].density }
        var sum = 0.0
        var least = 0.0
        for index in falling {
            sum += cells[index].probability
            least = cells[index].density
            if sum >= target { break }
        }
        let ranges = cells.filter { $0.density >= least }.map { $0.range }
        guard let coverage = MultiOrderCoverage(ranges, order: order) else {
            throw .badMap("its pixels leave the sky")
        }
        return coverage
    }
}

extension SkyPosition {
    /// For messages: right ascension and declination in degrees.
    fileprivate var text: String { "(\(Float(rightAscension))°, \(Float(declination))°)" }
}
