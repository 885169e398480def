import Messages

/// The pictures that go with an e-mail.
struct MailPictures: Sendable {
    /// A picture and how the text names it.
    struct Inline: Sendable {
        let contentID: String
        let mimeType: String
        let fileName: String
        /// What it shows, for those who do not see it.
        let caption: String
        let isLightCurve: Bool
        let content: [UInt8]
    }

    /// Of each notice that is told in full, the rarest first.
    private(set) var byNotice: [[Inline]] = []
    /// How many there was no room for.
    private(set) var leftOut = 0

    var all: [Inline] { byNotice.flatMap { $0 } }

    /// None.
    init() {}

    /// Light curves of all first, then what else there is room for.
    init(_ ordered: [Notice], domain: String, id: String) {
        let shown = ordered.prefix(NoticeText.mostInFull)
        var room = NoticeMail.mostPictureBytes
        func taken(_ inline: Inline) -> Bool {
            guard inline.content.count <= room else {
                leftOut += 1
                return false
            }
            room -= inline.content.count
            return true
        }
        func contentID(_ place: Int, _ number: Int) -> String { "\(place).\(number).\(id)@\(domain)" }
        for (place, notice) in shown.enumerated() {
            guard let content = LightCurvePicture(notice.anomaly.alert)?.png else {
                byNotice.append([])
                continue
            }
            let curve = Inline(
                contentID: contentID(place, 0), mimeType: "image/png", fileName: "light-curve-\(place + 1).png",
                caption: "Light curve of \(NoticeWords.shown(notice.anomaly.score.objectID))", isLightCurve: true,
                content: content)
            byNotice.append(taken(curve) ? [curve] : [])
        }
        for (place, notice) in shown.enumerated() {
            for (number, file) in notice.pictures.enumerated() {
                guard let form = PictureForm(file.content) else { continue }
                let about = [file.kind, file.planes, file.bands].filter { !$0.isEmpty }.joined(separator: " ")
                let inline = Inline(
                    contentID: contentID(place, number + 1), mimeType: form.mimeType,
                    fileName: "picture-\(place + 1)-\(number + 1).\(form.ending)", caption: NoticeWords.shown(about),
                    isLightCurve: false, content: file.content)
                if taken(inline) { byNotice[place].append(inline) }
            }
        }
    }
}

/// The forms of pictures that mail programs show, told from their first bytes whatever the file is called.
private enum PictureForm {
    case png
    case jpeg

    init?(_ content: [UInt8]) {
        if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    var mimeType: String {
        switch self {
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        }
    }

    var ending: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        }
    }
}
