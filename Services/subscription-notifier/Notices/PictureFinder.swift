import Bus
import Mesh
import Messages

/// Asks cutout for the picture of a matched anomaly: its own stamps, or a cutout of the images at its position.
///
/// It never holds a notice up: without an answer in time the notice goes, and says so.
struct PictureFinder: Sendable {
    let bus: BusConnection

    /// What came of the pictures that a subscription wants.
    struct Found: Sendable {
        var pictures: [CutoutFile] = []
        /// Why there are none, or not all; one line.
        var missing = ""
    }

    /// What an answer may take, seconds; it usually comes in less than five milliseconds.
    private static let patienceSeconds = 0.05
    /// The most bytes of pictures in a notice: no message may have more than a mebibyte, and the anomaly is in it, too.
    static let mostBytes = 400_000
    /// The stamps that a notice brings, where the alert has them.
    private static let stampKinds = ["science", "difference"]

    /// The pictures that the subscription wants of an alert.
    func find(_ alert: Alert, for subscription: Subscription) async -> Found {
        let found =
            switch subscription.picture {
            case "stamp": await stamps(of: alert, for: subscription)
            case "cutout": await cutouts(at: alert, for: subscription)
            default: Found()
            }
        return Self.limited(found)
    }

    // MARK: Asking

    /// Asks for each stamp; they come side by side.
    private func stamps(of alert: Alert, for subscription: Subscription) async -> Found {
        let wanted = Self.stampKinds.compactMap { kind in alert.stamps.first { $0.kind == kind } }
        guard !wanted.isEmpty else { return Found(missing: "the alert came without stamps") }
        let kept = wanted.filter { !$0.contentHash.isEmpty }
        guard !kept.isEmpty else {
            return Found(missing: "stream \(alert.stream) kept no stamps of the alert")
        }
        return await withTaskGroup(of: (Int, Result<CutoutFile, any Error>).self) { group in
            for (index, stamp) in kept.enumerated() {
                let request = StampRequest(
                    contentHash: stamp.contentHash, stampKind: stamp.kind, objectID: alert.objectID, isPicture: true)
                group.addTask {
                    do {
                        return (index, .success(try await ask("stamp", request, as: CutoutFile.self, subscription)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var files: [Int: CutoutFile] = [:]
            var reasons: [Int: String] = [:]
            for await (index, answer) in group {
                switch answer {
                case .success(let file): files[index] = file
                case .failure(let error): reasons[index] = Self.reason(error)
                }
            }
            var found = Found(pictures: kept.indices.compactMap { files[$0] })
            for index in kept.indices {
                // Usually the same for all of them.
                guard let reason = reasons[index], !found.missing.contains(reason) else { continue }
                found.missing += (found.missing.isEmpty ? "" : "; ") + reason
            }
            return found
        }
    }

    private func cutouts(at alert: Alert, for subscription: Subscription) async -> Found {
        let target = CutoutTarget(
            raDegrees: alert.raDegrees, decDegrees: alert.decDegrees, name: alert.objectID,
            settings: Self.settings(for: subscription, band: alert.band))
        do {
            let reply = try await ask("cutout", CutoutRequest(target: target), as: CutoutReply.self, subscription)
            var found = Found(pictures: reply.files.filter { !$0.content.isEmpty }, missing: reply.reason)
            if found.pictures.isEmpty, found.missing.isEmpty { found.missing = "cutout sent no picture" }
            return found
        } catch {
            return Found(missing: Self.reason(error))
        }
    }

    /// Asks as the subscription's owner.
    private func ask<Answer: Message>(
        _ verb: String, _ request: some Message, as answer: Answer.Type, _ subscription: Subscription
    ) async throws -> Answer {
        try await bus.call(
            Subject.rpc("cutout", verb, subscription.project, subscription.owner), request, as: Answer.self,
            timeoutSeconds: Self.patienceSeconds)
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case BusError.timeout: "cutout did not answer within \(Int(patienceSeconds * 1_000)) ms"
        case BusError.noResponders: "no cutout service answers"
        case BusError.remote(_, let message): message
        default: "\(error)"
        }
    }

    // MARK: What is asked for

    /// The bands of a picture: "gri" and "g,r,i" are the same.
    static func bands(_ text: String) -> [String] {
        text.contains(",")
            ? text.split(separator: ",").map { $0.filter { !$0.isWhitespace } } : text.map(String.init)
    }

    private static func settings(for subscription: Subscription, band: String) -> CutoutSettings {
        // A comma tells a name of several letters from several names.
        let wanted = subscription.pictureBands.isEmpty ? (band.isEmpty ? "" : "\(band),") : subscription.pictureBands
        let isColour = bands(wanted).count == 3
        return CutoutSettings(
            widthArcminutes: subscription.pictureSizeArcminutes == 0 ? 1 : subscription.pictureSizeArcminutes,
            bands: wanted, planes: "science", fits: false, lupton: isColour ? wanted : "", grey: !isColour,
            pictureFormat: "png")
    }

    /// Leaves out the pictures that a notice has no room for.
    static func limited(_ found: Found) -> Found {
        var (result, bytes) = (Found(missing: found.missing), 0)
        for picture in found.pictures {
            guard bytes + picture.content.count <= mostBytes else {
                result.missing +=
                    (result.missing.isEmpty ? "" : "; ")
                    + "\(picture.name) left out: a notice has room for \(mostBytes / 1_000) kB of pictures"
                continue
            }
            bytes += picture.content.count
            result.pictures.append(picture)
        }
        return result
    }
}
