import ArgumentParser
import Messages
import Testing

@testable import PerytonCommand

/// What people type for cutouts.
@Suite("Choices of cutouts")
struct CutoutChoicesTests {
    @Test(
        "a size is in arcminutes unless its unit is another",
        arguments: [
            ("2", 2.0, 2.0, CutoutSize.Unit.arcminutes), ("2'", 2, 2, .arcminutes), ("90\"", 1.5, 1.5, .arcminutes),
            ("2x3'", 2, 3, .arcminutes), ("1.5×0.5", 1.5, 0.5, .arcminutes), ("300px", 300, 300, .pixels),
            ("300x200 pixels", 300, 200, .pixels), ("30arcsec", 0.5, 0.5, .arcminutes),
        ])
    func size(text: String, width: Double, height: Double, unit: CutoutSize.Unit) throws {
        let size = try #require(CutoutSize(argument: text))
        #expect(size.width == width && size.height == height && size.unit == unit)
    }

    @Test("what is no size is refused", arguments: ["", "x", "-1", "2x", "1.5px", "nan", "2x3x4", "big"])
    func noSize(text: String) {
        #expect(CutoutSize(argument: text) == nil)
    }

    @Test(
        "a colour picture is of i, r and g unless the bands are others, the reddest first",
        arguments: [
            ("", "irg"), ("gri", "irg"), ("grizY", "irg"), ("izY", "Y,z,i"), ("w1,w3,w2", "w3,w2,w1"), ("gr", "irg"),
        ])
    func triplet(bands: String, expected: String) {
        #expect(CutoutChoices.triplet(of: bands) == expected)
    }

    @Test("a position is taken in any of the usual ways, with minus signs")
    func position() throws {
        for words in [["30.51", "-20.02"], ["02:02:02.4", "-20:01:12"], ["30.51,-20.02"]] {
            let command = try CutoutCommand.parse(words)
            let target = try #require(try command.target.target(command.choices.settings))
            #expect(abs(target.raDegrees - 30.51) < 1e-9 && abs(target.decDegrees + 20.02) < 1e-9)
        }
    }

    @Test(
        "what does not go together is refused",
        arguments: [
            ["30", "-20", "--archive", "zip"], ["30", "-20", "--positions", "a.csv"], [], ["30", "-20", "--no-fits"],
            ["30", "-20", "--bnads", "r"], ["--positions", "a.csv", "--contact-sheet"],
        ])
    func together(words: [String]) {
        #expect(throws: (any Error).self) { try CutoutCommand.parse(words) }
    }
}
