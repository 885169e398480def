import Foundation
import Jobs
import Mesh
import Messages

/// A job in words.
enum JobText {
    static func printable(_ text: String) -> String { AnomalyText.printable(text) }

    static func done(_ job: Job) -> String { String(format: "%.0f %%", job.progress * 100) }

    /// How long its worker was at it, or has been so far.
    static func runtime(_ job: Job, now: UnixTime = .now) -> String {
        guard job.startedAt.isKnown else { return "–" }
        return duration(max(0, (job.endedAt.isKnown ? job.endedAt : now).seconds(since: job.startedAt)))
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds < 60 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds)
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    /// What it is doing, what it brought, or why it failed.
    static func what(_ job: Job) -> String { printable(job.error.isEmpty ? job.message : job.error) }

    /// How it ended, for one that was waited for.
    static func end(_ job: Job) -> String { "\(job.phase.uwsName): \(what(job))" }

    static func audience(_ job: Job) -> String {
        if job.sharedWith.contains("*") { return "every user of project \(job.project)" }
        return job.sharedWith.isEmpty ? "nobody else" : job.sharedWith.joined(separator: ", ")
    }

    /// All of it, one fact a line.
    static func all(_ job: Job) -> String {
        var lines = [
            ("job", job.id), ("kind", job.kind), ("name", printable(job.name)), ("project", job.project),
            ("owner", job.owner), ("shown to", audience(job)), ("phase", job.phase.uwsName),
            ("done", done(job) + (job.rowsDone > 0 ? ", \(job.rowsDone) rows" : "")),
            ("message", printable(job.message)), ("error", printable(job.error)),
            ("submitted", job.submittedAt.text), ("started", job.startedAt.text), ("ended", job.endedAt.text),
            ("runtime", runtime(job)), ("expires", expiry(job)),
            ("worker", job.worker + (job.attempt > 1 ? ", attempt \(job.attempt)" : "")),
            ("comment", printable(job.comment)),
        ]
        lines += parameters(job)
        lines += job.results.map { result in
            let rows = result.rows > 0 ? ", \(result.rows) rows" : ""
            return (
                "result",
                "\(result.name)  \(printable(result.mimeType)), \(result.bytes) bytes\(rows), CRC-32 "
                    + String(format: "%08x", result.crc32)
            )
        }
        return lines.filter { !$0.1.isEmpty && $0.1 != "–" }.map { name, value in
            name + String(repeating: " ", count: max(1, 17 - name.count)) + value
        }.joined(separator: "\n")
    }

    private static func expiry(_ job: Job) -> String {
        guard job.expiresAt.isKnown else { return "" }
        let renewals = job.renewals > 0 ? ", renewed \(job.renewals) of \(JobLifetime().renewals) times" : ""
        return job.expiresAt.text + renewals + (job.warnedAt.isKnown ? ", soon" : "")
    }

    /// What was ordered; what was left to defaults is left out.
    private static func parameters(_ job: Job) -> [(String, String)] {
        func number(_ value: some BinaryInteger) -> String { value == 0 ? "" : "\(value)" }
        if let train = job.train {
            return [
                ("stream", train.stream), ("trees", number(train.trees)), ("sample size", number(train.sampleSize)),
                ("extension level", train.extensionLevel < 0 ? "" : "\(train.extensionLevel)"),
                ("seed", number(train.seed)), ("most rows", number(train.rowCap)),
                ("replaced trees", number(train.replaceTrees)),
            ]
        }
        if let query = job.query {
            return [
                ("query", printable(query.adql)), ("ADQL version", query.adqlVersion), ("format", query.format),
                ("compression", query.compression), ("split at bytes", number(query.splitBytes)),
                ("most rows", number(query.rowLimit)), ("time limit s", number(query.timeLimitSeconds)),
                ("into table", query.intoTable),
            ]
        }
        if let score = job.score {
            return [
                ("query", printable(score.adql)), ("stream", score.stream), ("forest", number(score.forestVersion)),
                ("top", number(score.top)), ("format", score.format), ("id column", score.idColumn),
                ("explained", score.explain ? "yes" : ""),
            ]
        }
        if let load = job.load {
            return [
                ("table", load.table), ("appends", load.appends ? "yes" : ""), ("file", printable(load.serverFile)),
                ("format", load.format), ("null values", printable(load.sentinels.joined(separator: ", "))),
                ("public", load.isPublic ? "yes" : ""),
            ]
        }
        return []
    }
}
