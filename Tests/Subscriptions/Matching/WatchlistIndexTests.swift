import Foundation
import Messages
import Sky
import Synchronization
import TestSupport
import Testing

@testable import Subscriptions

private final class End: Sendable {
    let isReached = Mutex(false)
}

@Suite("The index of watched positions")
struct WatchlistIndexTests {
    private func name(_ number: Int) -> WatchlistName {
        WatchlistName(project: "demo", owner: "ada", name: "list\(number)")
    }

    private func direction(_ row: WatchlistRow) -> UnitVector {
        UnitVector(rightAscension: row.raDegrees, declination: row.decDegrees)
    }

    @Test("lookups find what a look at all rows finds, while rows come, change and go", arguments: testSeeds(8))
    func model(seed: UInt64) throws {
        var rules = RandomRules(seed: seed)
        let index = WatchlistIndex()
        let lists = (0..<4).map { index.list(name($0)) }
        var model: [[String: WatchlistRow]] = Array(repeating: [:], count: lists.count)
        var hits = 0
        for _ in 0..<60 {
            let list = Int.random(in: 0..<lists.count, using: &rules.random)
            switch Int.random(in: 0..<12, using: &rules.random) {
            case 0:
                index.clear(lists[list])
                model[list] = [:]
            case 1...3:
                let ids = (0..<40).map { _ in "object \(Int.random(in: 0..<400, using: &rules.random))" }
                let expected = ids.reduce(0) { $0 + (model[list].removeValue(forKey: $1) == nil ? 0 : 1) }
                #expect(index.remove(ids, list: lists[list]) == expected)
            default:
                let rows = (0..<60).map { _ in rules.row(Int.random(in: 0..<400, using: &rules.random)) }
                try index.put(rows, list: lists[list], radiusArcseconds: 3)
                for row in rows { model[list][row.id] = row }
            }
            for (list, rows) in zip(lists, model) { #expect(index.rowCount(of: list) == rows.count) }
            #expect(index.rowCount == model.reduce(0) { $0 + $1.count })
            for _ in 0..<40 {
                // Half of them just inside or just outside of a row's radius.
                var place = UnitVector(rules.position())
                if Bool.random(using: &rules.random), let row = model[list].values.min(by: { $0.id < $1.id }) {
                    let radius = row.radiusArcseconds == 0 ? 3 : row.radiusArcseconds
                    let share = Bool.random(using: &rules.random) ? 0.9999 : 1.0001
                    place = UnitVector(
                        direction(row).position.offset(
                            by: radius * share / 3600, positionAngle: .random(in: 0..<360, using: &rules.random)))
                }
                hits += try compare(index, lists, model, place)
            }
        }
        #expect(hits > 500, "\(hits)")
    }

    private func compare(
        _ index: WatchlistIndex, _ lists: [WatchlistID], _ model: [[String: WatchlistRow]], _ place: UnitVector
    ) throws -> Int {
        var expected: [String: Double] = [:]
        for (list, rows) in zip(lists, model) {
            for row in rows.values {
                let separation = direction(row).radians(to: place) * 648_000 / .pi
                let radius = row.radiusArcseconds == 0 ? 3 : row.radiusArcseconds
                if separation <= radius { expected["\(list.number) \(row.id) \(row.comment)"] = separation }
            }
        }
        let found = index.finds(at: place)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.separationArcseconds <= $1.separationArcseconds })
        #expect(found.count == expected.count)
        for find in found {
            let separation = try #require(expected["\(find.list.number) \(find.rowID) \(find.comment)"])
            #expect(abs(separation - find.separationArcseconds) < 1e-9)
        }
        let wanted = lists[0]
        #expect(index.finds(at: place) { $0 == wanted } == found.filter { $0.list == wanted })
        return found.count
    }

    @Test("lookups go on while other threads put, remove and clear")
    func threads() async throws {
        let index = WatchlistIndex()
        let steady = index.list(name(0))
        var rules = RandomRules(seed: 5)
        let rows = (0..<200).map { rules.row($0) }
        try index.put(rows, list: steady, radiusArcseconds: 3)
        let busy = (1...2).map { index.list(name($0)) }
        let end = End()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (seed, list) in busy.enumerated() {
                group.addTask {
                    var rules = RandomRules(seed: UInt64(seed))
                    for _ in 0..<60 {
                        try index.put((0..<500).map { rules.row($0) }, list: list, radiusArcseconds: 3)
                        index.remove((0..<100).map { "object \($0)" }, list: list)
                        index.clear(list)
                    }
                    end.isReached.withLock { $0 = true }
                }
            }
            group.addTask {
                while !end.isReached.withLock({ $0 }) {
                    for row in rows {
                        let place = UnitVector(rightAscension: row.raDegrees, declination: row.decDegrees)
                        let finds = index.finds(at: place) { $0 == steady }
                        #expect(finds.contains { $0.rowID == row.id && $0.separationArcseconds < 1e-6 })
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(index.rowCount == rows.count)
        #expect(index.rowCount(of: busy[0]) == 0)
    }

    @Test("a row takes at most 100 bytes, and what is removed is used again")
    func memory() throws {
        let index = WatchlistIndex()
        let list = index.list(name(0))
        var rules = RandomRules(seed: 3)
        let count = 98_000
        let rows = (0..<count).map { number in
            let row = rules.row(number)
            return WatchlistRow(
                id: "ZTF18a\(number)", raDegrees: row.raDegrees, decDegrees: row.decDegrees, comment: "a comment")
        }
        try index.put(rows, list: list, radiusArcseconds: 2)
        let bytes = index.byteCount
        #expect(bytes / count <= 100, "\(bytes / count)")
        for _ in 0..<2 {
            index.clear(list)
            #expect(index.rowCount == 0)
            try index.put(rows, list: list, radiusArcseconds: 2)
            index.remove(rows.prefix(count / 2).map(\.id), list: list)
            try index.put(rows, list: list, radiusArcseconds: 2)
        }
        #expect(index.byteCount <= bytes + 9 * count)
        #expect(index.rowCount == count)
    }

    @Test("bad rows are refused with what is wrong, and nothing of them is put")
    func badRows() throws {
        let index = WatchlistIndex()
        let list = index.list(name(0))
        let good = WatchlistRow(id: "good", raDegrees: 1, decDegrees: 2)
        func message(_ row: WatchlistRow, radius: Double = 2) -> String {
            do throws(WatchlistError) {
                try index.put([good, row], list: list, radiusArcseconds: radius)
                return ""
            } catch { return "\(error)" }
        }
        #expect(
            message(WatchlistRow(id: "a", raDegrees: 1, decDegrees: 91))
                == "the row \"a\": (1.0, 91.0) is not on the sky: expected a finite right ascension and a declination from -90 to 90, in degrees"
        )
        #expect(
            message(WatchlistRow(id: "a", raDegrees: 1, decDegrees: 2, radiusArcseconds: 3601))
                == "the row \"a\": its radius is 3601.0 arcseconds, expected above 0 and at most 3600 (1 degree)")
        #expect(message(WatchlistRow(id: "a", raDegrees: 1, decDegrees: 2), radius: 0).contains("its radius is 0.0"))
        #expect(message(WatchlistRow(id: "", raDegrees: 1, decDegrees: 2)).contains("its id has 0 bytes"))
        #expect(
            message(WatchlistRow(id: "a", raDegrees: 1, decDegrees: 2, comment: String(repeating: "x", count: 1001)))
                .contains("its comment has 1001 bytes, expected at most 1000"))
        #expect(index.rowCount == 0)
    }
}
