import Foundation
import Glibc

/// Removes runs of sky indexes that no table of a project names any more.
struct SkyRunSweeper {
    let files: SQLiteFiles

    /// A reader that began before a change may still open what it named then; a load in progress has runs of its own.
    private static let gracePeriodSeconds = 6 * 3_600.0

    func sweep() {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: files.skyRun("")),
            let kept = try? namedRuns()
        else { return }
        for name in names where !kept.contains(name) {
            let path = files.skyRun(name)
            var facts = stat()
            guard stat(path, &facts) == 0 else { continue }
            if Date().timeIntervalSince1970 - Double(facts.st_mtim.tv_sec) > Self.gracePeriodSeconds { unlink(path) }
        }
    }

    private func namedRuns() throws -> Set<String> {
        let databases = try FileManager.default.contentsOfDirectory(atPath: files.folder)
            .filter { $0.hasSuffix(".sqlite") }
        var named: Set<String> = []
        for database in databases {
            let connection = try SQLiteConnection(path: "\(files.folder)/\(database)", .readOnly)
            let statement = try connection.statement("SELECT file FROM peryton_sky_runs")
            while try statement.step() { named.insert(statement.text(0)) }
            statement.reset()
        }
        return named
    }
}
