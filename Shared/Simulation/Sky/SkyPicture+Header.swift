import Foundation
import Images
import Sky

extension SkyPicture {
    /// The planes of a picture's file, in their order.
    enum Plane: String, CaseIterable {
        case science = "SCI"
        case mask = "MSK"
        case weight = "WGT"
    }

    /// The header of a plane.
    func header(_ plane: Plane, sky: SimulatedSky) -> ImageHeader {
        var header = ImageHeader()
        header.set("DES_EXT", ["SCI": "IMAGE", "MSK": "MASK", "WGT": "WEIGHT"][plane.rawValue] ?? "")
        header.set("SURVEY", "simulated", comment: "in the shape of DES DR1: nothing of it exists")
        header.set("TILENAME", tile.name, comment: "tile of the survey")
        header.set("BAND", band.name)
        header.set("FILTER", band.name)
        header.set("TELESCOP", "none")
        header.set("INSTRUME", "simulation")
        addCoordinates(to: &header)
        var random = SimulationRandom(seed: sky.seed, stream: tile.stream(band, .dates))
        // Of DES's first three seasons.
        let date = random.uniform(56_536, 57_430)
        header.set("DATE-OBS", Self.text(ofDate: date), comment: "middle of the exposures, UTC")
        header.set("MJD-OBS", (date * 1e5).rounded() / 1e5, comment: "[d] DATE-OBS as modified Julian date")
        header.set("EXPTIME", condition.exposureTime, comment: "[s] all exposures")
        header.set("NCOMBINE", SkyCondition.exposures, comment: "exposures, where no gap is")
        switch plane {
        case .science: addPhotometry(to: &header)
        case .mask: header.addComment("1 bad pixel, 2 saturated, 32 near a bright star, 64 bleed, 512 edge")
        case .weight: header.addComment("inverse of the variance of the sky; 0: saturated or not seen")
        }
        let seed = Int64(exactly: sky.seed).map { HeaderValue.integer($0) } ?? .text(String(sky.seed))
        header.set("SEED", seed, comment: "of peryton simulate sky")
        header.set("NOBJECTS", sky.catalogueObjects, comment: "objects of the catalogue of the same seed")
        header.set("SIMVERS", SimulatedSky.version, comment: "version of the simulation")
        header.set("CREATOR", "peryton simulate sky")
        if tile.side < CatalogueTile.pixels {
            header.addComment(
                "Part of the tile next to where four tiles meet; neighbours share \(SimulatedSky.overlap) pixels")
        }
        return header
    }

    private func addCoordinates(to header: inout ImageHeader) {
        header.set("WCSAXES", 2)
        header.set("CTYPE1", "RA---TAN")
        header.set("CTYPE2", "DEC--TAN")
        header.set("CRPIX1", tile.referencePixel)
        header.set("CRPIX2", tile.referencePixel)
        header.set("CRVAL1", tile.centre.rightAscension)
        header.set("CRVAL2", tile.centre.declination)
        header.set("CUNIT1", "deg")
        header.set("CUNIT2", "deg")
        header.set("CD1_1", -SkyTile.pixelDegrees)
        header.set("CD1_2", 0.0)
        header.set("CD2_1", 0.0)
        header.set("CD2_2", SkyTile.pixelDegrees)
        header.set("RADESYS", "ICRS")
        header.set("EQUINOX", 2000.0)
        header.set("PIXSCALE", SkyTile.pixelScale, comment: "[arcsec]")
    }

    private func addPhotometry(to header: inout ImageHeader) {
        func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
        header.set("MAGZERO", SkyCondition.zeroPoint, comment: "[mag] AB magnitude of one unit of light")
        header.set("BUNIT", "adu")
        header.set("GAIN", SkyCondition.gain, comment: "electrons in one unit, all exposures")
        header.set("SATURATE", rounded(condition.saturation), comment: "largest value of a pixel")
        header.set("FWHM", rounded(condition.fwhm), comment: "[arcsec] of points")
        header.set("SKYSIGMA", rounded(condition.noise), comment: "noise of the sky, all exposures")
        header.set(
            "SKYBRITE", rounded(condition.noise * condition.noise * SkyCondition.gain),
            comment: "level of the sky before it was taken away")
        header.set("MAGLIM", condition.depth, comment: "[mag] points of S/N 10 in 1.95 arcsec")
    }

    /// A modified Julian date as FITS writes dates.
    private static func text(ofDate date: Double) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withFullDate, .withTime, .withColonSeparatorInTime]
        return formatter.string(from: Date(timeIntervalSince1970: (date - 40_587) * 86_400))
    }
}
