import ArgumentParser
import Foundation
import Jobs
import Messages
import ServiceKit

/// `peryton cutout`: pixels and pictures of positions.
struct CutoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cutout", abstract: "Cut pixels and pictures out of images.",
        discussion: """
            One position comes at once; the positions of a file or of a query are a job, whose archive and summary are \
            fetched when it is done. A file's columns are ra and dec (degrees or sexagesimal) or coadd_object_id, and perhaps \
            name, xsize, ysize (arcminutes), bands, and others that then hold for their row.

            Examples:
              peryton cutout 30.51 -20.02 --size 2' --bands gri --color
              peryton cutout 02:02:02.4 -20:01:12 --circle --out stamps/
              peryton cutout --object 1234567890 --table dr1.main --grey
              peryton cutout --anomaly ZTF20wndvbno --grey
              peryton cutout --positions targets.csv --size 1' --archive zip
              peryton cutout --query "SELECT ra, dec, coadd_object_id AS name FROM dr1.main WHERE mag_auto_i < 17" --color --no-fits --contact-sheet
            """)

    @OptionGroup var mesh: MeshOptions
    @OptionGroup var choices: CutoutChoices
    @OptionGroup var target: TargetChoice

    @Option(
        help: ArgumentHelp(
            "An anomaly by the id of its alert or object: the stamps that came with it, and what images show there.",
            valueName: "id"))
    var anomaly: String?

    @Option(help: ArgumentHelp("File with positions: CSV, FITS, VOTable and others.", valueName: "file"))
    var positions: String?

    @Option(help: ArgumentHelp("Query that gives positions, or @FILE with it.", valueName: "adql"))
    var query: String?

    @Option(help: "Of a job: tar, tar.gz, zip. Default: tar.")
    var archive: String?

    @Flag(help: "Of a job: the pictures on contact sheets, too.")
    var contactSheet = false

    @Flag(help: "Of a job: do not wait for it.")
    var submit = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "folder"))
    var out = "."

    func validate() throws {
        let one = try target.target(choices.settings)
        guard [one != nil, anomaly != nil, positions != nil, query != nil].count(where: { $0 }) == 1 else {
            throw ValidationError(
                "expected a position, --object, --anomaly, --positions or --query, and one of them only")
        }
        if one != nil || anomaly != nil, archive != nil || contactSheet || submit {
            throw ValidationError("--archive, --contact-sheet and --submit go with --positions or --query")
        }
        if contactSheet, !choices.hasPictures {
            throw ValidationError("contact-sheet: expected pictures; give --grey, --color, --lupton or --stiff")
        }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                if let anomaly {
                    try await cut(try await AnomalyFinder(client: client).find(anomaly), client)
                } else if let one = try target.target(choices.settings) {
                    try await cut(one, client)
                } else {
                    try await order(client)
                }
            }
        }
    }

    private func cut(_ target: CutoutTarget, _ client: MeshClient) async throws {
        let reply = try await client.askCutout("cutout", CutoutRequest(target: target), as: CutoutReply.self)
        let files = CutoutFiles(folder: out)
        for file in reply.files {
            if choices.list {
                say(
                    "\(file.collection)  \(file.bands)  \(file.planes)  \(file.name)  \(file.width)×\(file.height) pixels"
                )
            } else {
                say(CutoutFiles.line(file, path: try files.write(file)))
            }
        }
        guard !reply.files.isEmpty else { throw CommandFailure(reply.reason) }
        if !reply.reason.isEmpty { remark("note: \(reply.reason)\n") }
    }

    /// The stamps that ingest keeps, and the images at its place where there are some.
    private func cut(_ anomaly: Anomaly, _ client: MeshClient) async throws {
        let alert = anomaly.alert
        let files = CutoutFiles(folder: out)
        var saved = 0
        for stamp in alert.stamps where !stamp.contentHash.isEmpty {
            for isPicture in choices.noFits ? [true] : choices.grey ? [false, true] : [false] {
                let file = try await client.askCutout(
                    "stamp",
                    StampRequest(
                        contentHash: stamp.contentHash, stampKind: stamp.kind, objectID: alert.objectID,
                        isPicture: isPicture),
                    as: CutoutFile.self)
                say(CutoutFiles.line(file, path: try files.write(file)))
                saved += 1
            }
        }
        do {
            try await cut(
                CutoutTarget(
                    raDegrees: alert.raDegrees, decDegrees: alert.decDegrees, name: alert.objectID,
                    settings: choices.settings), client)
        } catch let error as CommandFailure {
            let stamps = alert.stamps.isEmpty ? "it came without stamps" : "its stream keeps no stamps (--keep-stamps)"
            guard saved > 0 else { throw CommandFailure("anomaly \(alert.objectID): \(stamps), and \(error)") }
        }
    }

    private func order(_ client: MeshClient) async throws {
        var parameters = CutoutParameters(
            settings: choices.settings, table: target.table ?? "", archive: archive ?? "", hasContactSheet: contactSheet
        )
        var name = "cutouts"
        if let positions {
            parameters.uploadID = try await FileUpload(
                client: client, service: MeshClient.cutoutService,
                progress: ProgressLine("uploading", isForTerminals: true)
            ).send(positions)
            name = "cutouts of \((positions as NSString).lastPathComponent)"
        } else if let query {
            parameters.adql = try QueryText.read(query)
            name = "cutouts of a query"
        }
        let run = JobRun(client: client, progress: ProgressLine("cutting", isForTerminals: true))
        let job = try await run.submit(kind: "cutout", name: name, cutout: parameters)
        guard !submit else { return say("job \(job.id); peryton jobs wait \(job.id), peryton jobs results \(job.id)") }
        let ended = try await run.wait(for: job)
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        for result in ended.results {
            let path = out == "." ? result.name : "\(out)/\(result.name)"
            try await client.jobs().download(result, of: ended.id, project: client.project, to: path) { bytes in
                run.progress.show(Double(bytes) / Double(max(1, result.bytes)), "downloading \(result.name)")
            }
            run.progress.clear()
            say("\(path)  \(Numbers.bytes(result.bytes))")
        }
        say(ended.message)
    }
}
