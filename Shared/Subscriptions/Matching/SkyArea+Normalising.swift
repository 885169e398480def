import Messages
import Sky

extension SkyArea {
    /// The most bytes that `coverage` may have: it travels with the subscription, and messages end at 512 kB.
    public static let largestCoverage = 300_000

    /// The area as it is kept: checked, and what came as a MOC or a sky map read into `coverage`.
    ///
    /// Areas that have been normalised come out as they are. A MOC or sky map whose packed form is larger than `largestCoverage` is
    /// refused with the order at which it would fit; it is not widened behind its owner's back.
    public func normalised() throws(AreaError) -> SkyArea {
        var area = self
        switch shape {
        case "moc":
            let given = (moc.isEmpty ? 0 : 1) + (fits.isEmpty ? 0 : 1) + (coverage.isEmpty ? 0 : 1)
            guard given == 1 else {
                throw failure(
                    given == 0
                        ? "it has no MOC, expected one as text or as a FITS file"
                        : "it has more than one MOC, expected one as text or as a FITS file")
            }
            if coverage.isEmpty { area.coverage = try packed(try readMOC()) }
        case "skymap":
            guard credibleLevel > 0, credibleLevel < 1 else {
                throw failure("\(SkyError.badCredibleLevel(credibleLevel))")
            }
            guard fits.isEmpty != coverage.isEmpty else {
                throw failure("it has no sky map, expected one as a FITS file")
            }
            if coverage.isEmpty { area.coverage = try packed(try readMap()) }
        default: area.coverage = []
        }
        area.moc = ""
        area.fits = []
        _ = try CompiledArea(area)
        return area
    }

    private func readMOC() throws(AreaError) -> MultiOrderCoverage {
        do throws(SkyError) {
            if !fits.isEmpty { return try MultiOrderCoverage(fits: fits) }
            let isJSON = moc.first { !$0.isWhitespace } == "{"
            return isJSON ? try MultiOrderCoverage(json: moc) : try MultiOrderCoverage(text: moc)
        } catch { throw failure("\(error)") }
    }

    private func readMap() throws(AreaError) -> MultiOrderCoverage {
        do throws(SkyError) {
            return try SkyMap(fits: fits).coverage(credibleLevel: credibleLevel)
        } catch { throw failure("\(error)") }
    }

    private func packed(_ coverage: MultiOrderCoverage) throws(AreaError) -> [UInt8] {
        guard !coverage.isEmpty else { throw failure("it covers nothing") }
        let bytes = coverage.packed
        guard bytes.count > Self.largestCoverage else { return bytes }
        var advice = ""
        for order in stride(from: coverage.order - 1, through: 0, by: -1) {
            let size = coverage.coarsened(to: order).packed.count
            if size <= Self.largestCoverage {
                advice = ": bring it to order \(order), where it has \(size / 1000) kB"
                break
            }
        }
        throw failure(
            "it has \(coverage.ranges.count) ranges of order \(coverage.order), \(bytes.count / 1000) kB, and at most"
                + " \(Self.largestCoverage / 1000) kB are kept\(advice)")
    }

    func failure(_ problem: String) -> AreaError { AreaError(shape: shape, label: label, problem: problem) }
}
