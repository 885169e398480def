import Messages

/// Puts the rows of a file into a watch-list, request after request.
struct WatchlistImport {
    let client: MeshClient
    let name: String

    /// Rows of a request: a row has at most some 200 bytes without its comment, a message 512 kB.
    private static let batchRows = 2_000
    private static let messageBytes = 480_000

    /// Sends all rows and returns the list as it is then.
    func run(_ file: WatchlistFile) async throws -> Watchlist {
        var file = file
        var sent = 0
        var list: Watchlist?
        let progress = ProgressLine("importing", isForTerminals: true)
        defer { progress.clear() }
        while let rows = try file.next(maximumRows: Self.batchRows) {
            for batch in Self.batches(rows) {
                try Task.checkCancellation()
                // A row takes the place of the one of its id, so that a request may come twice.
                list = try await client.patiently(forSeconds: 30) {
                    try await client.edit(WatchlistEdit(name: name, put: Array(batch)))
                }
                sent += batch.count
                let words = "\(Numbers.grouped(sent)) rows"
                if let share = file.share(of: sent) { progress.show(share, words) } else { progress.tick(words) }
            }
        }
        progress.clear()
        if file.skipped > 0 { remark("\(Numbers.rows(file.skipped)) without id or position left out") }
        guard let list else { throw CommandFailure("watch-list \(name): the file has no rows") }
        return list
    }

    /// Rows in their order, as many together as fit a message.
    static func batches(_ rows: [WatchlistRow]) -> [ArraySlice<WatchlistRow>] {
        var batches: [ArraySlice<WatchlistRow>] = []
        var (start, bytes) = (0, 0)
        for (index, row) in rows.enumerated() {
            // Two numbers and a radius with their tags, and the lengths of the texts.
            let size = row.id.utf8.count + row.comment.utf8.count + 48
            if index > start, bytes + size > messageBytes {
                batches.append(rows[start..<index])
                (start, bytes) = (index, 0)
            }
            bytes += size
        }
        return start < rows.count ? batches + [rows[start...]] : batches
    }
}
