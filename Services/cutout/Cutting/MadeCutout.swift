import Messages
import Pictures

/// A file of a cutout, and its picture where it is one.
struct MadeFile {
    var file: CutoutFile
    var picture: Picture?
}

/// What was made of a target.
struct MadeCutout {
    var reply: CutoutReply
    /// Pictures, each with the name of its file's bands.
    var pictures: [(picture: Picture, bands: String)] = []

    /// What was made of one target from several collections; those that have nothing of it matter only where none has.
    static func joined(_ parts: [MadeCutout]) -> MadeCutout {
        let telling = parts.contains { !$0.reply.files.isEmpty } ? parts.filter { !$0.reply.files.isEmpty } : parts
        guard var joined = telling.first else { return MadeCutout(reply: CutoutReply()) }
        for part in telling.dropFirst() {
            joined.reply.files += part.reply.files
            joined.pictures += part.pictures
        }
        joined.reply.reason = Set(telling.map(\.reply.reason)).filter { !$0.isEmpty }.sorted().joined(separator: "; ")
        return joined
    }
}
