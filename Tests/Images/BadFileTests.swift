import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct BadFileTests {
    /// Writes an image of rising numbers, plain and packed, and returns its path.
    @discardableResult
    private func write(_ path: String, start: Float = 0, compression: ImageCompression? = nil) throws -> String {
        let values = (0..<300 * 200).map { start + Float($0 % 977) }
        let writer = try FITSImageWriter(path: path)
        try writer.append(
            try #require(PixelBlock(width: 300, height: 200, pixels: .float(values))), header: ImageHeader(),
            name: "SCI", compression: compression)
        try writer.finish()
        return path
    }

    @Test func namesThatAreSyntaxElsewhereAreOnlyNames() async throws {
        try await withTemporaryFolder { folder in
            let names = [
                "a[1:5,1:5].fits", "a.fits[0]", "!a.fits", "|touch evil", "a.fits(b.fits)", "a b.fits", " a.fits", "-",
                "a.fits+1", "mem:", "a;touch evil.fits", "$(touch evil)", "ä★.fits", "a.fits.gz",
                String(repeating: "x", count: 240), "a\nb.fits", "root:", "stdin",
            ]
            for name in names {
                for compression in [nil, ImageCompression(.gzip1, dithering: .none)] {
                    let path = try write("\(folder)/\(name)", compression: compression)
                    let file = try ImageFile.open(path)
                    let image = try file.image(named: "SCI")
                    #expect(try file.read(image, PixelBox(x: 1, y: 1, width: 2, height: 1)).width == 2, "\(name)")
                }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == names.count)
            #expect(!FileManager.default.fileExists(atPath: "evil"))
            for path in [
                "http://127.0.0.1:1/a.fits", "ftp://a/b", "mem://", "", "\(folder)/no", folder, "a\0b", "/dev/null",
            ] {
                #expect(throws: ImageError.self) { try ImageFile.open(path) }
            }
            for path in ["", "/", "\(folder)/", "\(folder)/no/a.fits"] {
                #expect(throws: ImageError.self) { try FITSImageWriter(path: path) }
            }
        }
    }

    @Test func filesThatChangeWhileTheyAreOpenAreSaidToHave() async throws {
        try await withTemporaryFolder { folder in
            for compression in [
                nil, ImageCompression(), ImageCompression(.gzip2, quantizeLevel: nil, dithering: .none),
            ] {
                let box = PixelBox(x: 10, y: 150, width: 200, height: 40)
                func opened() throws -> (ImageFile, ImageExtension) {
                    let file = try ImageFile.open(write("\(folder)/a.fits", compression: compression))
                    let image = file.extensions[0]
                    _ = try file.read(image, box)
                    #expect(file.isUnchanged())
                    return (file, image)
                }
                func change(_ file: ImageFile, _ image: ImageExtension) -> ImageChange? {
                    #expect(!file.isUnchanged())
                    do throws(ImageError) {
                        _ = try file.read(image, box)
                    } catch {
                        if case .changed(_, let how) = error { return how }
                        Issue.record(error)
                    }
                    return nil
                }
                var (file, image) = try opened()
                truncate(file.path, 6000)
                #expect(change(file, image) == .truncated)
                (file, image) = try opened()
                unlink(file.path)
                #expect(change(file, image) == .removed)
                (file, image) = try opened()
                try write(file.path, start: 5, compression: compression)
                #expect(change(file, image) == .replaced)
                (file, image) = try opened()
                let handle = try #require(FileHandle(forWritingAtPath: file.path))
                try handle.seek(toOffset: 9000)
                try handle.write(contentsOf: Data("changed".utf8))
                try handle.close()
                #expect(change(file, image) == .modified)
            }
        }
    }

    @Test func cutOffFilesAreAnError() async throws {
        try await withTemporaryFolder { folder in
            for compression in [
                nil, ImageCompression(), ImageCompression(.rice, tileWidth: 100, tileHeight: 100), .lossless,
                ImageCompression(.gzip1),
            ] {
                let path = try write("\(folder)/a.fits", compression: compression)
                let whole = try Data(contentsOf: URL(fileURLWithPath: path))
                for length in [0, 1, 79, 2879, 2880, 2881, 5760, 6000, 9000, whole.count / 2, whole.count - 2880 * 3] {
                    try whole.prefix(length).write(to: URL(fileURLWithPath: path))
                    #expect(throws: ImageError.self, "\(length)") {
                        let file = try ImageFile.open(path)
                        let image = try file.image(named: "SCI")
                        _ = try file.read(image, image.bounds)
                    }
                }
            }
        }
    }

    @Test func bytesThatAreNotWhatTheySayDoNotCrash() async throws {
        try await withTemporaryFolder { folder in
            var generator = SeededGenerator(seed: 3)
            for compression in [nil, ImageCompression(), ImageCompression(.rice, tileWidth: 100, tileHeight: 100)] {
                let path = try write("\(folder)/a.fits", compression: compression)
                let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                for round in 0..<150 {
                    var bytes = whole
                    for _ in 0..<Int.random(in: 1...20, using: &generator) {
                        let limit = round % 2 == 0 ? min(bytes.count, 9000) : bytes.count
                        bytes[Int.random(in: 0..<limit, using: &generator)] =
                            round % 3 == 0
                            ? UInt8.random(in: 48...57, using: &generator)
                            : UInt8.random(in: 0...255, using: &generator)
                    }
                    try Data(bytes).write(to: URL(fileURLWithPath: path))
                    guard let file = try? ImageFile.open(path) else { continue }
                    for image in file.extensions where image.width * image.height < 1 << 24 {
                        _ = try? file.cut(image, PixelBox(x: -5, y: 3, width: 150, height: 150))
                        _ = try? WorldCoordinates(image.header)
                    }
                }
            }
        }
    }

    @Test func aByteThatIsWrongInAPackingOfCFITSIOsIsAnError() async throws {
        try await withTemporaryFolder { folder in
            for algorithm in [CompressionAlgorithm.gzip1, .gzip2, .hcompress] {
                let path = try write("\(folder)/a.fits", compression: ImageCompression(algorithm))
                var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                let file = try ImageFile.open(path)
                _ = try file.read(file.extensions[0], file.extensions[0].bounds)
                // In the middle of the heap.
                bytes[bytes.count * 3 / 4] ^= 0x55
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                let damaged = try ImageFile.open(path)
                #expect(throws: ImageError.self, "\(algorithm)") {
                    try damaged.read(damaged.extensions[0], damaged.extensions[0].bounds)
                }
            }
        }
    }

    @Test func manyThreadsReadOneFile() async throws {
        try await withTemporaryFolder { folder in
            let packings = [
                nil, ImageCompression(), ImageCompression(.rice, tileWidth: 300, tileHeight: 200),
                ImageCompression(.gzip1, dithering: .none),
            ]
            for compression in packings {
                let file = try ImageFile.open(write("\(folder)/a.fits", compression: compression))
                let image = file.extensions[0]
                // Read from a file of its own, so that the threads find no marks in the tiles.
                let whole = try ImageFile.open(file.path).read(image, image.bounds)
                await withTaskGroup(of: Bool.self) { group in
                    for task in 0..<8 {
                        group.addTask {
                            (0..<20).allSatisfy { round in
                                let box = PixelBox(x: task * 7 + round, y: round * 5, width: 90, height: 60)
                                guard let part = try? file.read(image, box) else { return false }
                                return part[3, 4] == whole[box.x + 3, box.y + 4]
                                    && part[89, 59] == whole[box.x + 89, box.y + 59]
                            }
                        }
                    }
                    for await isRight in group { #expect(isRight) }
                }
            }
        }
    }

    @Test func aCutMovesAllReferencePixelsAndDropsSections() throws {
        var header = WorldTests.header(10, 10)
        header.set("CRPIX1A", 7)
        header.set("CRPIX2B", 3.5)
        header.set("LTV1", -2.0)
        header.set("CNPIX2", 100)
        header.set("DATASECA", "[1:10,1:10]")
        header.set("CRPIX1AB", 5)
        let cut = PositionCards(header).header(header, cutTo: PixelBox(x: 10, y: -20, width: 5, height: 6))
        #expect(cut.real("CRPIX1") == 90.5 && cut.real("CRPIX2") == 70.5)
        #expect(cut.real("CRPIX1A") == -3 && cut.real("CRPIX2B") == 23.5)
        #expect(cut.real("LTV1") == -12 && cut.real("CNPIX2") == 80 && cut.real("CRPIX1AB") == 5)
        #expect(cut.integer("NAXIS1") == 5 && cut.integer("NAXIS2") == 6)
        #expect(!cut.contains("DATASECA"))
    }

    @Test func headersKeepLongStringsAndStrangeKeywords() throws {
        var header = ImageHeader()
        let long = String(repeating: "It's a long string, isn't it? ", count: 9) + "end"
        header.set("LONGTEXT", long, comment: "kept")
        header.set("ESO TEL ALT", 12.5, comment: "a HIERARCH keyword")
        header.set("TINY", 1e-300)
        header.set("COUNT", -5)
        header.set("FLAG", true)
        header.addHistory(String(repeating: "h", count: 100))
        header.addComment("a comment")
        let block = try #require(PixelBlock(width: 2, height: 2, pixels: .uint16([1, 2, 3, 65535]), blank: 65535))
        let writer = try FITSImageWriter()
        try writer.append(block, header: header)
        let bytes = try writer.finishInMemory()
        let folder = FileManager.default.temporaryDirectory.path
        let path = "\(folder)/peryton-header-\(UUID().uuidString).fits"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let file = try ImageFile.open(path)
        let read = file.extensions[0].header
        #expect(read.text("LONGTEXT") == long)
        #expect(read.real("ESO TEL ALT") == 12.5)
        #expect(read.real("TINY") == 1e-300)
        #expect(read.integer("count") == -5)
        #expect(read.logical("FLAG") == true)
        #expect(read.history.joined() == String(repeating: "h", count: 100))
        #expect(read.comments == ["a comment"])
        #expect(try file.read(file.extensions[0], file.extensions[0].bounds) == block)
        #expect(block.floats()[3].isNaN)
    }
}
