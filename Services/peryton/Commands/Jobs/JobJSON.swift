import Foundation
import Jobs
import Messages

/// A job for programs; the names stay.
struct JobJSON: Encodable {
    struct Result: Encodable {
        let name: String
        let mimeType: String
        let bytes: UInt64
        let rows: UInt64
        /// Eight hexadecimal digits.
        let crc32: String
    }

    let id: String
    let project: String
    let owner: String
    let kind: String
    let name: String
    let phase: String
    let progress: Double
    let message: String
    let error: String
    let comment: String
    let submitted: String?
    let started: String?
    let ended: String?
    let expires: String?
    let runtimeSeconds: Double?
    let rowsDone: UInt64
    let renewals: UInt32
    let attempt: UInt32
    let worker: String
    let sharedWith: [String]
    let results: [Result]
    let adql: String?
    let stream: String?

    init(_ job: Job) {
        func instant(_ time: UnixTime) -> String? { time.isKnown ? time.text : nil }
        id = job.id
        project = job.project
        owner = job.owner
        kind = job.kind
        name = job.name
        phase = job.phase.uwsName
        progress = job.progress
        message = job.message
        error = job.error
        comment = job.comment
        submitted = instant(job.submittedAt)
        started = instant(job.startedAt)
        ended = instant(job.endedAt)
        expires = instant(job.expiresAt)
        runtimeSeconds =
            job.startedAt.isKnown ? (job.endedAt.isKnown ? job.endedAt : .now).seconds(since: job.startedAt) : nil
        rowsDone = job.rowsDone
        renewals = job.renewals
        attempt = job.attempt
        worker = job.worker
        sharedWith = job.sharedWith
        results = job.results.map {
            Result(
                name: $0.name, mimeType: $0.mimeType, bytes: $0.bytes, rows: $0.rows,
                crc32: String(format: "%08x", $0.crc32))
        }
        adql = job.query?.adql ?? job.score?.adql
        stream = job.train?.stream ?? job.score?.stream
    }
}
