import Images
import Messages
import Sky

/// An image plane as the index knows it.
struct ImageRecord: Sendable, Equatable {
    /// Number in the index of the project.
    var identifier: Int64 = 0
    var collection: String
    var release: String
    /// Empty: its header does not tell.
    var band: String
    var plane: PlaneKind
    /// Planes of the same exposure or tile share it.
    var group: String
    /// Folder of the collection.
    var folder: String
    /// Path below the folder.
    var path: String
    /// Number of the FITS extension, from 0 for the primary.
    var hdu: Int
    /// nil where the image cannot be placed on the sky.
    var centre: SkyPosition?
    var width: Int
    var height: Int
    var scaleArcseconds: Double
    var footprint: [SkyPosition]
    /// Limiting magnitude that the header tells.
    var limitingMagnitude: Double?
    var mjd: Double?
    /// For example "RICE_1 10000x1".
    var compression: String
    var fileBytes: Int64
    /// When the file was changed, nanoseconds since 1970.
    var fileChangedNanoseconds: Int64
    /// DATASUM of the header.
    var checksum: String
    /// Why it cannot be used; empty: it can.
    var problem: String

    /// Where the file is.
    var fullPath: String { "\(folder)/\(path)" }
}

extension ImageInfo {
    /// A record as it travels.
    init(_ record: ImageRecord) {
        self.init(
            imageID: UInt64(record.identifier), collection: record.collection, release: record.release,
            band: record.band, plane: record.plane.rawValue, path: record.path, hdu: UInt32(record.hdu),
            raDegrees: record.centre?.rightAscension ?? .nan, decDegrees: record.centre?.declination ?? .nan,
            width: UInt32(record.width), height: UInt32(record.height), scaleArcseconds: record.scaleArcseconds,
            footprintDegrees: record.footprint.flatMap { [$0.rightAscension, $0.declination] },
            limitingMagnitude: record.limitingMagnitude ?? 0, mjd: record.mjd ?? 0, compression: record.compression,
            bytes: UInt64(record.fileBytes), problem: record.problem)
    }
}
