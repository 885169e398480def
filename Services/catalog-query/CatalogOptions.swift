import ArgumentParser
import Catalog
import Foundation
import ServiceKit

/// Where the catalogues are and what people may take of them.
struct CatalogOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the catalogues, and of files on their way in.", valueName: "folder"))
    var data = ".peryton/catalog"

    @Option(help: ArgumentHelp("Folder of the jobs' results; may be shared by several copies.", valueName: "folder"))
    var results = ".peryton/results"

    @Option(
        help: ArgumentHelp(
            "Folder with files that curators may load without an upload. None unless given.", valueName: "folder"))
    var importFolder: String?

    @Option(
        help: ArgumentHelp(
            "File with PostgreSQL's connection strings; SQLite keeps the catalogues unless it is given.",
            valueName: "file"))
    var postgres: String?

    @Option(
        help: ArgumentHelp(
            "Users who may load and drop tables that everybody sees, with commas between.", valueName: "users"))
    var curators = "me"

    @Option(help: "Rows that a quick query gives at most, unless it asks for fewer.")
    var quickRows = 1_000

    @Option(help: "Seconds that a quick query may take at most.")
    var quickSeconds = 30.0

    @Option(help: "Hours that a job may take at most.")
    var jobHours = 24.0

    @Option(help: "Jobs at a time in this copy.")
    var concurrency = 4

    @Option(help: "Jobs at a time of one user, in all copies.")
    var jobsPerUser = 10

    @Option(help: ArgumentHelp("Megabytes of tables of one's own.", valueName: "MB"))
    var quotaMegabytes = 10_000

    @Option(help: ArgumentHelp("Memory that SQLite may take, all queries together; 0: any.", valueName: "MB"))
    var memoryMegabytes = 4_000

    func validate() throws {
        func check(_ value: Double, _ name: String) throws {
            guard value > 0, value.isFinite else { throw ValidationError("\(name) \(value): expected more than 0") }
        }
        try check(Double(quickRows), "quick-rows")
        try check(quickSeconds, "quick-seconds")
        try check(jobHours, "job-hours")
        try check(Double(concurrency), "concurrency")
        try check(Double(jobsPerUser), "jobs-per-user")
        try check(Double(quotaMegabytes), "quota-megabytes")
        guard memoryMegabytes >= 0 else {
            throw ValidationError("memory-megabytes \(memoryMegabytes): expected 0 or more")
        }
    }

    /// The catalogues that these options name.
    func openCatalogs() throws -> Catalogs {
        try Catalogs(folder: data, postgresFile: postgres, curators: curatorNames)
    }

    /// The curators, one by one.
    var curatorNames: Set<String> {
        Set(curators.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    /// Bytes of tables of one's own.
    var quotaBytes: Int64 { Int64(quotaMegabytes) * 1_000_000 }
}
