import ArgumentParser
import Catalog
import Mesh
import ServiceKit

/// `peryton-catalog-query`: answers queries on catalogues.
@main
struct CatalogQueryCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-catalog-query",
        abstract: "Answer queries on catalogues: quick ones at once, long ones as jobs.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions
    @OptionGroup var catalog: CatalogOptions

    func run() async throws {
        if catalog.memoryMegabytes > 0 { SQLiteCatalog.limitMemory(bytes: Int64(catalog.memoryMegabytes) << 20) }
        let catalogs = try catalog.openCatalogs()
        try await MeshService.run("catalog-query", about: "answers queries on catalogues", options: options) {
            [CatalogService(mesh: $0, catalogs: catalogs, options: catalog)]
        }
    }
}
