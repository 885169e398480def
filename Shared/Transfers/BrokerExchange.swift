/// What is said over a connection to a VOEvent broker: one document there, one answer back.
///
/// VOEvent Transport Protocol 2.0, IVOA 2017: each document has its length before it, four octets, the highest first.
/// Knows no sockets.
struct BrokerExchange {
    /// More than any answer needs.
    static let mostReplyOctets = 64 * 1024

    private(set) var unsent: ArraySlice<UInt8>
    private var received: [UInt8] = []
    let place: String

    init(frame: [UInt8], place: String) {
        unsent = frame[...]
        self.place = place
    }

    /// A document with its length.
    static func frame(_ document: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(document.count).bigEndian) { Array($0) } + document
    }

    mutating func sent(_ octets: Int) { unsent = unsent.dropFirst(octets) }

    /// Takes what has come; returns the answer once it is whole.
    mutating func take(_ octets: some Sequence<UInt8>) throws(TransferError) -> [UInt8]? {
        received += octets
        guard received.count >= 4 else { return nil }
        let length = received.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard 1...BrokerExchange.mostReplyOctets ~= length else {
            throw TransferError(
                .badReply,
                "VOEvent broker \(place) announces an answer of \(length) octets, where 1 to "
                    + "\(BrokerExchange.mostReplyOctets) are expected")
        }
        return received.count >= 4 + length ? Array(received[4..<4 + length]) : nil
    }
}
