import Bus
import Foundation
import Mesh
import Messages
import Simulation
import Stamps
import Synchronization
import TestSupport
import Testing

@testable import SubscriptionNotifier

@Suite("Stamps and pictures", .timeLimit(.minutes(3)))
struct StampFlowTests {
    private static func subscription(picture: String, streams: [String] = [], bands: String = "")
        -> SubscriptionOrder
    {
        SubscriptionOrder(
            subscription: Subscription(
                project: "main", name: "s", owner: "me", streams: streams, tailProbabilityLimit: 0.01, picture: picture,
                pictureBands: bands))
    }

    /// An anomaly whose science and difference stamps are kept.
    private static func alert() -> Alert {
        var alert = SampleAlerts.odd(500, stream: "a")
        alert.stamps = ["science", "template", "difference"].enumerated().map { index, kind in
            StampReference(
                kind: kind, fileName: "\(kind).fits.gz", sizeBytes: 7,
                contentHash: String(format: "%064x", index + 1))
        }
        return alert
    }

    /// Who asks whether cutout listens.
    private static let probe = "probe"

    /// Plays cutout while `body` runs: answers one verb.
    private static func answering<Question: Message>(
        _ fixture: FlowFixture, _ verb: String, _ question: Question.Type,
        _ answer: @escaping @Sendable (Question, _ user: String) async throws -> any Message,
        while body: () async throws -> Void
    ) async throws {
        let mesh = try await fixture.standIn(for: "cutout")
        let service = Task {
            try await mesh.serve(verb, question) { question, _, user in
                guard user != Self.probe else { throw RequestError("unavailable", "listening") }
                return try await answer(question, user)
            }
        }
        let result: Result<Void, any Error>
        do {
            // Until it listens, requests have no responder.
            let probe = Subject.rpc("cutout", verb, "main", Self.probe)
            while true {
                do {
                    _ = try await fixture.user.bus.call(probe, [], timeoutSeconds: 5)
                    break
                } catch BusError.noResponders {
                    try await Task.sleep(for: .milliseconds(10))
                } catch is BusError {
                    break
                }
            }
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        service.cancel()
        _ = await service.result
        await mesh.close()
        try result.get()
    }

    private static func stamp(_ request: StampRequest) -> CutoutFile {
        CutoutFile(
            name: "\(request.objectID)_\(request.stampKind).png", mimeType: "image/png", kind: "stamp",
            planes: request.stampKind, width: 63, height: 63, content: Array(request.contentHash.utf8))
    }

    @Test("the stamps of a packet are kept, and its anomaly's notice brings the pictures of two of them")
    func flow() async throws {
        try await FlowFixture.with { fixture in
            try await fixture.declare("a", trainAfter: 200, keepStamps: 1)
            _ = try await fixture.ask(
                "subscription-notifier", "subscription-create", Self.subscription(picture: "stamp", streams: ["a"]),
                as: SubscriptionReceipt.self)
            // Published directly, as a simulated packet is hardly odd.
            try await Self.answering(fixture, "stamp", StampRequest.self) { request, user in
                #expect(request.isPicture)
                #expect(user == "me")
                return Self.stamp(request)
            } while: {
                try await fixture.publish(SampleAlerts.ordinary(0..<200, stream: "a") + [Self.alert()])
                let reader = try fixture.user.jetStream.attach("NOTICES_main", durable: "notice_s")
                defer { reader.end() }
                var found: Notice?
                while found == nil, let batch = await reader.nextBatch() {
                    for message in batch {
                        let notice = try Notice(serialized: message.body)
                        if notice.anomaly.score.alertID == "500" { found = notice }
                        try fixture.user.bus.ack(message)
                    }
                }
                let notice = try #require(found)
                #expect(notice.picturesMissing.isEmpty)
                #expect(notice.pictures.map(\.name) == ["ZTF500_science.png", "ZTF500_difference.png"])
                #expect(
                    notice.pictures.map { String(decoding: $0.content, as: UTF8.self) }
                        == [String(format: "%064x", 1), String(format: "%064x", 3)])
            }
        }
    }

