import CCurlOptions
import Glibc

/// What the transfer thread does: all transfers over libcurl's multi interface, and what is said to brokers.
///
/// It waits in `curl_multi_poll` for all sockets at once, so that a transfer that hangs costs a socket and no thread.
final class TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let limits: TransferLimits
    private let sockets: OpenSockets
    private var turns: Turns<ObjectIdentifier>
    /// Those that wait for their turn.
    private var waiting: [ObjectIdentifier: TransferCall] = [:]
    /// Those under way, by libcurl's handle.
    private var live: [UnsafeMutableRawPointer: LiveTransfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
    /// Connections to brokers that stand.
    private var exchanges: [UnsafeMutableRawPointer: BrokerExchange] = [:]

    init(multi: UnsafeMutableRawPointer, limits: TransferLimits, sockets: OpenSockets) {
        self.multi = multi
        self.limits = limits
        self.sockets = sockets
        turns = Turns(mostPerPlace: limits.transfersPerHost, most: limits.transfers)
        // Connections kept for the next transfer; libcurl's own four for each transfer would be too many.
        _ = peryton_curl_set_multi_number(multi, CURLMOPT_MAXCONNECTS, 32)
    }

    func take(_ commands: [TransferThread.Command]) {
        for command in commands {
            switch command {
            case .start(let call, let deadline):
                // It may have been cancelled before it came here.
                guard !call.isDone else { continue }
                let id = ObjectIdentifier(call)
                waiting[id] = call
                turns.add(id, place: call.order.place, deadline: deadline)
            case .abandon(let call):
                let id = ObjectIdentifier(call)
                if let handle = handles[id] {
                    end(handle, .failure(TransferError(.cancelled, "the transfer was cancelled")))
                } else if waiting.removeValue(forKey: id) != nil {
                    turns.end(id)
                }
            }
        }
    }

    /// Goes on with everything, and waits until there is more to do.
    func step() {
        for id in turns.next() { start(id) }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        readMessages()
        let now = ContinuousClock.now
        for id in turns.overdue(at: now) {
            guard let call = waiting.removeValue(forKey: id) else { continue }
            call.finish(
                .failure(
                    TransferError(
                        .busy,
                        "too much waits for \(call.order.place): no turn within \(shortest(limits.waitSeconds)) s")))
        }
        wait(from: now)
    }

    /// Ends everything.
    func end() {
        for handle in live.keys { end(handle, .failure(TransferThread.closed)) }
        for call in waiting.values { call.finish(.failure(TransferThread.closed)) }
        waiting = [:]
    }

    private func start(_ id: ObjectIdentifier) {
        guard let call = waiting.removeValue(forKey: id) else { return turns.end(id) }
        do throws(TransferError) {
            let transfer = try LiveTransfer(call, sockets: sockets)
            let handle = transfer.handle.pointer
            let code = curl_multi_add_handle(multi, handle)
            guard code == CURLM_OK else {
                throw TransferError(.busy, "libcurl takes no transfer: \(String(cString: curl_multi_strerror(code)))")
            }
            live[handle] = transfer
            handles[id] = handle
        } catch {
            turns.end(id)
            call.finish(.failure(error))
        }
    }

    private func end(_ handle: UnsafeMutableRawPointer, _ outcome: TransferCall.Outcome) {
        guard let transfer = live.removeValue(forKey: handle) else { return }
        let id = ObjectIdentifier(transfer.call)
        curl_multi_remove_handle(multi, handle)
        exchanges[handle] = nil
        handles[id] = nil
        turns.end(id)
        transfer.call.finish(outcome)
    }

    private func readMessages() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = live[handle]
            else { continue }
            var outcome = transfer.outcome(peryton_curl_result(message))
            // Closing has ended its connection.
            if case .failure = outcome, sockets.isShutDown { outcome = .failure(TransferThread.closed) }
            if case .success = outcome, case .voEvent(_, _, let frame) = transfer.order.content {
                exchanges[handle] = BrokerExchange(frame: frame, place: transfer.order.place)
                goOn(handle)
            } else {
                end(handle, outcome)
            }
        }
    }

    // MARK: Waiting

    private func wait(from now: ContinuousClock.Instant) {
        // Whoever ended may have given a turn to others, whom nothing wakes.
        if turns.hasTurn { return }
        var deadline = turns.nextDeadline
        var sockets: [curl_waitfd] = []
        var order: [UnsafeMutableRawPointer] = []
        for (handle, exchange) in exchanges {
            guard let transfer = live[handle] else { continue }
            deadline = min(deadline ?? transfer.deadline, transfer.deadline)
            let events = Int16(exchange.unsent.isEmpty ? CURL_WAIT_POLLIN : CURL_WAIT_POLLOUT | CURL_WAIT_POLLIN)
            sockets.append(curl_waitfd(fd: peryton_curl_active_socket(handle), events: events, revents: 0))
            order.append(handle)
        }
        // libcurl shortens it to its own next deadline.
        let longest = 60_000.0
        let milliseconds = deadline.map { min(longest, max(0, ($0 - now) / .milliseconds(1))) } ?? longest
        var ready: Int32 = 0
        curl_multi_poll(multi, &sockets, UInt32(sockets.count), Int32(milliseconds.rounded(.up)), &ready)
        let later = ContinuousClock.now
        for (handle, socket) in zip(order, sockets) {
            if socket.revents != 0 { goOn(handle) }
            if let transfer = live[handle], transfer.deadline <= later {
                end(
                    handle,
                    .failure(
                        TransferError(
                            .timeout,
                            "no whole answer from \(transfer.order.place) within \(shortest(transfer.order.seconds)) s")
                    ))
            }
        }
    }

    // MARK: Brokers

    /// Says and hears what can be without waiting.
    private func goOn(_ handle: UnsafeMutableRawPointer) {
        guard let transfer = live[handle], case .voEvent(let broker, let ivorn, _) = transfer.order.content,
            var exchange = exchanges[handle]
        else { return }
        do throws(TransferError) {
            let reply = try exchange.goOn(handle)
            exchanges[handle] = exchange
            guard let reply else { return }
            let place = broker.description
            var answer = TransferAnswer()
            answer.reply = try TransportReply(reply, place: place).acknowledgement(of: ivorn, place: place)
            end(handle, .success(answer))
        } catch {
            end(handle, .failure(error))
        }
    }
}

extension BrokerExchange {
    /// Sends and receives over a connection of libcurl's until that would block; returns the answer once it is whole.
    fileprivate mutating func goOn(_ handle: UnsafeMutableRawPointer) throws(TransferError) -> [UInt8]? {
        while !unsent.isEmpty {
            var count = 0
            let code = unsent.withUnsafeBytes { curl_easy_send(handle, $0.baseAddress, $0.count, &count) }
            if code == CURLE_AGAIN { break }
            // A broker that has had enough may still say why: that is read below.
            guard code == CURLE_OK else { break }
            sent(count)
        }
        var room = [UInt8](repeating: 0, count: 4096)
        while true {
            var count = 0
            let code = curl_easy_recv(handle, &room, room.count, &count)
            if code == CURLE_AGAIN { return nil }
            guard code == CURLE_OK, count > 0 else {
                throw TransferError(.connection, "VOEvent broker \(place) closed the connection without an answer")
            }
            if let reply = try take(room.prefix(count)) { return reply }
        }
    }
}
