import Foundation
import Sky

/// What stands at the place of an alert.
struct CatalogueCounterpart: Sendable {
    let position: SkyPosition
    let place: CatalogueTile.Place
    let isStar: Bool
    /// Magnitude in r, and g − r.
    let red: Double
    let colour: Double

    /// What stands at the places of the objects of a seed's full night, in the order of their first alerts.
    ///
    /// Asteroids have moved on and leave nothing. The others have a neighbour in their packets, of which the distance
    /// (to 2″), the magnitudes and whether it is a star are taken over.
    static func ofNight(seed: UInt64, atMost maximum: Int) -> [CatalogueCounterpart] {
        guard maximum > 0 else { return [] }
        var random = SimulationRandom(seed: seed, stream: SimulatedCatalogue.Stream.counterparts)
        var seen: Set<String> = []
        var found: [CatalogueCounterpart] = []
        for alert in SimulatedSurvey(seed: seed, size: .full).night().alerts {
            let direction = random.uniform(0, 360)
            guard found.count < maximum, alert.truth != .ordinary(.asteroid), seen.insert(alert.objectID).inserted,
                let neighbor = alert.candidate.catalog,
                let place = SkyPosition(rightAscension: alert.candidate.ra, declination: alert.candidate.dec)
            else { continue }
            let position = place.offset(by: min(2, neighbor.distance) / 3600, positionAngle: direction)
            found.append(
                CatalogueCounterpart(
                    position: position, place: .init(holding: position), isStar: neighbor.starScore > 0.5,
                    red: neighbor.r, colour: neighbor.g - neighbor.r))
        }
        return found
    }
}

/// A cluster of galaxies, or of stars, within a tile.
struct CatalogueCluster: Sendable {
    let isOfStars: Bool
    /// Share of the tile's objects that belong to it.
    let share: Double
    /// Its middle in the tile, degrees from the tile's centre on the sky.
    let x: Double
    let y: Double
    /// Radius that holds half of it, degrees.
    let radius: Double
    /// Of galaxies: the redshift; of stars: the distance modulus less that of the brightest survey stars.
    let redshift: Double

    /// One tile in two hundred has one.
    static func draw(tiles: [Int], random: inout SimulationRandom) -> [Int: CatalogueCluster] {
        var clusters: [Int: CatalogueCluster] = [:]
        for tile in tiles where random.chance(0.005) {
            let isOfStars = random.chance(0.15)
            clusters[tile] = CatalogueCluster(
                isOfStars: isOfStars, share: random.uniform(0.15, 0.4), x: random.uniform(-0.15, 0.15),
                y: random.uniform(-0.15, 0.15), radius: isOfStars ? 0.02 : random.uniform(0.015, 0.05),
                redshift: random.uniform(0.1, 0.7))
        }
        return clusters
    }
}
