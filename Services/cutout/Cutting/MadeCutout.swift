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
}
