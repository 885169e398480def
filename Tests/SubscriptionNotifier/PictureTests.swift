import Bus
import Messages
import Testing

@testable import SubscriptionNotifier

@Suite("Pictures of a notice", .timeLimit(.minutes(3)))
struct PictureTests {
    private static func subscription(
        _ picture: String, size: Double = 0, bands: String = ""
    ) -> Subscription {
        Subscription(
            project: "main", name: "s", owner: "me", tailProbabilityLimit: 0.01, picture: picture,
            pictureSizeArcminutes: size, pictureBands: bands)
    }

    @Test("those that a notice has no room for are left out, and named")
    func room() {
        let files = [("a", 300_000), ("b", 300_000), ("c", 100_000)].map {
            CutoutFile(name: $0.0, content: Array(repeating: 0, count: $0.1))
        }
        let found = PictureFinder.limited(.init(pictures: files, missing: "no r"))
        #expect(found.pictures.map(\.name) == ["a", "c"])
        #expect(found.missing == "no r; b left out: a notice has room for 400 kB of pictures")
        #expect(PictureFinder.limited(.init(pictures: [files[0]])).missing.isEmpty)
    }

    @Test(
        "bands are letters, or names with commas between",
        arguments: [
            ("", []), ("g", ["g"]), ("irg", ["i", "r", "g"]), ("Ks,", ["Ks"]), ("W1, W2,W3", ["W1", "W2", "W3"]),
        ]
    )
    func bands(text: String, names: [String]) {
        #expect(PictureFinder.bands(text) == names)
    }

    @Test(
        "what could never be found is refused, with what was expected",
        arguments: [
            (subscription("photo"), "picture \"photo\": expected stamp or cutout"),
            (subscription("cutout", size: 13), "picture size 13.0: expected 0.1 to 12 arcminutes"),
            (subscription("cutout", size: .nan), "picture size nan: expected 0.1 to 12 arcminutes"),
            (
                subscription("cutout", bands: "gr"),
                "picture bands \"gr\": expected one, for grey, or three, red first, such as irg"
            ),
            (
                subscription("cutout", bands: "ggr"),
                "picture bands \"ggr\": expected one, for grey, or three, red first, such as irg"
            ),
        ])
    func refusal(subscription: Subscription, reason: String) {
        let error = #expect(throws: RequestError.self) { try PictureWish.check(subscription, streams: []) }
        #expect(error?.code == "invalid")
        #expect(error?.description == "subscription s: \(reason)")
    }

    @Test("what may be found is not refused")
    func accepted() throws {
        for subscription in [
            Self.subscription(""), Self.subscription("stamp"), Self.subscription("cutout", size: 12, bands: "irg"),
            Self.subscription("cutout", bands: "Ks,"), Self.subscription("cutout"),
        ] { try PictureWish.check(subscription, streams: []) }
    }
}
