import Foundation

/// One thing that may be wrong with, or unusual about, a measurement: a cosmic ray, a bad column, a neighbour taken for
/// another, a wrong zero point.
///
/// These are the far tails of single features. A measurement has one of them at most: that several at once are rare,
/// though each is common, is what the rarities that are combinations stand on.
enum Blemish: CaseIterable {
    case broad, narrow, elongated, tooBrightOutside, tooFaintOutside, poorFit, tooGoodFit, spike, extended
    case poorReferenceFit, tooGoodReferenceFit, blueNeighbor, redNeighbor
    case bluerChange, redderChange

    /// Share of the measurements of stars and nuclei that have one.
    static let share = 0.6

    static func draw(_ random: inout SimulationRandom) -> Blemish {
        allCases[Int(random.next() % UInt64(allCases.count))]
    }
}

extension SimulatedCandidate {
    /// Applies a blemish.
    ///
    /// - Parameter strength: 0.5 to 1.
    mutating func apply(_ blemish: Blemish, strength: Double) {
        switch blemish {
        case .broad: fwhm *= 1 + 2 * strength
        case .narrow: fwhm /= 1 + 2 * strength
        case .elongated: elongation *= 1 + 1.6 * strength
        case .tooBrightOutside: apertureMinusPSF -= 1.2 * strength
        case .tooFaintOutside: apertureMinusPSF += 1.2 * strength
        case .poorFit: chi *= pow(10, 2.4 * strength)
        case .tooGoodFit: chi *= pow(10, -2.4 * strength)
        case .spike: referenceSharpness -= 2 * strength
        case .extended: referenceSharpness += 2 * strength
        case .poorReferenceFit: referenceChi *= pow(10, 2.4 * strength)
        case .tooGoodReferenceFit: referenceChi *= pow(10, -2.4 * strength)
        case .blueNeighbor: catalog?.g -= 4 * strength
        case .redNeighbor: catalog?.g += 4 * strength
        case .bluerChange: shiftColor(by: -3 * strength)
        case .redderChange: shiftColor(by: 3 * strength)
        }
    }

    /// Shifts the history of the other band, as a wrong zero point does.
    private mutating func shiftColor(by shift: Double) {
        for index in history.indices where history[index].filter != filter {
            history[index].detection?.magnitude += filter == 1 ? -shift : shift
        }
    }
}
