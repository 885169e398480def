import ArgumentParser
import Foundation
import Messages
import Testing

@testable import PerytonCommand

@Suite("Subscriptions by options")
struct SubscriptionOptionsTests {
    private func applied(_ arguments: [String], to old: Subscription = Subscription()) throws -> Subscription {
        var subscription = old
        try DefinitionOptions.parse(arguments).apply(to: &subscription)
        return subscription
    }

    @Test("nothing given is nothing changed")
    func nothing() throws {
        let old = Subscription(
            name: "a", streams: ["ztf"], tailProbabilityLimit: 0.01, watchlists: ["w"],
            channels: [Channel(kind: "kafka", address: "t")])
        #expect(try applied([], to: old) == old)
        #expect(try !DefinitionOptions.parse([]).isGiven)
        #expect(try DefinitionOptions.parse(["--tail", "0"]).isGiven)
    }

    @Test("places, also with a minus in front, and outside")
    func places() throws {
        let areas = try applied([
            "--cone", "150.1 2.2 1.5", "--galactic-latitude", "-10 10", "--outside", "ecliptic-latitude -5, 5",
        ]).areas
        #expect(areas.map(\.shape) == ["cone", "galactic-latitude", "ecliptic-latitude"])
        #expect(areas.map(\.degrees) == [[150.1, 2.2, 1.5], [-10, 10], [-5, 5]])
        #expect(areas.map(\.isOutside) == [false, false, true])
    }

    @Test("an empty text or 0 takes a part away")
    func takenAway() throws {
        let old = Subscription(
            streams: ["ztf"], tailProbabilityLimit: 0.01, neighbourTable: "t", neighbourRadiusArcseconds: 3,
            areas: [SkyArea(shape: "cone", degrees: [1, 2, 3])], condition: "x > 1",
            perObject: ObjectRule(cooldownHours: 3, isFirstOnly: true))
        let bare = try applied(
            [
                "--stream", "", "--tail", "0", "--neighbours", "", "--everywhere", "--where", "", "--cooldown", "",
                "--no-first-only",
            ], to: old)
        #expect(bare == Subscription())
    }

    @Test("channels that are named take the place of the others; a secret stays with its channel")
    func channels() throws {
        let old = Subscription(channels: [
            Channel(name: "webhook", kind: "webhook", address: "https://old", hasSecret: true), Channel(kind: "nats"),
        ])
        let named = try applied([
            "--webhook", "https://a", "--webhook", "https://b", "--email", "x@y", "--email", "z@y",
        ])
        #expect(named.channels.map(\.name) == ["", "webhook-2", ""])
        #expect(named.channels.map(\.address) == ["https://a", "https://b", "x@y, z@y"])
        let formatted = try applied(["--format", "gcn"], to: old)
        #expect(formatted.channels.map(\.format) == ["gcn", ""])
        #expect(formatted.channels[0].hasSecret)
    }

    @Test("a channel of the same kind keeps its secret where its address changes")
    func keptSecret() throws {
        let old = Subscription(channels: [
            Channel(name: "webhook", kind: "webhook", address: "https://old", hasSecret: true)
        ])
        let moved = try applied(["--webhook", "https://new"], to: old)
        #expect(moved.channels.map(\.hasSecret) == [true])
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            (["--cooldown", "12"], "cooldown 12: expected a duration, such as \"12 h\" or \"30 min\""),
            (["--level", "0.9"], "--level goes with --skymap"),
            (["--picture", "painting"], "picture painting: expected stamp or cutout"),
            (["--everywhere", "--cone", "1 2 3"], "--everywhere goes with no place"),
            (["--cone", "1 2 x"], "cone 1 2 x: 'x' is no number; expected degrees"),
            (["--format", "gcn"], "--format goes with --webhook or --kafka"),
            (
                ["--outside", "circle 1 2 3"],
                "circle 1 2 3: expected a shape and its numbers or file, such as \"cone 150.1 2.2 1.5\"; shapes are "
                    + "cone, box, polygon, galactic-latitude, ecliptic-latitude, moc, skymap"
            ),
        ])
    func refused(arguments: [String], told: String) {
        do {
            let subscription = try applied(arguments)
            Issue.record("taken: \(subscription)")
        } catch {
            #expect(DefinitionOptions.message(for: error) == told)
        }
    }

    @Test("durations and dates as people type them")
    func times() {
        #expect(TimeText.hours("12 h") == 12)
        #expect(TimeText.hours("90 min") == 1.5)
        #expect(TimeText.hours("2d") == 48)
        #expect(TimeText.hours("12") == nil)
        #expect(TimeText.hours("-1 h") == nil)
        #expect(TimeText.text(hours: 0.5) == "30 min")
        #expect(TimeText.text(hours: 48) == "2 d")
        #expect(TimeText.text(hours: 1.5) == "1.5 h")
        #expect(TimeText.mjd("1970-01-01") == 40_587)
        #expect(TimeText.mjd("2026-11-24T06:00") == 61_368.25)
        #expect(TimeText.mjd("61368.25") == 61_368.25)
        for text in ["2026-13-01", "2026-02-30", "yesterday", "12", "2026-11-24T25:00"] {
            #expect(TimeText.mjd(text) == nil, "\(text)")
        }
        #expect(TimeText.minute(61_368.25) == "2026-11-24 06:00")
    }

    @Test("last night is over from 14:00 UTC on, and goes from 18:00 to 18:00")
    func lastNight() {
        func night(_ mjd: Double) -> Range<Double> {
            TimeText.lastNight(before: Date(timeIntervalSince1970: (mjd - 40_587) * 86_400))
        }
        #expect(night(61_368.60) == 61_367.75..<61_368.75)
        #expect(night(61_368.90) == 61_367.75..<61_368.75)
        #expect(night(61_368.50) == 61_366.75..<61_367.75)
    }
}
