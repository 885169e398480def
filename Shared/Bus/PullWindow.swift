/// Decides when to ask a pull consumer for more: a pure state machine, without I/O and without a clock.
///
/// Messages that are asked for, or here and not yet taken, are at most two batches (one where nothing is to be fetched
/// ahead); a new request goes out as soon as one batch of that is free, so that the next batch is on its way while the
/// last is worked on.
struct PullWindow {
    /// One request that the server has not yet answered in full.
    struct Request: Equatable {
        var id: UInt64
        var remaining: Int
        /// When the server has surely forgotten it, seconds.
        var deadline: Double
    }

    let batchSize: Int
    let expirySeconds: Double
    private let capacity: Int
    private(set) var requests: [Request] = []
    private(set) var buffered = 0
    private var counter: UInt64 = 0

    init(batchSize: Int, expirySeconds: Double, fetchesAhead: Bool = true) {
        self.batchSize = batchSize
        self.expirySeconds = expirySeconds
        capacity = fetchesAhead ? 2 * batchSize : batchSize
    }

    /// The requests to send now.
    mutating func requestsToSend(now: Double) -> [Request] {
        var new: [Request] = []
        while buffered + requests.reduce(0, { $0 + $1.remaining }) + batchSize <= capacity {
            counter += 1
            // The server ends a request at its expiry; a little later it is surely gone.
            let request = Request(id: counter, remaining: batchSize, deadline: now + expirySeconds + 2)
            requests.append(request)
            new.append(request)
        }
        return new
    }

    /// Drops requests that the server must have ended without a word; returns whether there were any, which tells that the
    /// consumer is not there any more: nats-server 2.9 does not answer for one that it does not know.
    mutating func dropForgotten(now: Double) -> Bool {
        let before = requests.count
        requests.removeAll { $0.deadline < now }
        return requests.count < before
    }

    /// A message came: the server answers requests in their order.
    mutating func received() {
        buffered += 1
        guard !requests.isEmpty else { return }
        requests[0].remaining -= 1
        if requests[0].remaining == 0 { requests.removeFirst() }
    }

    /// Somebody took messages away.
    mutating func taken(_ count: Int) { buffered -= count }

    /// The server ended a request early.
    mutating func ended(id: UInt64) { requests.removeAll { $0.id == id } }

    /// The server has forgotten every request.
    mutating func reset() { requests.removeAll() }
}
