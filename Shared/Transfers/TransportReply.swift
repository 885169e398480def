import Foundation
import FoundationXML

/// A broker's answer: a document of the Transport schema 1.1.
struct TransportReply: Equatable {
    /// `ack` or `nak`, or another that is none.
    var role = ""
    /// The event that it is about.
    var origin = ""
    /// The broker.
    var response = ""
    /// What it says about it.
    var result = ""

    /// Reads an answer; a document type is refused, and with it all entities.
    init(_ document: [UInt8], place: String) throws(TransferError) {
        guard !String(decoding: document, as: UTF8.self).contains("<!DOCTYPE") else {
            throw TransferError(.badReply, "VOEvent broker \(place) answers with a document type, which is not read")
        }
        let parser = XMLParser(data: Data(document))
        parser.shouldResolveExternalEntities = false
        parser.shouldProcessNamespaces = true
        let reader = Reader()
        parser.delegate = reader
        guard parser.parse(), reader.root == "Transport" else {
            throw TransferError(.badReply, "VOEvent broker \(place) does not answer with a Transport document")
        }
        role = reader.role
        origin = reader.texts["Origin"] ?? ""
        response = reader.texts["Response"] ?? ""
        result = reader.texts["Result"] ?? ""
    }

    /// What to tell the author of an event: the broker's acknowledgement.
    func acknowledgement(of ivorn: String, place: String) throws(TransferError) -> String {
        switch role {
        case "nak":
            let reason = result.isEmpty ? "without a reason" : quoted(result)
            // Comet's words when it has the very same document: an answer of its was lost, and we sent it again.
            if result.contains("Previously seen by this broker") { return "nak of \(ivorn): \(reason)" }
            throw TransferError(.rejected, "VOEvent broker \(place) refuses the event: \(reason)")
        case "ack": break
        default:
            throw TransferError(
                .badReply, "VOEvent broker \(place) answers \(quoted(role)) where ack or nak is expected")
        }
        guard origin == ivorn else {
            throw TransferError(
                .badReply, "VOEvent broker \(place) acknowledges \(quoted(origin)) and not \(quoted(ivorn))")
        }
        let broker = response.isEmpty ? place : String(quoted(response).dropFirst().dropLast())
        return "ack of \(ivorn) by \(broker)"
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var root: String?
        var role = ""
        var texts: [String: String] = [:]
        private var path: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if root == nil {
                root = name
                role = attributes["role"] ?? ""
            }
            path.append(name)
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            texts[name] = texts[name]?.trimmingCharacters(in: .whitespacesAndNewlines)
            path.removeLast()
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if let element = path.last { texts[element, default: ""] += text }
        }
    }
}
