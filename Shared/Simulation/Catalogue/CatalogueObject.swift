import Foundation
import Sky

/// Values in g, r, i, z, Y; the other three lanes are unused.
typealias BandValues = SIMD8<Double>

/// An object of the simulated catalogue as it is, before it is measured.
struct CatalogueObject {
    /// Degrees; right ascension 0 ≤ ra < 360.
    var rightAscension = 0.0
    var declination = 0.0
    var isStar = false
    /// Magnitudes above the atmosphere, dust included.
    var magnitudes = BandValues(repeating: 0)
    var reddening = 0.0
    /// Half-light radius before the seeing, arc seconds; 0 for stars.
    var radius = 0.0
    /// 1 for round.
    var axisRatio = 1.0

    /// A magnitude of reddening's extinction in each band (DES DR1).
    static let extinction = BandValues(3.184, 2.130, 1.568, 1.196, 1.048, 0, 0, 0)

    /// Draws an object of a tile.
    @inline(__always)
    init(in tile: CatalogueTile, cluster: CatalogueCluster?, random: inout SimulationRandom) {
        var x = random.uniform() - 0.5
        var y = random.uniform() - 0.5
        var member: CatalogueCluster?
        if let cluster, random.chance(cluster.share) {
            // Half within the radius, the others in a wide halo.
            let share = random.uniform() * 0.96
            let distance = cluster.radius * (share / (1 - share)).squareRoot()
            let angle = random.uniform(0, 2 * .pi)
            let height = CatalogueTile.uniqueHeight
            let clusterX = (cluster.x + distance * cos(angle)) / height
            let clusterY = (cluster.y + distance * sin(angle)) / height
            if abs(clusterX) < 0.5, abs(clusterY) < 0.5 {
                (x, y) = (clusterX, clusterY)
                member = cluster
            }
        }
        place(x, y, in: tile)
        isStar = member.map(\.isOfStars) ?? random.chance(tile.starShare)
        if isStar {
            drawStar(member, random: &random)
        } else {
            drawGalaxy(member, random: &random)
        }
        magnitudes += Self.extinction * reddening
    }

    /// What stands at the place of an alert.
    init(_ counterpart: CatalogueCounterpart, in tile: CatalogueTile, random: inout SimulationRandom) {
        rightAscension = counterpart.position.rightAscension
        declination = counterpart.position.declination
        let turn = (rightAscension - tile.centre.rightAscension) / 360
        redden(in: tile, x: (turn - turn.rounded()) * 360, y: declination - tile.centre.declination)
        isStar = counterpart.isStar
        let colour = min(1.7, max(-0.4, counterpart.colour))
        if isStar {
            // From g − r back to where on the locus it is.
            let locus = 4 - (16 - 10 * min(1.59, colour)).squareRoot()
            setStar(red: counterpart.red, locus: locus, random: &random)
        } else {
            setGalaxy(
                faintness: counterpart.red, redshift: max(0.03, 0.3 * (counterpart.red - 15) / 5),
                isRed: colour > 0.75, random: &random)
            magnitudes += counterpart.red - magnitudes[1]
        }
    }

    /// Sets the position within the tile's own area: x and y from −0.5 to 0.5, equal areas at equal chances.
    @inline(__always)
    private mutating func place(_ x: Double, _ y: Double, in tile: CatalogueTile) {
        let fromCentre = x * tile.uniqueWidth
        let turned = tile.centre.rightAscension + fromCentre
        rightAscension = turned < 0 ? turned + 360 : (turned >= 360 ? turned - 360 : turned)
        // Over 0.7° of declination the cosine is nearly straight: what is wider is drawn more often by that.
        let height = CatalogueTile.uniqueHeight
        declination = tile.centre.declination + height * (y + 0.5 * tile.slope * (0.25 - y * y))
        redden(in: tile, x: fromCentre, y: declination - tile.centre.declination)
    }

    private mutating func redden(in tile: CatalogueTile, x: Double, y: Double) {
        let dust = tile.reddening
        reddening = max(0.004, dust.centre + dust.perRightAscension * x + dust.perDeclination * y)
    }

    // MARK: Stars

