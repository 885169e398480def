import Bus
import Mesh
import Messages

/// Makes, changes and shows watch-lists for their owners.
struct WatchlistDesk: Sendable {
    let store: WatchlistStore
    let options: NotifierOptions

    /// The most rows in one edit.
    private static let mostRowsInEdit = 5_000
    /// The longest id and comment of a row, bytes.
    private static let longestText = 200
    /// The widest radius, arcseconds.
    static let widestRadiusArcseconds = 3_600.0

    /// Makes a list or changes it, row by row.
    func edit(_ edit: WatchlistEdit, project: String, user: String) async throws -> Watchlist {
        try MeshName.check(edit.name, "watch-list")
        func refusal(_ text: String) -> RequestError {
            RequestError("invalid", "watch-list \(edit.name): \(text)")
        }
        guard edit.radiusArcseconds >= 0, edit.radiusArcseconds <= Self.widestRadiusArcseconds else {
            throw refusal("radius \(edit.radiusArcseconds)″: expected more than 0 and at most 3600")
        }
        guard edit.put.count + edit.remove.count <= Self.mostRowsInEdit else {
            throw refusal(
                "\(edit.put.count + edit.remove.count) rows in one edit: expected at most \(Self.mostRowsInEdit)")
        }
        for row in edit.put {
            guard !row.id.isEmpty, row.id.utf8.count <= Self.longestText, row.comment.utf8.count <= Self.longestText
            else {
                throw refusal(
                    "row \"\(row.id.prefix(50))\": expected an id of 1 to 200 bytes and a comment of at most 200")
            }
            guard row.raDegrees >= 0, row.raDegrees < 360, row.decDegrees >= -90, row.decDegrees <= 90 else {
                throw refusal(
                    "row \"\(row.id)\": position \(row.raDegrees) \(row.decDegrees): expected 0 ≤ ra < 360 and −90 ≤ dec ≤ 90"
                )
            }
            guard row.radiusArcseconds >= 0, row.radiusArcseconds <= Self.widestRadiusArcseconds else {
                throw refusal("row \"\(row.id)\": radius \(row.radiusArcseconds)″: expected at most 3600")
            }
        }
        return try await store.edit(edit, project: project, user: user, mostRows: options.watchlistRowsPerUser)
    }

    /// The caller's lists.
    func list(project: String, user: String) async throws -> WatchlistList {
        WatchlistList(watchlists: try await store.watchlists(of: project).filter { $0.owner == user })
    }

    /// Rows of the caller's list.
    func rows(_ request: WatchlistRowsRequest, project: String, user: String) async throws -> WatchlistRows {
        _ = try await own(request.name, project: project, user: user)
        return try await store.rows(project, request.name, after: request.cursor)
    }

    /// Deletes the caller's list, unless one of the subscriptions uses it.
    func delete(_ name: String, project: String, user: String, subscriptions: SubscriptionStore) async throws
        -> Watchlist
    {
        let list = try await own(name, project: project, user: user)
        let users = try await subscriptions.subscriptions(of: project).filter { $0.watchlists.contains(name) }
        guard users.isEmpty else {
            throw RequestError(
                "conflict", "watch-list \(name) is used by subscription \(users.map(\.name).joined(separator: ", "))")
        }
        try await store.remove(list)
        return list
    }

    /// The caller's list of a name.
    func own(_ name: String, project: String, user: String) async throws -> Watchlist {
        guard let list = try await store.watchlist(project, name) else {
            throw RequestError("not-found", "watch-list \"\(name)\" is not there in project \(project)")
        }
        guard list.owner == user else {
            throw RequestError("forbidden", "watch-list \(name) belongs to \(list.owner)")
        }
        return list
    }
}
