import Foundation
import Jobs
import Messages

/// Orders a job and waits for its end, with its rows and rows a second shown meanwhile.
struct JobRun: Sendable {
    let client: MeshClient
    let progress: ProgressLine

    /// Submits a job and returns its record.
    func submit(
        kind: String, name: String, query: QueryParameters? = nil, load: LoadParameters? = nil,
        score: ScoreParameters? = nil, cutout: CutoutParameters? = nil, scan: ScanParameters? = nil,
        similarity: SimilarityParameters? = nil
    ) async throws -> Job {
        let job = Job(
            id: JobClient.newID(), project: client.project, owner: client.user, kind: kind, name: name, query: query,
            score: score, load: load, cutout: cutout, scan: scan,
            similarity: similarity)
        return try await client.jobs().submit(job)
    }

    /// Waits until a job is over; where the task is cancelled, so is the job.
    ///
    /// - Throws: what went wrong with the job, as one line.
    func wait(for job: Job) async throws -> Job {
        let jobs = try client.jobs()
        let rate = RowRate()
        do {
            let ended = try await jobs.wait(for: job.id, project: client.project) { news in
                progress.show(news.progress, rate.text(rows: news.rowsDone, message: news.message))
            }
            progress.clear()
            guard ended.phase == .completed else {
                throw CommandFailure(
                    ended.error.isEmpty
                        ? "job \(job.id) ended as \(ended.phase.uwsName): \(ended.message)" : ended.error)
            }
            return ended
        } catch let error where Task.isCancelled {
            progress.clear()
            _ = error
            let (id, project) = (job.id, client.project)
            _ = await Task { try? await jobs.cancel(id, project: project) }.value
            throw CancellationError()
        } catch {
            progress.clear()
            throw error
        }
    }
}

/// How fast rows come.
private final class RowRate: Sendable {
    private let begin = ContinuousClock.now

    func text(rows: UInt64, message: String) -> String {
        guard rows > 0 else { return message }
        let seconds = max(begin.duration(to: .now).seconds, 1e-3)
        return "\(Numbers.grouped(rows)) rows, \(Numbers.grouped(UInt64(Double(rows) / seconds))) rows/s"
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// Numbers as people read them.
enum Numbers {
    /// Digits in groups of three.
    static func grouped(_ number: some BinaryInteger) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// One row, or so many.
    static func rows(_ count: some BinaryInteger) -> String { count == 1 ? "1 row" : "\(grouped(count)) rows" }

    /// Bytes in the unit that fits.
    static func bytes(_ count: UInt64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1_000, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        return unit == 0 ? "\(count) B" : String(format: value < 10 ? "%.1f %@" : "%.0f %@", value, units[unit])
    }

    /// Seconds in the unit that fits.
    static func duration(_ seconds: Double) -> String {
        seconds < 1 ? String(format: "%.1f ms", seconds * 1_000) : String(format: "%.1f s", seconds)
    }
}
