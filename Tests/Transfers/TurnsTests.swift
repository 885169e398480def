import Testing

@testable import Transfers

@Suite struct TurnsTests {
    private let now = ContinuousClock.now

    @Test func aPlaceTakesItsOwnTurnsOnly() {
        var turns = Turns<Int>(mostPerPlace: 2, most: 10)
        for id in 0..<100 { turns.add(id, place: "hangs", deadline: now) }
        turns.add(100, place: "good", deadline: now)
        #expect(turns.next().sorted() == [0, 1, 100])
        #expect(turns.next() == [])
        #expect(!turns.hasTurn)
        turns.end(1)
        #expect(turns.hasTurn)
        #expect(turns.next() == [2])
    }

    @Test func placesAreInTurnWhenAllTurnsAreTaken() {
        var turns = Turns<Int>(mostPerPlace: 4, most: 3)
        for id in 0..<4 { turns.add(id, place: "a", deadline: now) }
        for id in 10..<12 { turns.add(id, place: "b", deadline: now) }
        #expect(turns.next() == [0, 10, 1])
        turns.end(0)
        #expect(turns.next() == [11])
    }

    @Test func whoWaitsTooLongOrGivesUpLeaves() {
        var turns = Turns<Int>(mostPerPlace: 1, most: 9)
        for id in 0..<4 { turns.add(id, place: "a", deadline: now + .seconds(id)) }
        #expect(turns.next() == [0])
        #expect(turns.nextDeadline == now + .seconds(1))
        turns.end(1)
        #expect(turns.overdue(at: now + .seconds(2)) == [2])
        #expect(turns.nextDeadline == now + .seconds(3))
        turns.end(0)
        #expect(turns.next() == [3])
        turns.end(3)
        #expect(turns.nextDeadline == nil)
        #expect(!turns.hasTurn)
    }
}
