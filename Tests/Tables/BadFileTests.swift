import Foundation
import TestSupport
import Testing

@testable import Tables

/// Files that are damaged, or made to do damage.
@Suite("Bad files")
struct BadFileTests {
    private func problem(_ bytes: [UInt8], _ name: String) async throws -> String {
        var said = "no error"
        try await withTemporaryFolder { folder in
            let path = "\(folder)/\(name)"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                _ = try SampleTable.readAll(path, rows: 1000)
            } catch let error as TableError {
                said = error.description.replacing(path, with: name)
            }
        }
        return said
    }

    private func written(_ format: TableFormat, _ ending: String = "") async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.\(format.fileExtension)\(ending)"
            var sink = try TableWriter.make(
                format, to: path, columns: SampleTable.columns, provenance: SampleTable.provenance)
            try sink.write(SampleTable.batch)
            try sink.finish()
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        return bytes
    }

    /// HDF5's own library reads those files, and is not ours to try.
    private static let cases =
        TableFormat.allCases.filter { $0 != .hdf5 }.map { ($0, $0 == .fits ? ".gz" : "") }
        + [(.fits, ""), (.csv, ".gz")]

    @Test("a changed, shortened or doubled file is read or refused, and never more than that", arguments: cases)
    func mutations(format: TableFormat, ending: String) async throws {
        let whole = try await written(format, ending)
        var generator = SeededGenerator(seed: 7)
        try await withTemporaryFolder { folder in
            let path = "\(folder)/t.\(format.fileExtension)\(ending)"
            var refused = 0
            for turn in 0..<200 {
                var bytes = whole
                switch turn % 4 {
                case 0: bytes.removeLast(Int.random(in: 1..<whole.count, using: &generator))
                case 1:
                    let at = Int.random(in: 0..<whole.count, using: &generator)
                    bytes.removeSubrange(at..<min(whole.count, at + Int.random(in: 1...100, using: &generator)))
                case 2:
                    for _ in 0..<Int.random(in: 1...8, using: &generator) {
                        // Signs that mean something are tried most.
                        let sign = Array("0123456789<>&\"',\n-/= TF".utf8).randomElement(using: &generator) ?? 0
                        let byte = Bool.random(using: &generator) ? sign : UInt8.random(in: 0...255, using: &generator)
                        bytes[Int.random(in: 0..<whole.count, using: &generator)] = byte
                    }
                default:
                    let at = Int.random(in: 0..<whole.count, using: &generator)
                    bytes.insert(contentsOf: bytes[at..<min(whole.count, at + 500)], at: at)
                }
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                do {
                    _ = try SampleTable.readAll(path, rows: 1000)
                } catch is TableError {
                    refused += 1
                }
            }
            #expect(refused > 5)
        }
    }

    private func card(_ text: String) -> String { text.padding(toLength: 80, withPad: " ", startingAt: 0) }

    private func fits(rows: String, width: String = "8", form: String = "D", more: [String] = []) -> [UInt8] {
        func block(_ cards: [String]) -> String {
            let text = (cards + ["END"]).map(card).joined()
            return text.padding(toLength: (text.count + 2879) / 2880 * 2880, withPad: " ", startingAt: 0)
        }
        let primary = block(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"])
        let table = block(
            [
                "XTENSION= 'BINTABLE'", "BITPIX  = 8", "NAXIS   = 2", "NAXIS1  = \(width)", "NAXIS2  = \(rows)",
                "PCOUNT  = 0",
                "GCOUNT  = 1", "TFIELDS = 1", "TTYPE1  = 'x'", "TFORM1  = '\(form)'",
            ] + more)
        return Array((primary + table).utf8) + [UInt8](repeating: 0, count: 2880)
    }

    @Test("a FITS header that promises more than there is, or what cannot be, is refused at once")
    func fitsHeaders() async throws {
        #expect(try await problem(fits(rows: "360"), "t.fits") == "no error")
        #expect(
            try await problem(fits(rows: "1000000000000000"), "t.fits")
                == "t.fits: ends within its table: 1000000000000000 rows of 8 bytes are announced, 2880 bytes are there"
        )
        for (rows, width) in [
            ("-1", "8"), ("9223372036854775807", "8"), ("99999999999999999999", "8"), ("1", "-8"),
            ("1", "9223372036854775807"),
            ("x", "8"), ("1", "4"),
        ] {
            #expect(try await problem(fits(rows: rows, width: width), "t.fits") != "no error", "\(rows) × \(width)")
        }
        for form in ["", "Z", "99999999999999999999D", "3000000000A", "-1D", "65D", "2PA", "P"] {
            #expect(try await problem(fits(rows: "1", form: form), "t.fits") != "no error", "\(form)")
        }
        for more in ["TZERO1  = 1E999", "TNULL1  = 'x'", "THEAP   = -5"] {
            let form = more.hasPrefix("TH") ? "PA" : "J"
            #expect(try await problem(fits(rows: "1", form: form, more: [more]), "t.fits") != "no error", "\(more)")
        }
        #expect(
            try await problem(fits(rows: "1", width: "800", form: "100D"), "t.fits")
                == "t.fits, column x: has arrays of 100 elements; up to 64 become columns of their own")
    }

    private func votable(_ body: String, head: String = "") -> [UInt8] {
        Array("<?xml version=\"1.0\"?>\(head)<VOTABLE><RESOURCE><TABLE>\(body)</TABLE></RESOURCE></VOTABLE>".utf8)
    }

    @Test("XML that declares, fetches or multiplies entities is refused")
    func entities() async throws {
        let cell =
            "<FIELD name=\"a\" datatype=\"char\" arraysize=\"*\"/><DATA><TABLEDATA><TR><TD>&x;</TD></TR></TABLEDATA></DATA>"
        for head in [
            "<!DOCTYPE VOTABLE [<!ENTITY x \"y\">]>", "<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
            "",
            "<!DOCTYPE VOTABLE SYSTEM \"http://us-vo.org/xml/VOTable.dtd\">",
        ] {
            let said = try await problem(votable(cell, head: head), "t.vot")
            #expect(said.contains("not allowed here") || said.contains("cannot be declared here"), "\(said)")
        }
    }

    @Test("VOTables that are not what they say are refused with the line and what was expected")
    func votables() async throws {
        func table(_ type: String, _ data: String) -> [UInt8] {
            votable("<FIELD name=\"a\" \(type)/>\n<DATA>\(data)</DATA>")
        }
        func cell(_ type: String, _ text: String) -> [UInt8] {
            table("datatype=\"\(type)\"", "<TABLEDATA><TR><TD>\(text)</TD></TR></TABLEDATA>")
        }
        #expect(try await problem(cell("int", "0x1F"), "t.vot") == "no error")
        #expect(
            try await problem(cell("short", "70000"), "t.vot")
                == "t.vot, line 2, row 1, column a: expected a 16-bit whole number, found \"70000\"")
        #expect(
            try await problem(
                table("datatype=\"int\"", "<TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA>"), "t.vot")
                == "t.vot, line 2: row 1 has 2 cells where the table has 1 fields")
        #expect(try await problem(cell("complex", "1"), "t.vot").contains("which VOTable does not have"))
        let stream = "<STREAM encoding=\"base64\">"
        #expect(
            try await problem(table("datatype=\"long\"", "<BINARY>\(stream)AAAA</STREAM></BINARY>"), "t.vot")
                == "t.vot, line 2: the values end in row 1")
        #expect(
            try await problem(
                table("datatype=\"char\" arraysize=\"*\"", "<BINARY>\(stream)f////w==</STREAM></BINARY>"), "t.vot")
                == "t.vot, line 2: the values end in row 1")
        #expect(
            try await problem(table("datatype=\"int\"", "<BINARY>\(stream)*</STREAM></BINARY>"), "t.vot")
                .contains("base64 does not have"))
        #expect(
            try await problem(table("datatype=\"int\"", "<BINARY><STREAM href=\"http://x/y\"/></BINARY>"), "t.vot")
                .contains("values inline"))
        #expect(
            try await problem(
                Array(
                    "<VOTABLE><RESOURCE><INFO name=\"QUERY_STATUS\" value=\"ERROR\">no such table</INFO></RESOURCE></VOTABLE>"
                        .utf8),
                "t.vot") == "t.vot: holds no table but an error: no such table")
    }

    @Test("a file that ends within its compression is refused")
    func compression() async throws {
        for ending in [".gz", ".bz2"] {
            let bytes = try await written(.csv, ending)
            #expect(try await problem(Array(bytes.dropLast(9)), "t.csv\(ending)").contains("ends in the middle"))
        }
    }
}
