import Foundation
import Messages
import Tables
import TestSupport
import Testing

@testable import Cutout

/// Positions as people bring them: no row is lost, and each has its reason.
@Suite("Tables of targets")
struct TargetTableTests {
    private func rows(_ csv: String) async throws -> [TargetTable.Row] {
        var rows: [TargetTable.Row] = []
        try await withTemporaryFolder { folder in
            let path = "\(folder)/targets.csv"
            try Data(csv.utf8).write(to: URL(fileURLWithPath: path))
            var source = try TableReader.open(path)
            let table = try TargetTable(source.columns, source: "targets.csv")
            while let batch = try source.next(maximumRows: 2) { rows += table.rows(of: batch, from: rows.count) }
        }
        return rows
    }

    private func targets(_ csv: String) async throws -> [CutoutTarget] {
        try await rows(csv).map { row in
            switch row {
            case .target(let target): target
            case .refused(_, let reason): throw RowRefused(reason: reason)
            }
        }
    }

    @Test(
        "line ends, blank lines and a missing last newline make no difference",
        arguments: [
            "ra,dec\n10,-20\n11,-21\n", "ra,dec\r\n10,-20\r\n11,-21", "RA,DEC\n10,-20\n\n11,-21\n\n",
            "DEC,RA\n-20,10\n-21,11",
        ])
    func lineEnds(csv: String) async throws {
        let targets = try await targets(csv)
        #expect(targets.map(\.raDegrees) == [10, 11])
        #expect(targets.map(\.decDegrees) == [-20, -21])
        #expect(targets.map(\.name) == ["row 1", "row 2"])
    }

    @Test("positions may be sexagesimal, and minus zero degrees stay negative")
    func sexagesimal() async throws {
        let targets = try await targets("name,ra,dec\nfirst,02:02:02.4,-00:30:00\nsecond,00:00:00,+00:00:00\n")
        #expect(abs(targets[0].raDegrees - 30.51) < 1e-9)
        #expect(targets[0].decDegrees == -0.5)
        #expect(targets[1].raDegrees == 0)
        #expect(targets.map(\.name) == ["first", "second"])
    }

    @Test("a row's own settings are read from DESaccess's columns")
    func settings() async throws {
        let targets = try await targets(
            "coadd_object_id,xsize,ysize,colors_fits,make_fits,rgb_lupton_colors,rgb_asinh\n123456789012345678,2,3,gr,false,irg,5\n7,,,,,,\n"
        )
        #expect(targets[0].objectID == "123456789012345678")
        let settings = try #require(targets[0].settings)
        #expect(settings.widthArcminutes == 2 && settings.heightArcminutes == 3)
        #expect(settings.bands == "gr" && settings.fits == false && settings.lupton == "irg" && settings.luptonQ == 5)
        #expect(targets[1].settings == nil)
    }

    @Test("a row that is no position has a reason, and those behind it go on")
    func refusedRows() async throws {
        let rows = try await rows("ra,dec\n10,-20\nnan,5\n10,95\nabc,1\n,\n359.5,89\n")
        #expect(
            rows.map { row in
                switch row {
                case .target(let target): "\(target.raDegrees)"
                case .refused(_, let reason): String(reason.prefix(6))
                }
            } == ["10.0", "row 2:", "row 3:", "row 4:", "row 5:", "359.5"])
    }

    @Test("a table without positions is refused with the columns that it has")
    func noPositions() async {
        await #expect { try await rows("x,y\n1,2\n") } throws: {
            "\($0)" == "targets.csv: expected columns ra and dec, or coadd_object_id; it has x, y"
        }
    }
}

private struct RowRefused: Error {
    let reason: String
}
