import Jobs
import Messages
import Testing

@testable import PerytonCommand

@Suite("A job as people and programs read it")
struct JobTextTests {
    private static let start = UnixTime(microseconds: 1_800_000_000_000_000)

    private static let job = Job(
        id: "1x2y", project: "main", owner: "ada", kind: "query", name: "faint\u{1B}[31m ones", phase: .completed,
        progress: 1, message: "12 rows", submittedAt: start, startedAt: start.adding(seconds: 2),
        endedAt: start.adding(seconds: 95.5), expiresAt: start.adding(seconds: 14 * 86_400),
        query: QueryParameters(adql: "SELECT 1", format: "fits", rowLimit: 100), comment: "good",
        sharedWith: ["grace"],
        results: [
            JobResult(
                name: "result.fits", mimeType: "application/fits", bytes: 5_760, crc32: 0xAB, rows: 12, attempt: 2)
        ], renewals: 1, attempt: 2, worker: "catalog-query-7-abc", rowsDone: 12)

    @Test("shown, it has all that is known, and nothing of it moves the cursor")
    func shown() {
        #expect(
            JobText.all(Self.job) == """
                job              1x2y
                kind             query
                name             faint\u{FFFD}[31m ones
                project          main
                owner            ada
                shown to         grace
                phase            COMPLETED
                done             100 %, 12 rows
                message          12 rows
                submitted        2027-01-15T08:00:00Z
                started          2027-01-15T08:00:02Z
                ended            2027-01-15T08:01:35Z
                runtime          1 min 33 s
                expires          2027-01-29T08:00:00Z, renewed 1 of 2 times
                worker           catalog-query-7-abc, attempt 2
                comment          good
                query            SELECT 1
                format           fits
                most rows        100
                result           result.fits  application/fits, 5760 bytes, 12 rows, CRC-32 000000ab
                """)
    }

    @Test("listed, it is one line")
    func listed() {
        #expect(
            JobsListCommand.table([Self.job]).text == """
                JOB   KIND   NAME             OWNER  PHASE      DONE   SUBMITTED             RUNTIME     WHAT
                1x2y  query  faint\u{FFFD}[31m ones  ada    COMPLETED  100 %  2027-01-15T08:00:00Z  1 min 33 s  12 rows
                """)
    }

    @Test("as JSON it keeps its names, and leaves out what is not known")
    func json() throws {
        #expect(
            try JobJSON(Self.job).jsonLine() == #"{"adql":"SELECT 1","attempt":2,"comment":"good","#
                + #""ended":"2027-01-15T08:01:35Z","error":"","expires":"2027-01-29T08:00:00Z","id":"1x2y","#
                + #""kind":"query","message":"12 rows","name":"faint\u001b[31m ones","owner":"ada","#
                + #""phase":"COMPLETED","progress":1,"project":"main","renewals":1,"#
                + #""results":[{"bytes":5760,"crc32":"000000ab","mimeType":"application/fits","name":"result.fits","rows":12}],"#
                + #""rowsDone":12,"runtimeSeconds":93.5,"sharedWith":["grace"],"started":"2027-01-15T08:00:02Z","#
                + #""submitted":"2027-01-15T08:00:00Z","worker":"catalog-query-7-abc"}"#)
    }

    @Test(
        "how long it took is told in units that fit",
        arguments: [(0.25, "0.2 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min")])
    func runtime(seconds: Double, text: String) {
        let job = Job(
            id: "j", project: "main", owner: "me", kind: "train", startedAt: Self.start,
            endedAt: Self.start.adding(seconds: seconds))
        #expect(JobText.runtime(job) == text)
        #expect(JobText.runtime(Job(id: "j", project: "main", owner: "me", kind: "train")) == "–")
    }
}
