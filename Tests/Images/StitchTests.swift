import Foundation
import Sky
import TestSupport
import Testing

@testable import Images

/// A sky of smooth sources that images are drawn from.
private func brightness(_ position: SkyPosition) -> Double {
    let (x, y) = ((position.rightAscension - 50) * 3600 * 0.866, (position.declination + 30) * 3600)
    return 100 + 500 * exp(-(x * x + y * y) / 18) + 200 * exp(-((x - 20) * (x - 20) + (y + 11) * (y + 11)) / 12)
}

@Suite struct StitchTests {
    /// Writes an image of the sky; `shift` moves its corner on one common grid, `turn` turns it (degrees).
    private func write(
        _ folder: String, _ name: String, shift: (Int, Int), turn: Double = 0, offset: (Double, Double) = (0, 0),
        scale: Double = 1
    ) throws -> StitchSource {
        var header = WorldTests.header(50, -30, scale: scale, width: 120, height: 100)
        header.set("CRPIX1", 60.5 - Double(shift.0) + offset.0)
        header.set("CRPIX2", 50.5 - Double(shift.1) + offset.1)
        let (c, s) = (cos(turn * .pi / 180) * scale / 3600, sin(turn * .pi / 180) * scale / 3600)
        for (keyword, value) in [("CD1_1", -c), ("CD1_2", s), ("CD2_1", s), ("CD2_2", c)] { header.set(keyword, value) }
        let world = try WorldCoordinates(header)
        let places = (0..<12_000).map { (x: Double($0 % 120), y: Double($0 / 120)) }
        let positions = world.positions(places)
        let values = positions.map { Float(($0.map(brightness) ?? 0) * scale * scale) }
        let writer = try FITSImageWriter(path: "\(folder)/\(name).fits")
        try writer.append(
            try #require(PixelBlock(width: 120, height: 100, pixels: .float(values))), header: header, name: "SCI")
        let bits = positions.map { Int32((($0?.declination ?? 0) + 31) * 3600) }
        try writer.append(
            try #require(PixelBlock(width: 120, height: 100, pixels: .int32(bits))), header: header, name: "MSK")
        try writer.finish()
        let file = try ImageFile.open("\(folder)/\(name).fits")
        return try StitchSource(file, file.image(named: "SCI"))
    }

    private func mask(_ source: StitchSource) throws -> StitchSource {
        try StitchSource(source.file, source.file.image(named: "MSK"))
    }

    @Test func tilesOnOneGridGiveTheMosaicExactly() async throws {
        try await withTemporaryFolder { folder in
            let tiles = [
                try write(folder, "a", shift: (0, 0)), try write(folder, "b", shift: (100, 0)),
                try write(folder, "c", shift: (0, 80)), try write(folder, "d", shift: (100, 80)),
            ]
            // Around the common corner.
            let centre = try #require(tiles[0].world.position(x: 108, y: 88))
            let cut = try Stitcher.cut(centre, size: .pixels(width: 60, height: 50), from: tiles)
            #expect(!cut.plane.isPadded && cut.failures.isEmpty)
            #expect(cut.contributions.count == 4)
            #expect(abs(cut.contributions.map(\.share).reduce(0, +) - 1) < 1e-12)
            let world = try WorldCoordinates(cut.plane.header)
            for y in stride(from: 0, to: 50, by: 3) {
                for x in stride(from: 0, to: 60, by: 3) {
                    let position = try #require(world.position(x: Double(x), y: Double(y)))
                    #expect(abs(cut.plane.block[x, y] - brightness(position)) < 1e-3)
                }
            }
            #expect(cut.plane.header.history.contains { $0.contains("of the pixels are from HDU") })
            #expect(!cut.plane.header.contains("PADDED"))
        }
    }

    @Test func turnedAndScaledTilesGiveTheSkyWithinInterpolation() async throws {
        try await withTemporaryFolder { folder in
            let base = try write(folder, "a", shift: (0, 0))
            let other = try write(folder, "b", shift: (60, 30), turn: 7, offset: (0.3, 0.4), scale: 0.9)
            let centre = try #require(base.world.position(x: 112, y: 40))
            let cut = try Stitcher.cut(centre, size: .pixels(width: 40, height: 40), from: [other, base])
            // Whichever grid it is, the pixels are the sky in the grid's own pixels.
            let world = try WorldCoordinates(cut.plane.header)
            let area = world.scaleArcseconds * world.scaleArcseconds
            #expect(cut.contributions.count == 2)
            var worst = 0.0
            for y in 0..<40 {
                for x in 0..<40 where !cut.plane.block[x, y].isNaN {
                    let position = try #require(world.position(x: Double(x), y: Double(y)))
                    worst = max(worst, abs(cut.plane.block[x, y] / area - brightness(position)))
                }
            }
            #expect(worst < 1, "\(worst)")
            let bits = try Stitcher.cut(
                centre, size: .pixels(width: 40, height: 40), from: [try mask(base), try mask(other)])
            guard case .int32(let values) = bits.plane.block.pixels else {
                Issue.record("the mask has become \(bits.plane.block.pixels.type)")
                return
            }
            #expect(values.allSatisfy { $0 == 0 || abs($0 - 3600) < 200 })
        }
    }

    @Test func aTileThatVanishesIsLeftOutAndNamed() async throws {
        try await withTemporaryFolder { folder in
            let base = try write(folder, "a", shift: (0, 0))
            let other = try write(folder, "b", shift: (100, 0))
            let centre = try #require(base.world.position(x: 112, y: 50))
            unlink(other.file.path)
            let cut = try Stitcher.cut(centre, size: .arcminutes(width: 0.5, height: 0.5), from: [base, other])
            #expect(cut.failures == [.changed(path: other.file.path, how: .removed)])
            #expect(cut.plane.isPadded && cut.contributions.count == 1)
            #expect(cut.plane.block.width == 30)
            unlink(base.file.path)
            #expect(throws: ImageError.self) {
                try Stitcher.cut(centre, size: .pixels(width: 9, height: 9), from: [base, other])
            }
        }
    }

    @Test func regionsBlankWhatIsOutside() async throws {
        try await withTemporaryFolder { folder in
            let base = try write(folder, "a", shift: (0, 0))
            let centre = try #require(base.world.position(x: 60, y: 50))
            let circle = try SkyRegion.circle(centre: centre, radius: 20.0 / 3600)
            let cut = try Stitcher.cut(circle, from: [base])
            let values = cut.plane.block.floats().filter { !$0.isNaN }
            #expect(abs(Double(values.count) - .pi * 400) < 40)
            #expect(abs(cut.plane.block.width - 41) <= 2)
            let bits = try Stitcher.cut(circle, from: [try mask(base)])
            #expect(bits.plane.block.floats().filter { $0 != 0 }.count == values.count)
        }
    }
}
