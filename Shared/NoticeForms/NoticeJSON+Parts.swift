import Foundation
import Messages

extension NoticeJSON {
    /// One feature's share in the explanation.
    struct Reason: Encodable, Sendable {
        let feature: String
        let value: OrNull<Float>
        let typical: OrNull<Float>
        let share: OrNull<Float>
        let unit: String

        init(_ contribution: Contribution) {
            feature = contribution.feature
            value = OrNull(finite: contribution.value)
            typical = OrNull(finite: contribution.typical)
            share = OrNull(finite: contribution.share)
            unit = contribution.unit
        }
    }

    /// A row of a watch-list.
    struct Hit: Encodable, Sendable {
        let watchlist: String
        let rowId: String
        let separationArcsec: OrNull<Double>
        let comment: String

        init(_ hit: WatchlistHit) {
            watchlist = hit.watchlist
            rowId = hit.rowID
            separationArcsec = OrNull(finite: hit.separationArcseconds)
            comment = hit.comment
        }
    }

    /// A measurement of the light curve.
    struct Point: Encodable, Sendable {
        let mjdUTC: OrNull<Double>
        let band: String
        let magnitude: OrNull<Float>
        let magnitudeError: OrNull<Float>
        let limitingMagnitude: OrNull<Float>

        init(_ point: LightCurvePoint) {
            mjdUTC = OrNull(finite: point.mjdUTC)
            band = point.band
            magnitude = OrNull(finite: point.magnitude)
            magnitudeError = OrNull(finite: point.magnitudeError)
            limitingMagnitude = OrNull(finite: point.limitingMagnitude)
        }
    }

    /// A picture.
    struct PictureEntry: Encodable, Sendable {
        let name: String
        let mimeType: String
        let kind: String
        let width: UInt32
        let height: UInt32
        let contentBase64: OrNull<String>
        let file: OrNull<String>

        init(_ picture: CutoutFile, index: Int, _ form: PictureForm) {
            name = picture.name
            mimeType = picture.mimeType
            kind = picture.kind
            width = picture.width
            height = picture.height
            switch form {
            case .embedded:
                contentBase64 = OrNull(Data(picture.content).base64EncodedString())
                file = OrNull(nil)
            case .files(let files):
                contentBase64 = OrNull(nil)
                file = OrNull(files.indices.contains(index) ? files[index] : nil)
            case .described:
                contentBase64 = OrNull(nil)
                file = OrNull(nil)
            }
        }
    }
}

/// A value that is null where it is not known; a plain optional would leave out its key.
struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
    let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension OrNull where Value: BinaryFloatingPoint {
    /// Null for what JSON has no number for.
    init(finite value: Value) { self.init(value.isFinite ? value : nil) }
}

extension OrNull: Equatable where Value: Equatable {}
