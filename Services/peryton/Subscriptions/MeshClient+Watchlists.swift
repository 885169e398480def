import Messages

extension MeshClient {
    /// The watch-lists of this user, by name.
    func watchlists() async throws -> [Watchlist] {
        try await askNotifier("watchlist-list", NameRequest(), as: WatchlistList.self).watchlists
    }

    /// Makes or changes a watch-list.
    func edit(_ edit: WatchlistEdit) async throws -> Watchlist {
        try await askNotifier("watchlist-edit", edit, as: Watchlist.self, timeoutSeconds: 60)
    }

    /// Reads the rows of a watch-list in no order, until there are no more or `take` wants no more.
    func rows(of list: String, _ take: ([WatchlistRow]) throws -> Bool) async throws {
        var cursor = ""
        repeat {
            let reply = try await askNotifier(
                "watchlist-rows", WatchlistRowsRequest(name: list, cursor: cursor), as: WatchlistRows.self)
            guard try take(reply.rows) else { return }
            cursor = reply.cursor
        } while !cursor.isEmpty
    }

    /// The one stream that alerts in files, or an id without a stream, belong to.
    ///
    /// - Parameter names: the streams of a subscription; empty for all of the project.
    func onlyStream(of names: [String]) async throws -> StreamDeclaration {
        let streams = try await streams().filter { names.isEmpty || names.contains($0.name) }
        guard let stream = streams.first, streams.count == 1 else {
            throw CommandFailure(
                streams.isEmpty
                    ? "project \(project) has no such stream; `peryton streams` lists its streams"
                    : "which stream? Say one of \(streams.map(\.name).joined(separator: ", "))")
        }
        return stream
    }
}
