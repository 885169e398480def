/// Whose turn it is to be transferred: so many at once to one place, so many in all, places in turn.
///
/// A place whose transfers hang takes its own turns and no others. Knows no clock and no sockets.
struct Turns<ID: Hashable> {
    /// At once to one place, and in all.
    let mostPerPlace: Int, most: Int

    private struct Place {
        var running = 0
        var waiting: [(id: ID, deadline: ContinuousClock.Instant)] = []
    }
    private var places: [String: Place] = [:]
    /// Places with somebody waiting, the next one first.
    private var order: [String] = []
    private var running: [ID: String] = [:]

    init(mostPerPlace: Int, most: Int) {
        self.mostPerPlace = mostPerPlace
        self.most = most
    }

    /// Somebody waits for a turn, until then at most.
    mutating func add(_ id: ID, place: String, deadline: ContinuousClock.Instant) {
        if places[place, default: Place()].waiting.isEmpty { order.append(place) }
        places[place, default: Place()].waiting.append((id, deadline))
    }

    /// Whose turn it is now; they run until `end`.
    mutating func next() -> [ID] {
        var chosen: [ID] = []
        // Places that got nothing in a row: a full round of them is the end.
        var passed = 0
        while running.count < most, passed < order.count {
            let name = order.removeFirst()
            guard var place = places[name], place.running < mostPerPlace else {
                order.append(name)
                passed += 1
                continue
            }
            let id = place.waiting.removeFirst().id
            place.running += 1
            places[name] = place
            running[id] = name
            chosen.append(id)
            if !place.waiting.isEmpty { order.append(name) }
            passed = 0
        }
        return chosen
    }

    /// Somebody is done, or waits no more.
    mutating func end(_ id: ID) {
        if let name = running.removeValue(forKey: id) {
            places[name]?.running -= 1
            forget(name)
            return
        }
        for name in order where places[name]?.waiting.contains(where: { $0.id == id }) == true {
            places[name]?.waiting.removeAll { $0.id == id }
            forget(name)
            return
        }
    }

    /// Takes out who has waited for too long.
    mutating func overdue(at now: ContinuousClock.Instant) -> [ID] {
        var late: [ID] = []
        for name in order {
            // They came one after another: the first ones are due first.
            while let first = places[name]?.waiting.first, first.deadline <= now {
                places[name]?.waiting.removeFirst()
                late.append(first.id)
            }
            forget(name)
        }
        return late
    }

    /// Whether there is somebody whose turn it is.
    var hasTurn: Bool {
        running.count < most && order.contains { (places[$0]?.running ?? 0) < mostPerPlace }
    }

    /// When somebody has waited for too long next.
    var nextDeadline: ContinuousClock.Instant? {
        order.compactMap { places[$0]?.waiting.first?.deadline }.min()
    }

    private mutating func forget(_ name: String) {
        guard let place = places[name], place.waiting.isEmpty else { return }
        order.removeAll { $0 == name }
        if place.running == 0 { places[name] = nil }
    }
}
