import ADQL
import Bus
import Catalog
import Sky
import Tables

/// What the libraries say no to, in the bus's words.
enum CatalogRefusal {
    /// The error as it travels to who asked.
    static func onTheBus(_ error: any Error) -> any Error {
        switch error {
        case let error as ADQLError: RequestError("invalid", error.description)
        case let error as TableError: RequestError("invalid", error.description)
        case let error as CatalogError: RequestError(error.kind.code, error.description)
        default: error
        }
    }

    /// Whether a job that met the error may succeed when it is tried again.
    static func mayPass(_ error: any Error) -> Bool {
        (error as? CatalogError)?.kind == .unavailable
    }
}

extension CatalogError.Kind {
    /// The bus's label.
    fileprivate var code: String {
        switch self {
        case .invalid: "invalid"
        case .notFound: "not-found"
        case .conflict: "conflict"
        case .forbidden: "forbidden"
        case .limit: "limit"
        case .cancelled: "cancelled"
        case .unavailable: "unavailable"
        }
    }
}
