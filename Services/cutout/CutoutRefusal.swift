import ADQL
import Bus
import Catalog
import Images
import Mesh
import Similarity
import Sky
import Tables

/// What is said no to, in the bus's words.
enum CutoutRefusal {
    static func invalid(_ text: String) -> RequestError { RequestError("invalid", text) }
    static func notFound(_ text: String) -> RequestError { RequestError("not-found", text) }
    static func forbidden(_ text: String) -> RequestError { RequestError("forbidden", text) }

    /// An error as it travels to who asked.
    static func onTheBus(_ error: any Error) -> any Error {
        switch error {
        case let error as ADQLError: RequestError("invalid", error.description)
        case let error as TableError: RequestError("invalid", error.description)
        case let error as SkyError: RequestError("invalid", error.description)
        case let error as SimilarityError: RequestError("invalid", error.description)
        case let error as ImageError: RequestError("unavailable", error.description)
        case let error as CatalogError:
            RequestError(error.kind == .notFound ? "not-found" : "invalid", error.description)
        default: error
        }
    }
}