    @Test("a packet's stamps are in the store under the names that its alert carries, and cutout hands them out")
    func packet() async throws {
        try await withTemporaryFolder { folder in
            let night = try SimulatedSurvey(seed: 4, size: .count(200)).writeNight(toFolder: folder)
            let name = try #require(night.alerts.first?.candid)
            let packet = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).avro")))
            try await FlowFixture.with(services: ["ingest", "cutout"]) { fixture in
                try await fixture.declare("a", keepStamps: 1)
                #expect(try await fixture.publish(packet, to: "a").verdict == .accepted)
                let alert = try #require(try await fixture.read(1, of: "ALERTS_main", as: Alert.self).first)
                #expect(alert.stamps.count == 3)
                for stamp in alert.stamps {
                    let bytes = try fixture.stamps.read(try StampHash(stamp.contentHash), project: "main")
                    #expect(bytes.count == Int(stamp.sizeBytes))
                    #expect(bytes.prefix(2) == [0x1f, 0x8b], "gzip, as the survey sent it")
                    let file = try await fixture.ask(
                        "cutout", "stamp",
                        StampRequest(contentHash: stamp.contentHash, stampKind: stamp.kind, objectID: alert.objectID),
                        as: CutoutFile.self)
                    #expect(file.name == "\(alert.objectID)_\(stamp.kind).fits")
                    #expect(file.content.starts(with: Array("SIMPLE  =".utf8)))
                }
                let finder = PictureFinder(bus: fixture.user.bus)
                var found = PictureFinder.Found()
                // An answer may be late on a busy machine.
                for _ in 0..<20 where found.pictures.count < 2 {
                    found = await finder.find(alert, for: Self.subscription(picture: "stamp").subscription)
                }
                #expect(found.missing.isEmpty)
                #expect(found.pictures.map(\.name) == ["science", "difference"].map { "\(alert.objectID)_\($0).png" })
                #expect(
                    found.pictures.allSatisfy { $0.content.starts(with: [0x89, 0x50, 0x4E, 0x47]) && $0.width == 63 })
            }
        }
    }

    @Test("a cutout is asked for at the anomaly's place, in its own band or in the colours that are wanted")
    func cutouts() async throws {
        try await FlowFixture.with(services: []) { fixture in
            let asked = Mutex<[CutoutTarget]>([])
            try await Self.answering(fixture, "cutout", CutoutRequest.self) { request, _ in
                asked.withLock { $0.append(request.target) }
                return CutoutReply(
                    files: [CutoutFile(name: "a.png", content: [1]), CutoutFile(name: "list.fits")], reason: "no r")
            } while: {
                let finder = PictureFinder(bus: fixture.user.bus)
                let found = await finder.find(Self.alert(), for: Self.subscription(picture: "cutout").subscription)
                #expect(found.pictures.map(\.name) == ["a.png"])
                #expect(found.missing == "no r")
                _ = await finder.find(
                    Self.alert(), for: Self.subscription(picture: "cutout", bands: "irg").subscription)
                let targets = asked.withLock { $0 }
                #expect(targets.map(\.raDegrees) == [10, 10])
                #expect(targets.map(\.decDegrees) == [-5, -5])
                let settings = targets.compactMap(\.settings)
                #expect(settings.map(\.bands) == ["g,", "irg"])
                #expect(settings.map(\.lupton) == ["", "irg"])
                #expect(settings.map(\.grey) == [true, false])
                #expect(
                    settings.allSatisfy { $0.fits == false && $0.widthArcminutes == 1 && $0.pictureFormat == "png" })
            }
        }
    }

    @Test("a notice goes without its picture, and says why")
    func missing() async throws {
        try await FlowFixture.with(services: []) { fixture in
            let finder = PictureFinder(bus: fixture.user.bus)
            func missing(_ alert: Alert, _ picture: String = "stamp") async -> String {
                let found = await finder.find(alert, for: Self.subscription(picture: picture).subscription)
                #expect(found.pictures.isEmpty)
                return found.missing
            }
            #expect(await missing(Self.alert()) == "no cutout service answers")
            #expect(await missing(Self.alert(), "cutout") == "no cutout service answers")
            #expect(await missing(SampleAlerts.odd(1, stream: "a")) == "the alert came without stamps")
            var unkept = Self.alert()
            for index in unkept.stamps.indices { unkept.stamps[index].contentHash = "" }
            #expect(await missing(unkept) == "stream a kept no stamps of the alert")
            #expect(await missing(Self.alert(), "").isEmpty)
            try await Self.answering(fixture, "stamp", StampRequest.self) { request, _ in
                if request.stampKind == "science" { throw RequestError("not-found", "its time is over") }
                try await Task.sleep(for: .seconds(5))
                return CutoutFile()
            } while: {
                let begin = ContinuousClock.now
                #expect(
                    await missing(Self.alert()) == "its time is over; cutout did not answer within 50 ms")
                #expect(begin.duration(to: .now) < .seconds(2))
            }
        }
    }

    @Test("who wants stamps of streams that keep none is told how to keep them")
    func streamsWithoutStamps() async throws {
        try await FlowFixture.with(services: ["ingest", "subscription-notifier"]) { fixture in
            try await fixture.declare("a")
            func subscribe() async throws {
                _ = try await fixture.ask(
                    "subscription-notifier", "subscription-create", Self.subscription(picture: "stamp"),
                    as: SubscriptionReceipt.self)
            }
            await #expect(
                throws: BusError.remote(
                    code: "invalid",
                    message:
                        "subscription s: pictures: stream a keeps no stamps; declare it with: peryton streams create a --keep-stamps DAYS"
                )
            ) { try await subscribe() }
            try await fixture.declare("b", keepStamps: 1)
            try await subscribe()
        }
    }
}