    @inline(__always)
    private mutating func drawStar(_ cluster: CatalogueCluster?, random: inout SimulationRandom) {
        // Numbers grow tenfold in seven magnitudes, from 14 to where the survey ends.
        let faintest = 23.7 + 0.3 * random.quickNormal()
        let faintness = faintest + log2(random.uniform(0.035, 1)) * 2
        let isDwarf = random.chance(cluster == nil ? 0.2 + 0.06 * (faintness - 15) : 0.1)
        let locus =
            isDwarf ? 2.3 + 0.4 * random.quickNormal() : 0.65 + 0.05 * abs(faintness - 20) + 0.2 * random.quickNormal()
        setStar(red: faintness, locus: locus, random: &random)
    }

    /// Along the stellar locus, on which g − i is a star's place.
    @inline(__always)
    private mutating func setStar(red: Double, locus: Double, random: inout SimulationRandom) {
        let place = min(3.6, max(-0.6, locus))
        let gr = place * (0.8 - 0.1 * place)
        let ri = place - gr
        magnitudes[0] = red + gr + 0.02 * random.quickNormal()
        magnitudes[1] = red
        magnitudes[2] = red - ri + 0.02 * random.quickNormal()
        magnitudes[3] = magnitudes[2] - 0.55 * ri + 0.02 * random.quickNormal()
        magnitudes[4] = magnitudes[3] - 0.02 - 0.2 * ri + 0.02 * random.quickNormal()
    }

    // MARK: Galaxies

    @inline(__always)
    private mutating func drawGalaxy(_ cluster: CatalogueCluster?, random: inout SimulationRandom) {
        // Numbers grow tenfold in three magnitudes, from 16 on.
        let faintest = 24.2 + 0.3 * random.quickNormal()
        let faintness = faintest + log2(random.uniform(0.001_8, 1)) * 0.9
        if let cluster {
            setGalaxy(
                faintness: max(faintness, 16 + 6 * cluster.redshift), redshift: cluster.redshift, isRed: true,
                random: &random)
        } else {
            let redshift = 0.1 + (faintness - 16) * 0.085 + (0.05 + 0.03 * (faintness - 16)) * random.quickNormal()
            setGalaxy(
                faintness: faintness, redshift: min(1.5, max(0.02, redshift)),
                isRed: random.chance(0.45 - 0.03 * (faintness - 16)), random: &random)
        }
    }

    /// Colours of a spectrum with a break at 4000 Å, or of one that forms stars, as redshift moves them through the
    /// bands.
    @inline(__always)
    private mutating func setGalaxy(
        faintness: Double, redshift: Double, isRed: Bool, random: inout SimulationRandom
    ) {
        let early = min(redshift, 0.38)
        let middle = min(max(0, redshift - 0.35), 0.4)
        let late = min(max(0, redshift - 0.7), 0.4)
        let scatter = isRed ? 0.04 : 0.11
        let gr = isRed ? 0.62 + 2.4 * early + 0.3 * middle : 0.35 + 0.8 * early - 0.3 * middle
        let ri = isRed ? 0.32 + 0.25 * early + 1.6 * middle : 0.15 + 0.25 * early + 0.75 * middle
        let iz = isRed ? 0.26 + 0.2 * middle + 1.3 * late : 0.12 + 0.2 * middle + 0.5 * late
        let zy = isRed ? 0.14 + 0.2 * late : 0.05 + 0.15 * late
        magnitudes[2] = faintness
        magnitudes[1] = faintness + ri + scatter * random.quickNormal()
        magnitudes[0] = magnitudes[1] + gr + scatter * random.quickNormal()
        magnitudes[3] = faintness - iz + scatter * random.quickNormal()
        magnitudes[4] = magnitudes[3] - zy + scatter * random.quickNormal()
        // Fainter ones are farther and smaller.
        radius = exp2(1.0 - 0.22 * (faintness - 16) + 0.35 * random.quickNormal())
        axisRatio = 0.25 + 0.75 * (1 - random.uniform() * random.uniform())
    }
}

extension SimulationRandom {
    /// A number of zero mean and unit variance, near enough to a normal distribution, in two draws.
    @inline(__always)
    mutating func quickNormal() -> Double { Double(pixelNoise()) }
}
