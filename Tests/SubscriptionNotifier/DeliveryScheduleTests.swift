import Messages
import Testing

@testable import SubscriptionNotifier

@Suite("When channels may send")
struct DeliveryScheduleTests {
    /// 2026-07-01 at a time, UTC.
    private func time(_ hour: Int, _ minute: Int = 0, day: Int = 1) -> UnixTime {
        UnixTime(microseconds: (1_782_864_000 + Int64((day - 1) * 86_400 + hour * 3_600 + minute * 60)) * 1_000_000)
    }

    private func schedule(
        quiet: String = "", zone: String = "", digest: String = "", priority: String = ""
    ) throws -> DeliverySchedule {
        try DeliverySchedule(Calm(quietHours: quiet, timeZone: zone, digest: digest, priority: priority))
    }

    @Test("always, where nothing is said")
    func always() throws {
        let schedule = try schedule()
        #expect(schedule.opening(from: time(3)) == time(3))
        #expect(schedule.closing(after: time(3)) == nil)
        #expect(schedule.nextDigest(after: time(3)) == time(3))
    }

    @Test("not in quiet hours, which may go past midnight")
    func quiet() throws {
        let schedule = try schedule(quiet: "22:00-07:30")
        #expect(schedule.opening(from: time(21, 59)) == time(21, 59))
        #expect(schedule.opening(from: time(22)) == time(7, 30, day: 2))
        #expect(schedule.opening(from: time(3)) == time(7, 30))
        #expect(schedule.opening(from: time(7, 30)) == time(7, 30))
        #expect(schedule.closing(after: time(12)) == time(22))
        #expect(try self.schedule(quiet: "09:00-17:00").opening(from: time(12)) == time(17))
    }

    @Test("by the subscriber's own clock, summer time included")
    func timeZones() throws {
        // In July Paris is two hours ahead of UTC, Santiago four behind.
        #expect(try schedule(quiet: "22:00-07:00", zone: "Europe/Paris").opening(from: time(21)) == time(5, day: 2))
        #expect(try schedule(zone: "America/Santiago", digest: "08:00").nextDigest(after: time(3)) == time(12))
    }

    @Test("digests go at whole intervals, or daily, and wait for the end of quiet hours")
    func digests() throws {
        #expect(try schedule(digest: "30 min").nextDigest(after: time(10, 1)) == time(10, 30))
        #expect(try schedule(digest: "2 h").nextDigest(after: time(10)) == time(12))
        #expect(try schedule(digest: "08:00").nextDigest(after: time(9)) == time(8, day: 2))
        #expect(try schedule(quiet: "07:00-10:00", digest: "08:00").nextDigest(after: time(2)) == time(10))
    }

    @Test("whatever is urgent goes at once")
    func urgent() throws {
        let schedule = try schedule(quiet: "00:00-23:59", digest: "08:00", priority: "high")
        #expect(schedule.digest == nil)
        #expect(schedule.opening(from: time(12)) == time(12))
    }

    @Test(
        "what cannot be understood is refused, with what was expected",
        arguments: [
            (Calm(quietHours: "22-7"), "quiet hours \"22-7\": expected two local times such as 22:00-07:00"),
            (Calm(quietHours: "22:00-22:00"), "quiet hours \"22:00-22:00\": expected two local times"),
            (Calm(quietHours: "24:00-07:00"), "quiet hours"),
            (Calm(timeZone: "Mars/Olympus"), "time zone \"Mars/Olympus\""),
            (Calm(digest: "0 min"), "digest \"0 min\""), (Calm(digest: "often"), "digest \"often\""),
            (Calm(digest: "2000 h"), "digest \"2000 h\""), (Calm(priority: "urgent"), "priority \"urgent\""),
        ])
    func refused(calm: Calm, text: String) {
        let error = #expect(throws: ScheduleError.self) { try DeliverySchedule(calm) }
        #expect(error?.description.hasPrefix(text) == true, "\(error?.description ?? "")")
    }
}

@Suite("How long a failing channel rests")
struct RetryDelayTests {
    @Test("three times as long after each attempt, an hour at most")
    func grows() {
        let delays = (1...9).map { RetryDelay.seconds(afterAttempt: $0, first: 5, chance: 0.5) }
        #expect(delays == [5, 15, 45, 135, 405, 1_215, 3_600, 3_600, 3_600])
    }

    @Test("half as long to half as long again, so that what failed together is not tried together")
    func jitter() {
        #expect(RetryDelay.seconds(afterAttempt: 1, first: 10, chance: 0) == 5)
        #expect(RetryDelay.seconds(afterAttempt: 1, first: 10, chance: 1) == 15)
    }

    @Test("as long as the other side asks for, where that is longer, and never more than an hour for it")
    func asked() {
        #expect(RetryDelay.seconds(afterAttempt: 1, first: 5, asked: 120, chance: 0.5) == 120)
        #expect(RetryDelay.seconds(afterAttempt: 3, first: 5, asked: 1, chance: 0.5) == 45)
        #expect(RetryDelay.seconds(afterAttempt: 1, first: 5, asked: 1e9, chance: 0.5) == 3_600)
    }
}
