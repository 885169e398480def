import Foundation
import Images
import Mesh
import Messages
import Sky

extension CutoutMaker {
    /// All planes of a band in one FITS file.
    func fits(_ band: Band, _ position: SkyPosition, _ plan: CutPlan) throws -> CutoutFile {
        let stem = CutoutName.stem(collection: band.collection, position)
        let content = try content(band, position, plan.compression)
        return CutoutFile(
            name: "\(stem)\(Self.suffix(band.name)).fits\(plan.compression == nil ? "" : ".fz")",
            mimeType: "application/fits", kind: "fits", bands: band.name, collection: band.collection,
            planes: band.planes.map(\.kind.rawValue).joined(separator: ","), width: band.width, height: band.height,
            images: band.shares, blankShare: band.blankShare,
            bytes: UInt64(content.count), content: content, note: band.note)
    }

    private func content(
        _ band: Band, _ position: SkyPosition, _ compression: ImageCompression?
    ) throws -> [UInt8] {
        guard let compression else {
            var file = FITSBytes()
            for (kind, cut) in band.planes {
                file.append(cut.block, header: header(cut.header, kind, band, position), name: Self.extensionName(kind))
            }
            return file.bytes
        }
        let writer = try FITSImageWriter()
        for (kind, cut) in band.planes {
            try writer.append(
                cut.block, header: header(cut.header, kind, band, position), name: Self.extensionName(kind),
                compression: compression)
        }
        return try writer.finishInMemory()
    }

    static func suffix(_ band: String) -> String { band.isEmpty ? "" : "_\(CutoutName.plain(band))" }

    private static func extensionName(_ kind: PlaneKind) -> String {
        switch kind {
        case .science: "SCI"
        case .mask: "MSK"
        case .weight: "WGT"
        case .other: "OTHER"
        }
    }

    /// The image's own header with its WCS brought to the cutout, and where all of it is from.
    private func header(
        _ original: ImageHeader, _ kind: PlaneKind, _ band: Band, _ position: SkyPosition
    ) -> ImageHeader {
        var header = original
        header.set("RA_CUT", position.rightAscension, comment: "[deg] right ascension asked for, ICRS")
        header.set("DEC_CUT", position.declination, comment: "[deg] declination asked for, ICRS")
        header.set("COLLECT", band.collection, comment: "collection of images")
        if let release = band.sources.first?.group.release, !release.isEmpty {
            header.set("RELEASE", release, comment: "release of the images")
        }
        if !band.name.isEmpty { header.set("BAND", band.name, comment: "band") }
        header.set("PLANE", kind.rawValue, comment: "science, mask, weight or other")
        for (number, share) in band.shares.prefix(99).enumerated() {
            header.set("CUTSRC\(number + 1)", share.name, comment: "image \(share.imageID) of the index")
            header.set("CUTSHR\(number + 1)", share.share, comment: "share of the pixels that are from it")
        }
        header.set("CUTBLANK", band.blankShare, comment: "share of the pixels that no image covers")
        header.set("CUTDATE", Date().formatted(.iso8601), comment: "when it was cut, UTC")
        header.set("CUTJOB", origin, comment: "job or request")
        header.set("CUTSOFT", "Peryton \(MeshVersion.current)", comment: "what cut it")
        return header
    }
}

extension CutoutMaker.Band {
    /// Columns.
    var width: UInt32 { UInt32(science?.block.width ?? 0) }
    /// Rows.
    var height: UInt32 { UInt32(science?.block.height ?? 0) }

    /// Share of the pixels that no image covers.
    var blankShare: Double { max(0, 1 - shares.reduce(0) { $0 + $1.share }) }

    /// What people should know of where the pixels are from; empty where one image has all of them.
    var note: String {
        var parts = notes
        if shares.count > 1 { parts.append("stitched from \(shares.count) images") }
        if blankShare > 1e-9 {
            parts.append("\(String(format: "%.1f", 100 * blankShare)) % beyond the edge of the images is blank")
        }
        return parts.joined(separator: "; ")
    }
}
