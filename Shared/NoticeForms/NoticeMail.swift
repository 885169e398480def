public import Messages

/// A notice, or a digest, as an e-mail: a complete message of RFC 5322 and MIME.
///
/// ```
/// multipart/related                 only where there are pictures
/// ├─ multipart/alternative
/// │  ├─ text/plain                  the template's text, or the usual one
/// │  └─ text/html                   the same for people who read HTML; names the pictures by Content-ID
/// ├─ image/png                      light curve
/// └─ image/png, image/jpeg          stamps or cutouts, 300 kB in all
/// ```
///
/// Lines end with CR LF and have at most 998 letters, all ASCII; a transport still has to double points at the beginnings
/// of lines. Equal notices, addresses and times are equal bytes.
public struct NoticeMail: Sendable {
    /// The most bytes of pictures, before they are encoded.
    public static let mostPictureBytes = 300_000

    /// The whole message.
    public let bytes: [UInt8]
    /// Its subject.
    public let subject: String
    /// Its Message-ID with the brackets: the same for the same id and sender's domain, so that a repeat is one.
    public let messageID: String

    /// Writes the message.
    ///
    /// - Parameters:
    ///   - notices: one, or those of a digest.
    ///   - to: who gets it; all of them are named in it.
    ///   - from: the sender.
    ///   - textTemplate: of the text; nil: the usual one, with an HTML of its own.
    ///   - subjectTemplate: of the subject; nil: the usual one.
    ///   - idForMessage: names the notice, or the digest, for good.
    ///   - date: when it is written.
    public init(
        notices: [Notice], to: [MailAddress], from: MailAddress, textTemplate: NoticeTemplate? = nil,
        subjectTemplate: NoticeTemplate? = nil, idForMessage: String, date: UnixTime = .now
    ) {
        let ordered = NoticeText.sorted(notices)
        let domain = from.address.split(separator: "@").last.map(String.init) ?? "localhost"
        let id = MailEncoding.idPart(idForMessage)
        let subject = subjectTemplate?.subject(notices) ?? NoticeText.subject(notices)
        let messageID = "<\(id)@\(domain)>"
        let pictures = MailPictures(ordered, domain: domain, id: id)
        let own = textTemplate?.text(notices)
        let plain = own ?? NoticeText.plain(notices)
        let html = own.map { NoticeHTML.page(ownText: $0, pictures) } ?? NoticeHTML.page(ordered, pictures)
        self.subject = subject
        self.messageID = messageID

        var headers = ""
        headers += "From: \(MailEncoding.address(from))\r\n"
        headers += "To: \(to.map { MailEncoding.address($0) }.joined(separator: ",\r\n "))\r\n"
        headers += MailEncoding.header("Subject", subject)
        headers += "Date: \(MailEncoding.date(date))\r\n"
        headers += "Message-ID: \(messageID)\r\n"
        if let first = ordered.first {
            headers += Self.listID(first)
            headers += Self.priority(notices.map(\.priority))
        }
        headers += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"

        // A line that begins with "=_" is neither quoted-printable nor base64: it cannot come in a part.
        let alternative = MailPart.multipart(
            "alternative", boundary: "=_text_\(Checksum.crc32(Array(id.utf8)))",
            [.text("plain", plain), .text("html", html)])
        let whole =
            pictures.all.isEmpty
            ? alternative
            : MailPart.multipart(
                "related", boundary: "=_all_\(Checksum.crc32(Array(id.utf8)))",
                [alternative] + pictures.all.map(MailPart.picture))
        bytes = Array(headers.utf8) + whole.bytes
    }

    private static func listID(_ notice: Notice) -> String {
        // Names of projects and subscriptions are letters, digits and hyphens; whatever else one had is encoded.
        let name = MailEncoding.idPart(notice.subscription), project = MailEncoding.idPart(notice.project)
        return "List-Id: <\(name).\(project).peryton.invalid>\r\n"
    }

    private static func priority(_ priorities: [String]) -> String {
        if priorities.contains("high") { return "X-Priority: 1\r\nImportance: high\r\n" }
        if priorities.allSatisfy({ $0 == "low" }) { return "X-Priority: 5\r\nImportance: low\r\n" }
        return "X-Priority: 3\r\nImportance: normal\r\n"
    }
}

/// A part of a message: its headers, an empty line, its body.
struct MailPart {
    let bytes: [UInt8]

    static func text(_ subtype: String, _ text: String) -> MailPart {
        let head =
            "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        return MailPart(bytes: Array(head.utf8) + MailEncoding.quotedPrintable(text))
    }

    static func picture(_ picture: MailPictures.Inline) -> MailPart {
        let head =
            "Content-Type: \(picture.mimeType)\r\nContent-Transfer-Encoding: base64\r\n"
            + "Content-ID: <\(picture.contentID)>\r\n"
            + "Content-Disposition: inline; filename=\"\(picture.fileName)\"\r\n\r\n"
        return MailPart(bytes: Array(head.utf8) + MailEncoding.base64(picture.content))
    }

    static func multipart(_ subtype: String, boundary: String, _ parts: [MailPart]) -> MailPart {
        let kind = subtype == "related" ? " type=\"multipart/alternative\";\r\n" : ""
        var bytes = Array("Content-Type: multipart/\(subtype);\r\n\(kind) boundary=\"\(boundary)\"\r\n\r\n".utf8)
        // The line end before a boundary belongs to it, so that parts end as they were given.
        for (place, part) in parts.enumerated() {
            bytes += Array("\(place == 0 ? "" : "\r\n")--\(boundary)\r\n".utf8)
            bytes += part.bytes
        }
        return MailPart(bytes: bytes + Array("\r\n--\(boundary)--\r\n".utf8))
    }
}
