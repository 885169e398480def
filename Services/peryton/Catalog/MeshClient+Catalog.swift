import Bus
import Jobs
import Messages

extension MeshClient {
    /// The service that answers for the catalogue.
    static let catalogService = "catalog-query"

    /// Asks the catalogue's service.
    func askCatalog<Answer: Message>(
        _ verb: String, _ question: some Message, as answer: Answer.Type, timeoutSeconds: Double = 30
    ) async throws -> Answer {
        try await ask(Self.catalogService, verb, question, as: answer, timeoutSeconds: timeoutSeconds)
    }

    /// Asks a service; where the task is cancelled, nobody waits for the answer any more.
    func ask<Answer: Message>(
        _ service: String, _ verb: String, _ question: some Message, as answer: Answer.Type,
        timeoutSeconds: Double = 30
    ) async throws -> Answer {
        do {
            return try await bus.call(rpc(service, verb), question, as: Answer.self, timeoutSeconds: timeoutSeconds)
        } catch let error where Task.isCancelled {
            _ = error
            throw CancellationError()
        }
    }

    /// Runs a query at once; where the task is cancelled, so is the query.
    func quick(_ request: QueryRequest) async throws -> QuickReply {
        var request = request
        request.queryID = JobClient.newID()
        let limit = request.timeLimitMilliseconds == 0 ? 30 : Double(request.timeLimitMilliseconds) / 1_000
        do {
            return try await askCatalog("query-quick", request, as: QuickReply.self, timeoutSeconds: limit + 5)
        } catch is CancellationError {
            // Sent from a task that is not cancelled itself; a second is enough where somebody listens.
            let (bus, subject, name) = (
                bus, rpc(Self.catalogService, "query-cancel"), NameRequest(name: request.queryID)
            )
            _ = await Task { try? await bus.call(subject, name, as: NameRequest.self, timeoutSeconds: 1) }.value
            throw CancellationError()
        }
    }

    /// Tables whose names fit a pattern, or that have such a column.
    func tables(pattern: String = "", columnPattern: String = "", withColumns: Bool = true) async throws -> TableList {
        try await askCatalog(
            "table-list",
            TableListRequest(pattern: pattern, columnPattern: columnPattern, withColumns: withColumns),
            as: TableList.self)
    }

    /// The one table of a name, with its columns; the asker's own before others.
    func table(_ name: String) async throws -> TableInfo {
        let found = try await tables(pattern: name).tables
        let exact = found.filter { [$0.fullName.lowercased(), $0.name.lowercased()].contains(name.lowercased()) }
        if let own = exact.first(where: { $0.schema == "mydb" }) ?? (exact.count == 1 ? exact.first : nil) {
            return own
        }
        guard exact.isEmpty else {
            throw CommandFailure("table \(name): say which: \(exact.map(\.fullName).joined(separator: ", "))")
        }
        let all = try await tables(withColumns: false).tables
        let nearest = all.min { Self.distance($0, name) < Self.distance($1, name) }
        let hint = nearest.map { "; the nearest is \($0.fullName)" } ?? ""
        throw CommandFailure("table \(name): no such table\(hint); peryton tables lists all")
    }

    private static func distance(_ table: TableInfo, _ name: String) -> Int {
        let name = name.lowercased()
        return min(
            ShellParser.editDistance(table.fullName.lowercased(), name),
            ShellParser.editDistance(table.name.lowercased(), name))
    }
}
