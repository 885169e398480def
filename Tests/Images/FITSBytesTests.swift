import Foundation
import TestSupport
import Testing

@testable import Images

/// Files that are put together in memory, against CFITSIO through our own reading and against astropy.
@Suite("FITS files in memory")
struct FITSBytesTests {
    private static let blocks: [PixelBlock] = {
        let numbers = Array(0..<35)
        let all: [(Pixels, Int64?)] = [
            (.uint8(numbers.map { UInt8($0 * 7) }), 0), (.int16(numbers.map { Int16($0 * 1_800 - 32_000) }), -32_000),
            (.uint16(numbers.map { UInt16($0 * 1_800) }), 65_535),
            (.int32(numbers.map { Int32($0 * 120_000_000 - 2_000_000_000) }), nil),
            (.uint32(numbers.map { UInt32($0 * 120_000_000) }), nil), (.int64(numbers.map { Int64($0) << 57 }), nil),
            (.float(numbers.map { Float($0) / 3 - 5 }), nil), (.double(numbers.map { Double($0) / 3 - 5 }), nil),
        ]
        return all.compactMap { PixelBlock(width: 7, height: 5, pixels: $0, blank: $1) }
    }()

    private static func header() -> ImageHeader {
        var header = ImageHeader()
        header.set("OBJECT", "it's a star")
        header.set("LONGTEXT", String(repeating: "long ", count: 30))
        header.set("CRPIX1", 3.5, comment: "reference")
        header.addHistory("made for a test")
        return header
    }

    private static func file(_ folder: String) throws -> String {
        var file = FITSBytes()
        for (number, block) in blocks.enumerated() { file.append(block, header: header(), name: "PLANE\(number)") }
        let path = "\(folder)/all.fits"
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("every type of pixel and the header's own cards come back")
    func readBack() async throws {
        try await withTemporaryFolder { folder in
            let file = try ImageFile.open(try Self.file(folder))
            #expect(file.extensions.count == Self.blocks.count)
            for (image, block) in zip(file.extensions, Self.blocks) {
                #expect(try file.read(image, image.bounds) == block, "\(block.pixels.type)")
                #expect(image.header.text("OBJECT") == "it's a star")
                #expect(image.header.real("CRPIX1") == 3.5)
            }
        }
    }

    @Test("astropy finds nothing wrong, not even with the checksums")
    func astropy() async throws {
        guard let python = Python.executable(importing: "astropy") else {
            print("astropy is missing: files in memory are not checked with it")
            return
        }
        try await withTemporaryFolder { folder in
            let text = try Python.run(
                python,
                [
                    "-c",
                    """
                    import sys, warnings
                    warnings.simplefilter("error")
                    from astropy.io import fits
                    with fits.open(sys.argv[1], checksum=True, do_not_scale_image_data=True) as file:
                        file.verify("exception")
                        for hdu in file:
                            print(hdu.name, hdu.data.dtype.name, hdu.data.shape, hdu.header["LONGTEXT"].strip() == ("long " * 30).strip())
                    """, try Self.file(folder),
                ])
            // As they are stored.
            let types = ["uint8", "int16", "int16", "int32", "int32", "int64", "float32", "float64"]
            #expect(
                text.split(separator: "\n").map(String.init)
                    == types.enumerated().map { "PLANE\($0) \($1) (5, 7) True" })
        }
    }
}
