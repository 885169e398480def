import Catalog
import Messages

/// Makes a table of a file: uploads it, shows what would be made, makes it.
struct TableLoad: Sendable {
    /// What a load would make.
    struct Inspected: Sendable {
        var parameters: LoadParameters
        var reply: InspectReply

        /// For people: the columns, what was inferred and the first rows.
        var text: String {
            get throws {
                let table = reply.table
                var lines = ["table      \(table.fullName)\(parameters.appends ? ", rows are added" : "")"]
                if table.rows >= 0 { lines.append("rows       \(Numbers.grouped(table.rows))") }
                lines.append("position   \(table.raColumn.isEmpty ? "none" : "\(table.raColumn), \(table.decColumn)")")
                lines += ["", TableTexts.columns(table.columns)]
                if reply.preview.rows > 0 {
                    let rows = ResultTable(
                        columns: reply.preview.columns.map(\.column), batch: try reply.preview.batch(),
                        width: ResultTable.terminalWidth)
                    lines += ["", rows.lines.joined(separator: "\n")]
                }
                if !reply.notes.isEmpty { lines += [""] + reply.notes.map { "note: \($0)" } }
                return lines.joined(separator: "\n")
            }
        }
    }

    let client: MeshClient
    var parameters: LoadParameters

    /// Uploads a file, unless it is on the server, and asks what it would make.
    func inspect(_ file: String, onServer: Bool = false) async throws -> Inspected {
        var parameters = parameters
        if onServer {
            parameters.serverFile = file
        } else {
            parameters.uploadID = try await FileUpload(
                client: client, progress: ProgressLine("uploading", isForTerminals: true)
            ).send(file)
        }
        let reply = try await client.askCatalog(
            "load-inspect", parameters, as: InspectReply.self, timeoutSeconds: 600)
        return Inspected(parameters: parameters, reply: reply)
    }

    /// Makes the table and says what there is now.
    func make(_ inspected: Inspected) async throws -> String {
        let run = JobRun(client: client, progress: ProgressLine("loading", isForTerminals: true))
        var parameters = inspected.parameters
        // The table that was shown, not what the file's name would give another time.
        parameters.table = inspected.reply.table.fullName
        let job = try await run.submit(kind: "load", name: parameters.table, load: parameters)
        let ended = try await run.wait(for: job)
        return ended.message.isEmpty ? "table \(parameters.table) is there" : ended.message
    }
}
