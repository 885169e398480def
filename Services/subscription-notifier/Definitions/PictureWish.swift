import Bus
import Messages

/// Refuses subscriptions whose pictures could never be found.
enum PictureWish {
    /// As large as cutouts usually may be, arcminutes.
    private static let mostArcminutes = 12.0

    /// Checks what a subscription wants pictures of.
    ///
    /// - Parameter streams: those that it listens to.
    static func check(_ subscription: Subscription, streams: [StreamDeclaration]) throws {
        func refusal(_ text: String) -> RequestError {
            RequestError("invalid", "subscription \(subscription.name): \(text)")
        }
        let size = subscription.pictureSizeArcminutes
        switch subscription.picture {
        case "":
            return
        case "stamp":
            guard !streams.isEmpty, streams.allSatisfy({ $0.keepStampsDays == 0 }) else { return }
            throw refusal(
                "pictures: stream \(streams.map(\.name).joined(separator: ", ")) keeps no stamps; declare it with: peryton streams create \(streams[0].name) --keep-stamps DAYS"
            )
        case "cutout":
            guard size == 0 || (0.1...mostArcminutes).contains(size) else {
                throw refusal("picture size \(size): expected 0.1 to \(Int(mostArcminutes)) arcminutes")
            }
            let bands = PictureFinder.bands(subscription.pictureBands)
            guard [0, 1, 3].contains(bands.count), Set(bands).count == bands.count, !bands.contains("") else {
                throw refusal(
                    "picture bands \"\(subscription.pictureBands)\": expected one, for grey, or three, red first, such as irg"
                )
            }
        default:
            throw refusal("picture \"\(subscription.picture)\": expected stamp or cutout")
        }
    }
}
