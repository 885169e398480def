import Messages
import NoticeForms
import Transfers

/// Posts notices to a subscriber's web server, signed where there is a secret.
struct WebhookOutlet: Outlet {
    let transfers: TransferClient
    let url: String
    let secret: String?
    let content: NoticeContent
    /// Whether what comes is a digest, even of one notice.
    let isDigest: Bool
    let publisher: VOEventPublisher

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        let body = try notices.content(content, isDigest: isDigest, publisher)
        let headers = WebhookSignature.headers(
            secret: secret, unixSeconds: UnixTime.now.microseconds / 1_000_000, id: id, body: body)
        return try await transfers.post(
            HTTPRequest(url: url, headers: headers, body: body, contentType: content.type))
    }
}

/// Posts notices to a Slack-compatible webhook.
struct SlackOutlet: Outlet {
    let transfers: TransferClient
    let url: String
    let template: NoticeTemplate?

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        let body = SlackMessage(notices: notices, textTemplate: template).json
        return try await transfers.post(HTTPRequest(url: url, body: body, contentType: "application/json"))
    }
}

extension TransferClient {
    /// Posts something; an answer other than 2xx is a failure.
    fileprivate func post(_ request: HTTPRequest) async throws(DeliveryFailure) -> DeliveryProof {
        let answer: HTTPResponse
        do throws(TransferError) {
            answer = try await send(request)
        } catch {
            throw DeliveryFailure(error.description, isPassing: error.isPassing)
        }
        guard (200..<300).contains(answer.status) else {
            let said =
                String(decoding: answer.body.prefix(200), as: UTF8.self)
                .split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
            throw DeliveryFailure(
                "HTTP status \(answer.status)\(said)",
                isPassing: Self.passing.contains(answer.status) || answer.status >= 500,
                retryAfterSeconds: answer.retryAfterSeconds(unixSeconds: Double(UnixTime.now.microseconds) / 1e6))
        }
        return DeliveryProof(
            detail: "HTTP status \(answer.status) from \(answer.address)",
            contentSHA256: DeliveryIdentity.checksum(request.body))
    }

    /// Statuses below 500 after which another attempt may go well: time-out, too early, too many.
    private static let passing = [408, 425, 429]
}

extension [Notice] {
    /// One content for all of them.
    func content(
        _ form: NoticeContent, isDigest: Bool, _ publisher: VOEventPublisher
    ) throws(DeliveryFailure) -> [UInt8] {
        do {
            guard !isDigest, let first, count == 1 else { return try NoticeContent.digest(self) }
            return try form.bytes(first, publisher: publisher)
        } catch {
            throw DeliveryFailure("the message could not be made: \(error)", isPassing: false)
        }
    }
}
