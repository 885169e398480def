/// The symbols of VOUnits 1.0 (tables 2 to 5) and what they stand for.
enum UnitSymbols {
    /// The unit of a symbol, maybe with a prefix; nil for an unknown one.
    static func unit(_ symbol: String) -> Unit? {
        if let known = plain[symbol] ?? prefixable[symbol] { return known }
        for length in [2, 1] where symbol.count > length {
            let prefix = String(symbol.prefix(length))
            if let factor = prefixes[prefix], let unit = prefixable[String(symbol.dropFirst(length))] {
                return Unit(factor: factor * unit.factor, powers: unit.powers)
            }
        }
        return nil
    }

    private static let degree = Double.pi / 180
    private static let year = 365.25 * 86_400
    private static let parsec = 3.085_677_581_491_367_3e16
    private static let electronVolt = 1.602_176_634e-19

    private static func length(_ factor: Double) -> Unit { Unit(factor: factor, powers: [.metre: 1]) }
    private static func time(_ factor: Double) -> Unit { Unit(factor: factor, powers: [.second: 1]) }
    private static func angle(_ factor: Double) -> Unit { Unit(factor: factor, powers: [.radian: 1]) }
    private static func energy(_ factor: Double) -> Unit {
        Unit(factor: factor, powers: [.kilogram: 1, .metre: 2, .second: -2])
    }
    private static func power(_ factor: Double) -> Unit {
        Unit(factor: factor, powers: [.kilogram: 1, .metre: 2, .second: -3])
    }
    private static func mass(_ factor: Double) -> Unit { Unit(factor: factor, powers: [.kilogram: 1]) }

    /// Units that prefixes go before.
    private static let prefixable: [String: Unit] = [
        "m": length(1), "g": mass(1e-3), "s": time(1), "A": Unit(powers: [.ampere: 1]),
        "K": Unit(powers: [.kelvin: 1]), "mol": Unit(powers: [.mole: 1]), "cd": Unit(powers: [.candela: 1]),
        "rad": angle(1), "sr": Unit(powers: [.radian: 2]), "arcsec": angle(degree / 3600),
        "Hz": Unit(powers: [.second: -1]), "J": energy(1), "W": power(1), "eV": energy(electronVolt),
        "Ry": energy(2.179_872_361_103_5e-18), "erg": energy(1e-7),
        "N": Unit(powers: [.kilogram: 1, .metre: 1, .second: -2]),
        "Pa": Unit(powers: [.kilogram: 1, .metre: -1, .second: -2]),
        "bar": Unit(factor: 1e5, powers: [.kilogram: 1, .metre: -1, .second: -2]),
        "C": Unit(powers: [.ampere: 1, .second: 1]),
        "V": Unit(powers: [.kilogram: 1, .metre: 2, .second: -3, .ampere: -1]),
        "Ohm": Unit(powers: [.kilogram: 1, .metre: 2, .second: -3, .ampere: -2]),
        "T": Unit(powers: [.kilogram: 1, .second: -2, .ampere: -1]),
        "G": Unit(factor: 1e-4, powers: [.kilogram: 1, .second: -2, .ampere: -1]),
        "Wb": Unit(powers: [.kilogram: 1, .metre: 2, .second: -2, .ampere: -1]),
        "Jy": Unit(factor: 1e-26, powers: [.kilogram: 1, .second: -2]),
        "R": Unit(factor: 1e10 / (4 * Double.pi), powers: [.metre: -2, .second: -1, .radian: -2]),
        "pc": length(parsec), "a": time(year), "yr": time(year), "barn": Unit(factor: 1e-28, powers: [.metre: 2]),
        "lyr": length(9.460_730_472_580_8e15), "mag": Unit(powers: [.magnitude: 1]), "u": mass(1.660_539_066_60e-27),
        "D": Unit(factor: 1e-29 / 3, powers: [.ampere: 1, .second: 1, .metre: 1]),
        "ct": Unit(powers: [.count: 1]), "count": Unit(powers: [.count: 1]),
        "photon": Unit(powers: [.photon: 1]), "ph": Unit(powers: [.photon: 1]), "adu": Unit(powers: [.adu: 1]),
        "pix": Unit(powers: [.pixel: 1]), "pixel": Unit(powers: [.pixel: 1]), "byte": Unit(powers: [.byte: 1]),
        "as": angle(degree / 3600),
    ]

    /// Units that stand alone.
    private static let plain: [String: Unit] = [
        "deg": angle(degree), "arcmin": angle(degree / 60), "mas": angle(degree / 3_600_000), "min": time(60),
        "h": time(3_600), "d": time(86_400), "day": time(86_400), "AU": length(149_597_870_700),
        "au": length(149_597_870_700), "Angstrom": length(1e-10), "angstrom": length(1e-10),
        "solMass": mass(1.988_409_870_698_051e30), "solRad": length(6.957e8), "solLum": power(3.828e26),
        "%": Unit(factor: 0.01),
        "bin": Unit(powers: [.bin: 1]), "beam": Unit(powers: [.beam: 1]), "chan": Unit(powers: [.channel: 1]),
        "voxel": Unit(powers: [.voxel: 1]),
    ]

    private static let prefixes: [String: Double] = [
        "da": 1e1, "h": 1e2, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24,
        "d": 1e-1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "a": 1e-18, "z": 1e-21,
        "y": 1e-24,
    ]
}
