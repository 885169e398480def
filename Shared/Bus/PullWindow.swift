/// Decides when to ask a pull consumer for more: a pure state machine, without I/O and without a clock.
///
/// Messages that are asked for, or here and not yet taken, are at most two batches; a new request goes out as soon as one
/// batch of that is free, so that the next batch is on its way while the last is worked on.
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
    private(set) var requests: [Request] = []
    private(set) var buffered = 0
    private var counter: UInt64 = 0

    init(batchSize: Int, expirySeconds: Double) {
        self.batchSize = batchSize
        self.expirySeconds = expirySeconds
    }

    /// The requests to send now.
    mutating func requestsToSend(now: Double) -> [Request] {
        requests.removeAll { $0.deadline < now }
        var new: [Request] = []
        while buffered + requests.reduce(0, { $0 + $1.remaining }) + batchSize <= 2 * batchSize {
            counter += 1
            // The server ends a request at its expiry; a little later it is surely gone.
            let request = Request(id: counter, remaining: batchSize, deadline: now + expirySeconds + 2)
            requests.append(request)
            new.append(request)
        }
        return new
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
