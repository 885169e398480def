import Bus
import Messages
import State

/// Watch-lists in Redis, changed row by row.
///
/// Keys: `peryton:<project>:watchlists` (set), `peryton:<project>:watchlist:<name>` (hash: owner, radius, comment,
/// created, version), `…:rows` (hash: row id → row), `peryton:<project>:watchlists:rows` (hash: user → rows of all
/// lists), and `peryton:<project>:watchlists:changes`, a Redis stream of the last edits, from which each copy of the
/// service keeps its index without reading the lists again.
struct WatchlistStore: Sendable {
    private let redis: RedisClient

    /// How many edits a copy may be behind before it reads the lists anew.
    private static let changesKept = 256

    init(_ redis: RedisClient) {
        self.redis = redis
    }

    private func key(_ project: String, _ name: String) -> String { "peryton:\(project):watchlist:\(name)" }
    private func rowsKey(_ project: String, _ name: String) -> String { "\(key(project, name)):rows" }
    private func namesKey(_ project: String) -> String { "peryton:\(project):watchlists" }
    private func quotaKey(_ project: String) -> String { "peryton:\(project):watchlists:rows" }
    private func changesKey(_ project: String) -> String { "peryton:\(project):watchlists:changes" }

    // MARK: Reading

    /// A list without its rows; nil where it is not there.
    func watchlist(_ project: String, _ name: String) async throws -> Watchlist? {
        let fields = try await redis.waiting { [key = key(project, name)] in try await $0.hash(key) }
            .mapValues { String(decoding: $0, as: UTF8.self) }
        guard let owner = fields["owner"] else { return nil }
        let rows = try await redis.waiting { [key = rowsKey(project, name)] in
            try await $0.send(RedisCommand("HLEN", key))
        }
        return Watchlist(
            project: project, name: name, owner: owner, radiusArcseconds: fields["radius"].flatMap(Double.init) ?? 0,
            rows: UInt64(rows.integer ?? 0), version: fields["version"].flatMap(UInt64.init) ?? 0,
            createdAt: UnixTime(microseconds: fields["created"].flatMap(Int64.init) ?? 0),
            comment: fields["comment"] ?? "")
    }

    /// The lists of a project, by name.
    func watchlists(of project: String) async throws -> [Watchlist] {
        let names = try await redis.waiting { [key = namesKey(project)] in try await $0.members(of: key) }
        var lists: [Watchlist] = []
        for name in names.map({ String(decoding: $0, as: UTF8.self) }).sorted() {
            if let list = try await watchlist(project, name) { lists.append(list) }
        }
        return lists
    }

    /// Some rows of a list, in no order, and the cursor for the next; an empty cursor begins and ends.
    ///
    /// Every row that is there all the while comes at least once.
    func rows(_ project: String, _ name: String, after cursor: String) async throws -> WatchlistRows {
        guard cursor.isEmpty || UInt64(cursor) != nil else {
            throw RequestError("invalid", "cursor \"\(cursor)\": expected the one of the last reply")
        }
        let reply = try await redis.waiting { [key = rowsKey(project, name)] in
            try await $0.send(RedisCommand("HSCAN", key, cursor.isEmpty ? "0" : cursor, "COUNT", 2_000))
        }
        guard let parts = reply.array, parts.count == 2, let next = parts[0].text, let values = parts[1].array else {
            return WatchlistRows()
        }
        let rows = try stride(from: 1, to: values.count, by: 2).compactMap {
            try values[$0].bytes.map { try WatchlistRow(serialized: $0) }
        }
        return WatchlistRows(rows: rows, cursor: next == "0" ? "" : next)
    }

    // MARK: Changing

    private static let editScript = Script(
        "edit-watchlist",
        source: """
            local owner, create, radius, comment, now = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
            local clear, quota, name, edit, removals = ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9], tonumber(ARGV[10])
            local known = redis.call('HGET', KEYS[1], 'owner')
            if not known and create ~= '1' then return 'missing' end
            if known and known ~= owner then return 'owner ' .. known end
            local before = redis.call('HLEN', KEYS[2])
            local added, first = 0, 11 + removals
            for i = first, #ARGV, 2 do
                if clear == '1' or redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then added = added + 1 end
            end
            local used = tonumber(redis.call('HGET', KEYS[4], owner) or '0')
            local left = clear == '1' and used - before or used
            if added > 0 and left + added > quota then return 'quota ' .. (left + added) end
            if clear == '1' then redis.call('DEL', KEYS[2]) end
            for i = 11, first - 1 do redis.call('HDEL', KEYS[2], ARGV[i]) end
            for i = first, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
            redis.call('HINCRBY', KEYS[4], owner, redis.call('HLEN', KEYS[2]) - before)
            local old = redis.call('HGET', KEYS[1], 'radius')
            if not known then
                redis.call('HSET', KEYS[1], 'owner', owner, 'created', now, 'radius', radius > 0 and ARGV[3] or '2')
                redis.call('SADD', KEYS[3], name)
            elseif radius > 0 then
                redis.call('HSET', KEYS[1], 'radius', ARGV[3])
            end
            if comment ~= '' then redis.call('HSET', KEYS[1], 'comment', comment) end
            redis.call('HINCRBY', KEYS[1], 'version', 1)
            local wide = known and radius > 0 and tonumber(old) ~= radius
            redis.call('XADD', KEYS[5], 'MAXLEN', '~', \(changesKept), '*', 'list', name, 'edit', wide and '' or edit)
            return 'done'
            """)

