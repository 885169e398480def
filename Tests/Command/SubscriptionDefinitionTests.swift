import Foundation
import Messages
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Definitions of subscriptions")
struct SubscriptionDefinitionTests {
    /// Every part that a definition may have.
    private static let whole = """
        name: nearby-supernovae
        comment: for the follow-up team
        paused: true
        streams: [ztf, lsst]
        tail: 0.001
        score: 0.72
        nightly: 20
        where:
        - cone: [150.1, 2.2, 1.5]
        - box: [10, -5, 4, 2]
        - polygon: [10, 0, 12, 0, 11, 2]
        - moc: 5/1024-1030
          label: my field
        - galactic-latitude: [-10, 10]
          outside: true
        watchlists: [my-agn]
        condition: magnitude < 19 and feature.real_bogus > 0.9
        per-object: {cooldown: 12 h, first-only: true, score-rise: 0.05}
        calm: {cap: 10, quiet: "22:00-07:00", time-zone: America/Santiago, digest: 30 min, priority: high}
        neighbours: {table: dr1.main, radius: 3}
        picture: {kind: cutout, size: 2, bands: irg}
        to:
        - nats
        - webhook: https://example.org/hook
          name: hook
          format: gcn
          secret-file: hook.key
        - email: [a@example.org, b@example.org]
          subject-template: '{{object_id}}'
          template-file: mail.mustache
        - voevent: broker.example.org:8099
        - voevent-file
        """

    private func read(_ text: String, in folder: String = "") throws -> [Subscription] {
        try DefinitionReader(path: "s.yaml", folder: folder).definitions(in: text).map(\.subscription)
    }

    private func fault(_ text: String) -> String {
        do {
            _ = try read(text)
            return "taken"
        } catch {
            return "\(error)"
        }
    }

