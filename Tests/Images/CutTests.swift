import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct CutTests {
    @Test func cutsOfAllRealImagesEqualAstropys() async throws {
        try await withTemporaryFolder { folder in
            var cuts = WrittenCuts(folder: folder)
            var planes: Set<PlaneKind> = []
            for path in RealImages.all() {
                let file = try ImageFile.open(path)
                #expect(!file.extensions.isEmpty)
                for image in file.extensions {
                    planes.insert(image.plane)
                    for box in image.interestingBoxes { try cuts.add(file, image, box) }
                    try cuts.add(file, image, image.bounds, compression: .lossless)
                }
            }
            guard !planes.isEmpty, let problems = try cuts.problems() else { return }
            #expect(planes == [.science, .mask, .weight])
            #expect(problems.isEmpty, "\(problems.prefix(5))")
        }
    }

    @Test func imagesOfEveryCompressionAndTypeAreReadAsAstropyReadsThem() async throws {
        try await withTemporaryFolder { folder in
            guard try Reference.lines(["make", folder]) != nil else { return }
            var cuts = WrittenCuts(folder: folder)
            var decoded = 0
            for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            where name.contains(".fits") {
                let file = try ImageFile.open("\(folder)/\(name)")
                for image in file.extensions {
                    for box in image.interestingBoxes {
                        // Astropy scales 16-bit numbers in single precision.
                        try cuts.add(file, image, box, tolerance: name == "scaled.fits" ? 1e-4 : nil)
                        let inside = box.intersection(image.bounds)
                        guard case .tiles = image.layout, !inside.isEmpty else { continue }
                        let own = try file.read(image, inside).pixels
                        let theirs = image.storage.physical(try file.storedByLibrary(image, inside))
                        #expect(own.withBytes { Array($0) } == theirs.withBytes { Array($0) }, "\(name) \(box)")
                        decoded += 1
                    }
                }
            }
            #expect(decoded > 300)
            guard let problems = try cuts.problems() else { return }
            #expect(problems.isEmpty, "\(problems.count): \(problems.prefix(8))")
        }
    }

    @Test func whatWeCompressIsReadByAstropy() async throws {
        try await withTemporaryFolder { folder in
            var generator = SeededGenerator(seed: 7)
            let values = (0..<150 * 120).map { index in
                index % 997 == 0 ? Float.nan : Float.random(in: -10...10, using: &generator) + Float(index % 150)
            }
            let plain = "\(folder)/plain.fits"
            let block = try #require(PixelBlock(width: 150, height: 120, pixels: .float(values)))
            let writer = try FITSImageWriter(path: plain)
            try writer.append(block, header: ImageHeader())
            try writer.append(
                try #require(
                    PixelBlock(width: 150, height: 120, pixels: .int32(values.map { $0.isNaN ? 0 : Int32($0) }))),
                header: ImageHeader(), name: "MSK")
            try writer.finish()
            let file = try ImageFile.open(plain)
            var cuts = WrittenCuts(folder: folder)
            for algorithm in CompressionAlgorithm.allCases where algorithm != .plio && algorithm != .none {
                for (width, height) in [(nil, nil), (40, 30), (150, 120)] {
                    for dithering in Dithering.allCases where algorithm != .hcompress || dithering != .subtractive2 {
                        let packing = ImageCompression(
                            algorithm, tileWidth: width, tileHeight: height, quantizeLevel: -0.01, dithering: dithering)
                        try cuts.add(
                            file, file.extensions[0], file.extensions[0].bounds, compression: packing, tolerance: 0.0101
                        )
                        try cuts.add(file, file.extensions[1], file.extensions[1].bounds, compression: packing)
                    }
                }
            }
            try cuts.add(file, file.extensions[0], file.extensions[0].bounds, compression: .lossless)
            guard let problems = try cuts.problems() else { return }
            #expect(problems.isEmpty, "\(problems.count): \(problems.prefix(8))")
        }
    }
}
