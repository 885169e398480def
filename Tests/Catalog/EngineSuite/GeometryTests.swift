import Catalog
import Foundation
import Tables
import TestSupport
import Testing

/// Every engine's geometry against spherical formulas in higher precision, by NumPy.
@Suite("Geometry of every engine", .timeLimit(.minutes(3)))
struct GeometryTests {
    private struct Reference: Decodable {
        struct Question: Decodable {
            let region: String
            let inside: [Int]
            let unsure: [Int]
        }
        let ra: [Double]
        let dec: [Double]
        let queries: [Question]
        let others: [Int]
        let distances: [Double]
    }

    @Test(
        "what lies in cones of 1 mas to 179°, boxes and polygons, at poles and across right ascension 0",
        arguments: EngineKind.allCases)
    func regions(_ kind: EngineKind) async throws {
        guard let python = Python.executable(importing: "numpy") else {
            print("NumPy is not installed (make test installs it): geometry not compared")
            return
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("geometry_reference.py").path
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(try Python.run(python, [script, "20261125"]).utf8))
        let count = reference.ra.count
        let table = MemoryTable([
            (Column("id", .int64), MemoryTable.int64s((0..<count).map { Int64($0) })),
            (Column("ra", .float64), MemoryTable.doubles(reference.ra)),
            (Column("dec", .float64), MemoryTable.doubles(reference.dec)),
            (Column("other", .int64), MemoryTable.int64s(reference.others.map { Int64($0) })),
        ])
        try await kind.withCatalog { engine in
            try engine.load(table, LoadPlan(schema: "s", name: "t"))
            for question in reference.queries {
                let unsure = Set(question.unsure)
                let inside = Set(question.inside)
                for (wanted, isInside) in [("1 = ", true), ("0 = ", false)] {
                    let adql = "SELECT id FROM s.t WHERE \(wanted)CONTAINS(POINT(ra, dec), \(question.region))"
                    let found = Set(try engine.rows(adql).rows.compactMap { Int($0[0]) }).subtracting(unsure)
                    let expected = Set(0..<count).subtracting(unsure).filter { inside.contains($0) == isInside }
                    #expect(found == expected, "\(adql)")
                }
            }
            let apart = try engine.rows(
                """
                SELECT a.id, DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) AS d
                FROM s.t AS a JOIN s.t AS b ON a.other = b.id ORDER BY a.id
                """)
            #expect(apart.rows.count == count)
            for (row, expected) in zip(apart.rows, reference.distances) {
                #expect(abs((Double(row[1]) ?? .nan) - expected) < 1e-13, "positions \(row[0]) and its other")
            }
        }
    }
}