    /// A folder with the files that `whole` names.
    private func withFiles(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try "s3cret\n".write(toFile: "\(folder)/hook.key", atomically: true, encoding: .utf8)
            try "Object {{object_id}}\n  at {{ra_hms}}\n".write(
                toFile: "\(folder)/mail.mustache", atomically: true, encoding: .utf8)
            try await body(folder)
        }
    }

    @Test("every part is read")
    func everyPart() async throws {
        try await withFiles { folder in
            let subscription = try #require(try read(Self.whole, in: folder).first)
            #expect(subscription.name == "nearby-supernovae")
            #expect(subscription.isPaused)
            #expect(subscription.streams == ["ztf", "lsst"])
            #expect(subscription.tailProbabilityLimit == 0.001)
            #expect(subscription.scoreLimit == 0.72)
            #expect(subscription.nightlyBudget == 20)
            #expect(
                subscription.areas.map(\.shape) == ["cone", "box", "polygon", "moc", "galactic-latitude"])
            #expect(subscription.areas[1].degrees == [10, -5, 4, 2])
            #expect(subscription.areas[3].label == "my field")
            #expect(!subscription.areas[3].coverage.isEmpty)
            #expect(subscription.areas.map(\.isOutside) == [false, false, false, false, true])
            #expect(subscription.watchlists == ["my-agn"])
            #expect(subscription.condition == "magnitude < 19 and feature.real_bogus > 0.9")
            #expect(subscription.perObject == ObjectRule(cooldownHours: 12, isFirstOnly: true, scoreRise: 0.05))
            #expect(
                subscription.calm
                    == Calm(
                        hourlyCap: 10, quietHours: "22:00-07:00", timeZone: "America/Santiago", digest: "30 min",
                        priority: "high"))
            #expect(subscription.neighbourTable == "dr1.main")
            #expect(subscription.neighbourRadiusArcseconds == 3)
            #expect(subscription.pictureBands == "irg")
            #expect(
                subscription.channels == [
                    Channel(kind: "nats"),
                    Channel(
                        name: "hook", kind: "webhook", address: "https://example.org/hook", format: "gcn",
                        secret: "s3cret", hasSecret: true),
                    Channel(
                        kind: "email", address: "a@example.org, b@example.org",
                        textTemplate: "Object {{object_id}}\n  at {{ra_hms}}\n", subjectTemplate: "{{object_id}}"),
                    Channel(kind: "voevent", address: "broker.example.org:8099"), Channel(kind: "voevent-file"),
                ])
        }
    }

    @Test("what is written reads back as the same subscription, but for secrets, which are never written")
    func roundTrip() async throws {
        try await withFiles { folder in
            var subscription = try #require(try read(Self.whole, in: folder).first)
            let text = try subscription.definition.yaml()
            #expect(!text.contains("s3cret"))
            let again = try #require(try read(text).first)
            subscription.channels[1].secret = ""
            #expect(again == subscription)
            #expect(try again.definition.yaml() == text)
        }
    }

    @Test("texts that YAML could take for something else come back as they were")
    func hardTexts() throws {
        let texts = [
            "yes", "12", "null", "~", "08:00", "a: b # c", "{{x}}", "- x", "'", "\"", "zwei\nZeilen\n", " x", "é",
        ]
        for text in texts {
            let subscription = Subscription(
                name: "a", condition: text, channels: [Channel(kind: "email", address: "a@b", subjectTemplate: text)],
                comment: text)
            let yaml = try subscription.definition.yaml()
            #expect(try read(yaml).first == subscription, "\(yaml)")
        }
    }

    @Test("the written form is what its snapshot says")
    func writtenForm() async throws {
        try await withFiles { folder in
            let subscription = try #require(try read(Self.whole, in: folder).first)
            try Snapshot("subscription-definition").expect(try subscription.definition.yaml())
        }
    }

    @Test("several documents are several subscriptions; an empty one is none")
    func documents() throws {
        #expect(try read("name: a\n---\nname: b\ntail: 0.1\n---\n").map(\.name) == ["a", "b"])
        #expect(try read("").isEmpty)
    }

    @Test(
        "what is wrong is told with its line and what was expected",
        arguments: [
            (
                "name: a\nwatchlist: [x]",
                "s.yaml, line 2: 'watchlist' is no part of a subscription; the nearest known "
                    + "name is 'watchlists'"
            ),
            ("name: a\n---\ntail: rare", "s.yaml, line 3: tail is 'rare'; expected a number"),
            ("- a\n- b", "s.yaml, line 1: a subscription is a list; expected names and values, such as name"),
            (
                "per-object: {cooldown: 12}",
                "s.yaml, line 1: cooldown is '12'; expected a duration, such as 12 h or 30 min"
            ),
            ("calm: {caps: 3}", "s.yaml, line 1: 'caps' is no part of calm; the nearest known name is 'cap'"),
            ("calm: {cap: -3}", "s.yaml, line 1: cap is '-3'; expected a whole number, 0 or more"),
            ("paused: maybe", "s.yaml, line 1: paused is 'maybe'; expected true or false"),
            (
                "where:\n- cone: [1, 2]",
                "s.yaml, line 2: cone has 2 numbers; expected right ascension, declination and "
                    + "radius, degrees"
            ),
            (
                "where:\n- outside: true",
                "s.yaml, line 2: a place of where has no shape; expected one of cone, box, "
                    + "polygon, galactic-latitude, ecliptic-latitude, moc, skymap"
            ),
            ("where:\n- cone: [1, 2, 3]\n  level: 0.9", "s.yaml, line 3: level goes with skymap only"),
            (
                "where:\n- skymap: no.fits",
                "s.yaml, line 2: no.fits: no such file, or it may not be read; expected a "
                    + "HEALPix sky map as a FITS file"
            ),
            (
                "to: [carrier-pigeon]",
                "s.yaml, line 1: 'carrier-pigeon' is no part of a channel of to; the nearest known "
                    + "name is 'secret-file'"
            ),
            (
                "to:\n- webhook:",
                "s.yaml, line 2: webhook has no address; expected an address, such as "
                    + "https://example.org/hook"
            ),
            (
                "to:\n- webhook: https://x\n  secret: abc",
                "s.yaml, line 3: secret: expected 'kept', for the one that the "
                    + "service has; a new one is read from a file: secret-file: hook.key"
            ),
            (
                "picture: {kind: painting}",
                "s.yaml, line 1: picture has no known kind; expected kind: stamp or kind: cutout"
            ),
            ("name: [a", "s.yaml, line 2: is no valid YAML: did not find expected ',' or ']'"),
        ])
    func faults(text: String, told: String) {
        #expect(fault(text) == told)
    }

    @Test("two definitions of one name are refused with both places")
    func twice() async throws {
        try await withTemporaryFolder { folder in
            try "name: a\n---\nname: a\n".write(toFile: "\(folder)/x.yaml", atomically: true, encoding: .utf8)
            #expect(throws: CommandFailure.self) { try DefinitionFiles.read([folder]) }
            try "tail: 0.1\n".write(toFile: "\(folder)/x.yaml", atomically: true, encoding: .utf8)
            do {
                _ = try DefinitionFiles.read([folder])
                Issue.record("a subscription without a name was taken")
            } catch {
                #expect("\(error)" == "\(folder)/x.yaml, line 1: the subscription has no name")
            }
        }
    }

    @Test("changes are told part by part; what the service fills in is no change")
    func changes() throws {
        let old = Subscription(
            name: "a", tailProbabilityLimit: 0.01, version: 3,
            channels: [
                Channel(name: "nats", kind: "nats"),
                Channel(name: "webhook", kind: "webhook", address: "https://x", hasSecret: true),
            ])
        let same = Subscription(
            name: "a", tailProbabilityLimit: 0.01,
            channels: [
                Channel(kind: "nats"), Channel(kind: "webhook", address: "https://x", secret: "s", hasSecret: true),
            ])
        #expect(try DefinitionChanges.lines(from: old, to: same) == [])
        var other = same
        other.tailProbabilityLimit = 0.005
        other.watchlists = ["agn"]
        #expect(
            try DefinitionChanges.lines(from: old, to: other)
                == ["tail: 0.01 → 0.005", "watchlists: none → [agn]"])
    }

    @Test("a level changed beside the coverage of another is refused")
    func levelWithoutMap() throws {
        func subscription(level: Double, coverage: UInt8) -> Subscription {
            Subscription(
                name: "gw",
                areas: [SkyArea(shape: "skymap", credibleLevel: level, label: "map.fits", coverage: [coverage])])
        }
        let old = subscription(level: 0.9, coverage: 1)
        #expect(throws: CommandFailure.self) {
            try DefinitionChanges.lines(from: old, to: subscription(level: 0.8, coverage: 1))
        }
        #expect(try DefinitionChanges.lines(from: old, to: subscription(level: 0.8, coverage: 2)).count == 1)
        #expect(try DefinitionChanges.lines(from: old, to: old).isEmpty)
    }

    @Test("a plan makes, edits and ends what differs, and leaves the rest alone")
    func plan() throws {
        let kept = ["a", "b", "c"].map { Subscription(name: $0, tailProbabilityLimit: 0.01, version: 2) }
        var edited = kept[1]
        edited.condition = "magnitude < 19"
        let plan = try DefinitionPlan(
            wanted: [Subscription(name: "new"), edited, kept[0]], kept: kept, prunes: true, sendsSecrets: false)
        #expect(
            plan.steps.flatMap { $0.lines(isPlan: false) } == [
                "new is made", "b is edited", "  condition: none → magnitude < 19", "c is ended",
            ])
        #expect(plan.summary(isPlan: true) == "a dry run: 1 made, 1 edited, 1 ended, 1 as they were")
    }
}
