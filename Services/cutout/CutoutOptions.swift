import ArgumentParser
import Catalog
import Foundation
import ServiceKit

/// Where the images are, what people may cut out of them, and where the catalogues stand that name them.
struct CutoutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Folder in which, and below which, images may be scanned.", valueName: "folder"))
    var images = "."

    @Option(help: ArgumentHelp("Folder of the stamps that ingest keeps.", valueName: "folder"))
    var stamps = ".peryton/stamps"

    @Option(help: ArgumentHelp("Folder of the catalogues; catalog-query has the same.", valueName: "folder"))
    var data = ".peryton/catalog"

    @Option(help: ArgumentHelp("Folder of the jobs' results; may be shared by several copies.", valueName: "folder"))
    var results = ".peryton/results"

    @Option(
        help: ArgumentHelp(
            "File with PostgreSQL's connection strings; SQLite keeps the catalogues unless it is given.",
            valueName: "file"))
    var postgres: String?

    @Option(help: ArgumentHelp("Users who may scan images, with commas between.", valueName: "users"))
    var curators = "me"

    @Option(help: ArgumentHelp("Table of objects that are named without a table.", valueName: "schema.table"))
    var objectTable = "dr1.main"

    @Option(help: ArgumentHelp("Largest width and height of a cutout.", valueName: "arcmin"))
    var largestArcminutes = 12.0

    @Option(help: "Positions that a job may have at most.")
    var positionsPerJob = 1_000_000

    @Option(help: "Jobs at a time of one user, in all copies.")
    var jobsPerUser = 10

    @Option(help: ArgumentHelp("Megabytes of a user's results, and of uploaded positions.", valueName: "MB"))
    var quotaMegabytes = 10_000

    @Option(help: "Images that are kept open at most.")
    var openImages = 256

    func validate() throws {
        func check(_ value: Double, _ name: String) throws {
            guard value > 0, value.isFinite else { throw ValidationError("\(name) \(value): expected more than 0") }
        }
        try check(largestArcminutes, "largest-arcminutes")
        try check(Double(positionsPerJob), "positions-per-job")
        try check(Double(jobsPerUser), "jobs-per-user")
        try check(Double(quotaMegabytes), "quota-megabytes")
        try check(Double(openImages), "open-images")
    }

    /// The curators, one by one.
    var curatorNames: Set<String> {
        Set(curators.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    /// Bytes of a user's results.
    var quotaBytes: Int64 { Int64(quotaMegabytes) * 1_000_000 }

    /// The catalogues that these options name; only the service itself writes its index of images to them.
    func openCatalogs() throws -> Catalogs {
        try Catalogs(folder: data, postgresFile: postgres, curators: [ImageTable.keeper])
    }
}
