import Messages
import Subscriptions

/// Keeps the index of a project's watch-lists up with Redis, row by row.
actor WatchlistFollower {
    /// Where lists are looked up.
    nonisolated let index = WatchlistIndex()

    private let store: WatchlistStore
    private let project: String
    private var lastChange: String?
    private var numbers: [String: Int32] = [:]
    private var radii: [String: Double] = [:]

    init(store: WatchlistStore, project: String) {
        self.store = store
        self.project = project
    }

    /// The numbers by which the index knows lists.
    func ids(of names: [String]) -> [Int32] { names.map { number(of: $0) } }

    private func number(of name: String) -> Int32 {
        if let known = numbers[name] { return known }
        let number = Int32(numbers.count)
        numbers[name] = number
        index.name(number, name)
        return number
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
        for name in numbers.keys where !names.contains(name) { index.clear(number(of: name)) }
        for name in names { try await read(name) }
        lastChange = last
    }

    private func read(_ name: String) async throws {
        let number = number(of: name)
        index.clear(number)
        guard let list = try await store.watchlist(project, name) else { return }
        radii[name] = list.radiusArcseconds
        var cursor = ""
        repeat {
            let page = try await store.rows(project, name, after: cursor)
            index.put(page.rows, list: number, usualRadiusArcseconds: list.radiusArcseconds)
            cursor = page.cursor
        } while !cursor.isEmpty
    }

    private func apply(_ edit: WatchlistEdit) async throws {
        let number = number(of: edit.name)
        if edit.radiusArcseconds > 0 || radii[edit.name] == nil {
            radii[edit.name] = try await store.watchlist(project, edit.name)?.radiusArcseconds ?? 2
        }
        if edit.clears { index.clear(number) }
        index.remove(edit.remove, list: number)
        index.put(edit.put, list: number, usualRadiusArcseconds: radii[edit.name] ?? 2)
    }
}
