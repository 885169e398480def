import Foundation
import Glibc
import Images
import Sky
import Synchronization

/// Reads the headers of all images in and below a folder.
struct ImageScanner {
    /// What a scan found.
    struct Outcome: Sendable {
        var records: [ImageRecord]
        var filesRead = 0
        var filesUnchanged = 0
        var filesGone = 0

        /// One line for people.
        var summary: String {
            let problems = records.filter { !$0.problem.isEmpty }.count
            return "\(records.count) image planes; \(filesRead) files read, \(filesUnchanged) unchanged, "
                + "\(filesGone) gone"
                + (problems == 0 ? "" : "; \(problems) cannot be used: peryton images list --problems")
        }
    }

    let collection: String
    let folder: String
    /// Release of all images; empty: what headers say.
    let release: String

    /// Scans; what is known of files that have not changed is taken over.
    ///
    /// - Parameters:
    ///   - again: reads files that have not changed all the same.
    ///   - progress: gets the share done and the files read; what it throws ends the scan.
    func scan(
        known: [ImageRecord], again: Bool, progress: (Double, Int) throws -> Void
    ) throws -> Outcome {
        let knownFiles = Dictionary(grouping: known, by: \.path)
        let paths = try imagePaths()
        var outcome = Outcome(records: [])
        for (done, path) in paths.enumerated() {
            try progress(Double(done) / Double(max(1, paths.count)), outcome.filesRead)
            guard let facts = Self.facts("\(folder)/\(path)") else { continue }
            if !again, let before = knownFiles[path], let first = before.first, first.fileBytes == facts.bytes,
                first.fileChangedNanoseconds == facts.changed, first.folder == folder,
                release.isEmpty || first.release == release
            {
                outcome.records += before
                outcome.filesUnchanged += 1
                continue
            }
            outcome.records += read(path, facts, knownFiles[path] ?? [])
            outcome.filesRead += 1
        }
        outcome.filesGone = Set(knownFiles.keys).subtracting(paths).count
        return outcome
    }

    // MARK: Files

    private static let endings = [".fits", ".fit", ".fts", ".fits.fz", ".fit.fz", ".fits.gz", ".fit.gz", ".fz"]

    private func imagePaths() throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
            let walk = FileManager.default.enumerator(atPath: folder)
        else { throw CutoutRefusal.notFound("folder \(folder): expected a folder with FITS images") }
        var paths: [String] = []
        for case let path as String in walk {
            let lowered = path.lowercased()
            if Self.endings.contains(where: { lowered.hasSuffix($0) }) { paths.append(path) }
        }
        return paths.sorted()
    }

    private static func facts(_ path: String) -> (bytes: Int64, changed: Int64)? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return (Int64(facts.st_size), Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec))
    }

    // MARK: Headers

    private func read(
        _ path: String, _ facts: (bytes: Int64, changed: Int64), _ before: [ImageRecord]
    ) -> [ImageRecord] {
        let blank = ImageRecord(
            collection: collection, release: release, band: "", plane: .other, group: path, folder: folder, path: path,
            hdu: 0, centre: nil, width: 0, height: 0, scaleArcseconds: 0, footprint: [], limitingMagnitude: nil,
            mjd: nil, compression: "", fileBytes: facts.bytes, fileChangedNanoseconds: facts.changed, checksum: "",
            problem: "")
        func broken(_ problem: String) -> [ImageRecord] {
            var record = blank
            record.problem = problem
            record.identifier = before.first?.identifier ?? 0
            return [record]
        }
        do {
            let file = try ImageFile.open("\(folder)/\(path)")
            // A file of tables lies rightly beside images.
            guard !file.extensions.isEmpty else { return [] }
            var ordinals: [PlaneKind: Int] = [:]
            return file.extensions.map { image in
                var record = blank
                record.hdu = image.hdu
                record.identifier = before.first { $0.hdu == image.hdu }?.identifier ?? 0
                describe(&record, image, primary: file.primaryHeader)
                let ordinal = ordinals[record.plane, default: 0]
                ordinals[record.plane] = ordinal + 1
                record.group = "\(PlaneNames.withoutPlane(path))#\(ordinal)"
                return record
            }
        } catch {
            return broken("\(error)")
        }
    }

    private func describe(_ record: inout ImageRecord, _ image: ImageExtension, primary: ImageHeader) {
        func text(_ keys: [String]) -> String {
            for key in keys {
                if let value = image.header.text(key) ?? primary.text(key) {
                    return value.trimmingCharacters(in: .whitespaces)
                }
            }
            return ""
        }
        func number(_ keys: [String]) -> Double? {
            for key in keys { if let value = image.header.real(key) ?? primary.real(key) { return value } }
            return nil
        }
        record.plane = image.plane
        record.width = image.width
        record.height = image.height
        record.compression =
            image.compression.map {
                "\($0.algorithm == "RICE_ONE" ? "RICE_1" : $0.algorithm) \($0.tileWidth)x\($0.tileHeight)"
            } ?? ""
        record.checksum = image.dataSum ?? ""
        record.band = Self.bandName(text(["BAND", "FILTER", "FILTER1", "FILTNAM"]), path: record.path)
        if record.release.isEmpty { record.release = text(["RELEASE", "REQNUM", "PROCTYPE"]) }
        record.limitingMagnitude = number(["MAGLIM", "LIMMAG", "DEPTH", "MAGLIMIT", "DIFFMAGLIM"])
        record.mjd = number(["MJD-OBS", "MJD_OBS", "MJD"])
        do {
            let world = try WorldCoordinates(image.header)
            if let wrong = world.whatIsWrong(width: image.width, height: image.height) {
                record.problem = wrong
                return
            }
            record.centre = world.position(x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2)
            record.scaleArcseconds = world.scaleArcseconds
            record.footprint = try world.footprint(width: image.width, height: image.height).vertices
            if record.centre == nil { record.problem = "its centre is nowhere on the sky" }
        } catch {
            record.problem = "\(error)"
        }
    }

    /// "g DECam SDSS c0001 4720.0 1520.0" is g; what the header does not tell, unWISE's names do.
    private static func bandName(_ text: String, path: String) -> String {
        if let first = text.split(separator: " ").first { return String(first) }
        let name = (path as NSString).lastPathComponent.lowercased()
        for band in ["w1", "w2", "w3", "w4"] where name.contains("-\(band)-") || name.contains("_\(band)_") {
            return band
        }
        return ""
    }
}
