import ADQL
import Tables
import Testing

@Suite struct UnitTests {
    /// The factor that IN_UNIT multiplies with; nil if it is an error.
    private func factor(_ source: String, _ target: String) -> Double? {
        let table = TableDescription(
            schema: "s", name: "t", columns: [CatalogColumn(Column("x", .float64, unit: source))])
        guard let query = try? Query.parse("SELECT IN_UNIT(x, '\(target)') FROM t").check(with: FixedTables([table])),
            let statement = try? query.sql(for: .sqlite), case .real(let factor) = statement.parameters.first
        else { return nil }
        return factor
    }

    @Test(
        arguments: [(String, String, Double)]([
            ("deg", "rad", Double.pi / 180), ("deg", "arcmin", 60), ("deg", "arcsec", 3_600), ("mas", "arcsec", 0.001),
            ("uarcsec", "mas", 0.001), ("mas.yr-1", "deg/yr", 1 / 3.6e6), ("mas.yr**-1", "mas yr^-1", 1),
            ("km/s", "m.s-1", 1_000),
            ("d", "s", 86_400), ("yr", "d", 365.25), ("Myr", "yr", 1e6), ("h", "min", 60), ("kpc", "pc", 1_000),
            ("pc", "lyr", 3.261563777), ("AU", "km", 149_597_870.7), ("Angstrom", "nm", 0.1), ("MHz", "Hz", 1e6),
            ("mJy", "Jy", 1e-3), ("Jy", "W.m-2.Hz-1", 1e-26), ("Jy", "erg/s/cm**2/Hz", 1e-23),
            ("eV", "J", 1.602176634e-19),
            ("erg", "J", 1e-7), ("keV", "eV", 1_000), ("mmag", "mag", 0.001), ("deg2", "sr", 3.0461741978670857e-4),
            ("deg**2", "arcmin2", 3_600), ("sqrt(m2)", "km", 0.001), ("(mas/yr)**2", "arcsec2.yr-2", 1e-6),
            ("10**3m", "km", 1),
            ("solMass", "kg", 1.988409870698051e30),
        ])) func unitsConvert(source: String, target: String, expected: Double)
    {
        let found = factor(source, target)
        if expected == 0 {
            #expect(found == nil)
        } else {
            #expect(
                found.map { abs($0 / expected - 1) < 1e-9 } ?? false,
                "\(source) to \(target): \(String(describing: found))")
        }
    }

    @Test(arguments: [
        ("deg", "s"), ("mag", "Jy"), ("", "deg"), ("deg", ""), ("deg", "foo"), ("deg", "deg."), ("deg", "(deg"),
        ("foo", "deg"),
        ("ct", "pix"), ("m", "m**"), ("m", "m**(1/0)"), ("m", "kkm"),
        ("m", "((((((((((((((((((((((m))))))))))))))))))))))"),
    ]) func othersDoNot(source: String, target: String) {
        #expect(factor(source, target) == nil)
    }
}
