/// Brings what subscribers are to get to web servers, mail relays and VOEvent brokers.
public final class TransferClient: Sendable {
    /// Which addresses web servers and brokers may have.
    public let rules: AddressRules

    /// A client.
    public init(rules: AddressRules = AddressRules(), caFile: String? = nil, limits: TransferLimits = TransferLimits())
    {
        self.rules = rules
    }

    /// Sends a request to a web server and returns what it answers, whatever the status.
    public func send(_ request: HTTPRequest) async throws(TransferError) -> HTTPResponse {
        throw TransferError(.closed, "not there yet")
    }

    /// Hands a mail to a relay for all its recipients, and returns the relay's last reply.
    public func send(_ mail: Mail, via server: MailServer) async throws(TransferError) -> String {
        throw TransferError(.closed, "not there yet")
    }

    /// Submits a VOEvent to a broker, and returns what it answers.
    public func sendVOEvent(
        _ document: [UInt8], ivorn: String, to host: String, port: Int
    ) async throws(TransferError) -> String {
        throw TransferError(.closed, "not there yet")
    }

    /// Ends all transfers.
    public func close() async {}
}
