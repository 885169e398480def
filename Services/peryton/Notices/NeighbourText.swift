import Catalog
import Foundation
import Messages
import Tables

/// What is near an anomaly, for people: one line for each row of the catalogue.
enum NeighbourText {
    /// The lines below an anomaly's own; none where the subscription wants no neighbours.
    static func lines(of notice: Notice) throws -> [String] {
        if !notice.neighboursMissing.isEmpty { return ["    neighbours unknown: \(notice.neighboursMissing)"] }
        guard let table = notice.neighbours else { return [] }
        let batch = try table.batch()
        guard batch.rowCount > 0 else { return ["    no neighbour"] }
        // The position's index says nothing here: there is one position.
        let separations = batch.columns[1].doubles
        return (0..<batch.rowCount).map { row in
            let values = table.columns.indices.dropFirst(2).map {
                "\(table.columns[$0].name) \(batch.columns[$0].text(row))"
            }
            return "    \(String(format: "%6.2f", separations[row]))″  " + values.joined(separator: ", ")
        }
    }
}
