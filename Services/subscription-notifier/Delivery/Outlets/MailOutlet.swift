import Messages
import NoticeForms
import Transfers

/// Sends notices as e-mail through the operator's mail server.
struct MailOutlet: Outlet {
    let transfers: TransferClient
    let server: MailServer
    let sender: MailAddress
    let recipients: [MailAddress]
    let textTemplate: NoticeTemplate?
    let subjectTemplate: NoticeTemplate?

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        let mail = NoticeMail(
            notices: notices, to: recipients, from: sender, textTemplate: textTemplate,
            subjectTemplate: subjectTemplate, idForMessage: id,
            // The same bytes in each attempt.
            date: notices.map(\.matchedAt).max() ?? .now)
        let bytes = mail.bytes
        do throws(TransferError) {
            let reply = try await transfers.send(
                Mail(sender: sender.address, recipients: recipients.map(\.address), message: bytes), via: server)
            return DeliveryProof(detail: reply, contentSHA256: DeliveryIdentity.checksum(bytes))
        } catch {
            throw DeliveryFailure(error.description, isPassing: error.isPassing)
        }
    }
}