    /// Makes a list or changes it; the edit must have been checked.
    ///
    /// - Parameter mostRows: of all lists of the user.
    func edit(_ edit: WatchlistEdit, project: String, user: String, mostRows: Int) async throws -> Watchlist {
        var arguments: [any RedisArgument] = [
            user, edit.creates ? "1" : "0", edit.radiusArcseconds, edit.comment, String(UnixTime.now.microseconds),
            edit.clears ? "1" : "0", mostRows, edit.name, edit.serialized(), edit.remove.count,
        ]
        arguments += edit.remove as [any RedisArgument]
        for row in edit.put { arguments += [row.id, row.serialized()] as [any RedisArgument] }
        let reply = try await redis.waiting { [self, arguments] in
            try await $0.run(
                Self.editScript,
                keys: [
                    key(project, edit.name), rowsKey(project, edit.name), namesKey(project), quotaKey(project),
                    changesKey(project),
                ], arguments: arguments)
        }
        let words = (reply.text ?? "").split(separator: " ").map(String.init)
        switch words.first {
        case "missing": throw RequestError("not-found", "watch-list \"\(edit.name)\" is not there")
        case "owner":
            throw RequestError("forbidden", "watch-list \(edit.name) belongs to \(words.last ?? "somebody else")")
        case "quota":
            throw RequestError(
                "invalid",
                "watch-list \(edit.name): you would have \(words.last ?? "too many") rows in all your lists, at most \(mostRows) are allowed"
            )
        default: break
        }
        guard let list = try await watchlist(project, edit.name) else {
            throw RequestError("not-found", "watch-list \"\(edit.name)\" was deleted meanwhile")
        }
        return list
    }

    private static let removeScript = Script(
        "remove-watchlist",
        source: """
            redis.call('HINCRBY', KEYS[4], ARGV[1], -redis.call('HLEN', KEYS[2]))
            redis.call('UNLINK', KEYS[1], KEYS[2])
            redis.call('SREM', KEYS[3], ARGV[2])
            redis.call('XADD', KEYS[5], 'MAXLEN', '~', \(changesKept), '*', 'list', ARGV[2], 'edit', '')
            return 1
            """)

    /// Forgets a list with all its rows.
    func remove(_ list: Watchlist) async throws {
        let (project, name) = (list.project, list.name)
        _ = try await redis.waiting { [self] in
            try await $0.run(
                Self.removeScript,
                keys: [
                    key(project, name), rowsKey(project, name), namesKey(project), quotaKey(project),
                    changesKey(project),
                ], arguments: [list.owner, name])
        }
    }

    // MARK: Following

    /// What has changed in a project's lists.
    enum Change: Sendable {
        /// Rows of a list.
        case edited(WatchlistEdit)
        /// The list must be read anew: it was deleted, or its radius has changed.
        case replaced(String)
    }

    /// Where the changes of a project stand now.
    func lastChange(of project: String) async throws -> String {
        let reply = try await redis.waiting { [key = changesKey(project)] in
            try await $0.send(RedisCommand("XREVRANGE", key, "+", "-", "COUNT", 1))
        }
        return reply.array?.first?.array?.first?.text ?? "0-0"
    }

    /// The changes after one, with the last one's id; nil where some of them are not kept any more.
    func changes(of project: String, after id: String) async throws -> (changes: [Change], last: String)? {
        let reply = try await redis.waiting { [key = changesKey(project)] in
            // With the one that is known already: while it is there, none behind it is missing.
            try await $0.send(RedisCommand("XRANGE", key, id == "0-0" ? "-" : id, "+", "COUNT", 64))
        }
        var entries = reply.array ?? []
        if id == "0-0" {
            // Where there are many, the first ones may be gone already.
            guard entries.count < 64 else { return nil }
        } else {
            guard entries.first?.array?.first?.text == id else { return nil }
            entries.removeFirst()
        }
        var changes: [Change] = []
        var last = id
        for entry in entries {
            guard let parts = entry.array, parts.count == 2, let entryID = parts[0].text, let fields = parts[1].array,
                fields.count >= 4, let name = fields[1].text, let edit = fields[3].bytes
            else { continue }
            last = entryID
            changes.append(edit.isEmpty ? .replaced(name) : .edited(try WatchlistEdit(serialized: edit)))
        }
        return (changes, last)
    }
}
