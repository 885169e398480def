import Foundation
import Messages
import NoticeForms
import Transfers

/// Submits notices to a broker by the VOEvent transport protocol, one after another.
struct VOEventOutlet: Outlet {
    let transfers: TransferClient
    let broker: BrokerAddress
    let publisher: VOEventPublisher

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        var proof = DeliveryProof(detail: "", contentSHA256: "")
        for notice in notices {
            let event = VOEventDocument(
                notice, publisher: publisher, role: notice.isTest ? .test : .observation)
            do throws(TransferError) {
                proof.detail = try await transfers.sendVOEvent(
                    Array(event.xml.utf8), ivorn: event.ivorn, to: broker.host, port: broker.port)
            } catch {
                throw DeliveryFailure(error.description, isPassing: error.isPassing)
            }
            proof.contentSHA256 = DeliveryIdentity.checksum(Array(event.xml.utf8))
        }
        return proof
    }
}

/// Writes notices as VOEvents into a folder of the operator's, each whole or not at all.
struct VOEventFileOutlet: Outlet {
    let folder: String
    let publisher: VOEventPublisher

    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof {
        var proof = DeliveryProof(detail: "", contentSHA256: "")
        for notice in notices {
            let event = VOEventDocument(
                notice, publisher: publisher, role: notice.isTest ? .test : .observation)
            let path = "\(folder)/\(notice.project)/\(notice.subscription)"
            let file = "\(path)/\(Self.name(notice)).xml"
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                try Data(event.xml.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
            } catch {
                throw DeliveryFailure("\(file) cannot be written: \(error.localizedDescription)", isPassing: true)
            }
            proof = DeliveryProof(detail: file, contentSHA256: DeliveryIdentity.checksum(Array(event.xml.utf8)))
        }
        return proof
    }

    /// What others sent is never a path.
    private static func name(_ notice: Notice) -> String {
        let text = "\(notice.anomaly.score.stream)_\(notice.anomaly.score.alertID)"
        return String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }.prefix(150))
    }
}
