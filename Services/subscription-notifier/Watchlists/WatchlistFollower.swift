import Messages
import Subscriptions

/// Keeps the index of a project's watch-lists up with Redis, row by row.
actor WatchlistFollower {
    /// Where lists are looked up.
    nonisolated let index = WatchlistIndex()

    private let store: WatchlistStore
    private let project: String
    private var lastChange: String?
    private var lists: [String: (id: WatchlistID, radiusArcseconds: Double)] = [:]

    init(store: WatchlistStore, project: String) {
        self.store = store
        self.project = project
    }

    /// Takes in what has changed since the last time; everything, the first time.
    func follow() async throws {
        guard let last = lastChange else { return try await readAll() }
        var known = last
        while true {
            guard let (changes, newest) = try await store.changes(of: project, after: known) else {
                return try await readAll()
            }
            guard !changes.isEmpty else { return }
            for change in changes {
                switch change {
                case .edited(let edit): try await apply(edit)
                case .replaced(let name): try await read(name)
                }
            }
            known = newest
            lastChange = newest
        }
    }

    private func readAll() async throws {
        // Changes that come while the lists are read are taken in once more: that does no harm.
        let last = try await store.lastChange(of: project)
        let names = Set(try await store.watchlists(of: project).map(\.name))
        for name in Set(lists.keys).union(names) {
            // Rows that were removed meanwhile are not known one by one.
            if let known = lists[name] { index.clear(known.id) }
            try await read(name)
        }
        lastChange = last
    }

    /// Reads a list anew, row over row: whoever looks meanwhile finds the old rows or the new ones.
    ///
    /// A list that is not there any more becomes empty.
    private func read(_ name: String) async throws {
        let old = lists.removeValue(forKey: name)
        guard let (id, radius) = try await look(up: name) else {
            if let old { index.clear(old.id) }
            return
        }
        var cursor = ""
        repeat {
            let page = try await store.rows(project, name, after: cursor)
            try index.put(page.rows, list: id, radiusArcseconds: radius)
            cursor = page.cursor
        } while !cursor.isEmpty
    }

    private func look(up name: String) async throws -> (id: WatchlistID, radiusArcseconds: Double)? {
        if let known = lists[name] { return known }
        guard let list = try await store.watchlist(project, name) else { return nil }
        let id = index.list(WatchlistName(project: project, owner: list.owner, name: name))
        lists[name] = (id, list.radiusArcseconds)
        return lists[name]
    }

    private func apply(_ edit: WatchlistEdit) async throws {
        guard let (id, radius) = try await look(up: edit.name) else { return }
        if edit.clears { index.clear(id) }
        index.remove(edit.remove, list: id)
        try index.put(edit.put, list: id, radiusArcseconds: radius)
    }
}
