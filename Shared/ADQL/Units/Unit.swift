import Foundation

/// A unit in VOUnits spelling, as powers of base units and a factor.
struct Unit: Equatable {
    /// What one unit is in the base units.
    var factor: Double
    /// Powers of the base units, none of them 0.
    var powers: [Base: Double]

    /// The units that all others are made of; an angle and a magnitude are no plain numbers here.
    enum Base: Int, Hashable {
        case metre, kilogram, second, ampere, kelvin, mole, candela, radian, magnitude
        case count, photon, pixel, voxel, adu, byte, beam, bin, channel
    }

    /// Reads a unit; nil where it is none.
    init?(_ text: String) {
        var reader = UnitReader(text)
        guard let unit = reader.read() else { return nil }
        self = unit
    }

    init(factor: Double = 1, powers: [Base: Double] = [:]) {
        self.factor = factor
        self.powers = powers
    }

    /// Whether it says nothing.
    var isPlainNumber: Bool { powers.isEmpty }

    /// What a value in this unit is multiplied with to be in another; nil where that is not possible.
    func factor(to target: Unit) -> Double? {
        guard powers == target.powers else { return nil }
        let factor = self.factor / target.factor
        return factor.isFinite && factor > 0 ? factor : nil
    }

    func multiplied(with other: Unit, power: Double) -> Unit {
        var result = Unit(factor: factor * pow(other.factor, power), powers: powers)
        for (base, exponent) in other.powers {
            let sum = (result.powers[base] ?? 0) + exponent * power
            result.powers[base] = abs(sum) < 1e-12 ? nil : sum
        }
        return result
    }
}
