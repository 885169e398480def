import Foundation
import Messages
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Pictures that subscribe saves", .timeLimit(.minutes(1)))
struct PictureNoticeTests {
    private static func notice(alertID: String = "3366", _ pictures: [CutoutFile], missing: String = "") -> Notice {
        let score = Score(
            project: "main", stream: "ztf", alertID: alertID, objectID: "ZTF18abc", forestID: "ztf/2", score: 0.75,
            tailProbability: 0.0005, inTrainingSample: true)
        return Notice(
            project: "main", subscription: "rare", subscriptionVersion: 4,
            anomaly: Anomaly(
                score: score, alert: Alert(project: "main", stream: "ztf", alertID: alertID), anomalyLimit: 0.01),
            matchedAt: .now, pictures: pictures, picturesMissing: missing)
    }

    @Test("each is a file, named in its line; what is missing has a line, too")
    func saved() async throws {
        try await withTemporaryFolder { folder in
            let picture = CutoutFile(
                name: "ZTF18abc_science.png", kind: "stamp", planes: "science", width: 63, height: 60,
                content: [1, 2, 3])
            let notice = Self.notice([picture], missing: "no difference")
            let files = try PictureFolder("\(folder)/new/pictures").save(notice)
            #expect(files == ["\(folder)/new/pictures/3366_ZTF18abc_science.png"])
            #expect(try Data(contentsOf: URL(fileURLWithPath: files[0])) == Data([1, 2, 3]))
            #expect(
                PictureText.lines(of: notice, files: files) == [
                    "    picture  stamp science, 63×60: \(files[0])", "    picture missing: no difference",
                ])
            #expect(PictureText.lines(of: notice, files: nil)[0] == "    picture  stamp science, 63×60: 3 B, not saved")
        }
    }

    @Test("a name that others made up never leaves the folder", arguments: ["../../x", "/etc/x", "a/b\0c", ".ssh", ""])
    func names(name: String) async throws {
        try await withTemporaryFolder { folder in
            let files = try PictureFolder("\(folder)/p").save(Self.notice(alertID: "..", [CutoutFile(name: name)]))
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/p")
            #expect(files == names.map { "\(folder)/p/\($0)" })
            #expect(names.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["p"])
        }
    }

    @Test("nothing is said of pictures where none are wanted")
    func none() {
        #expect(PictureText.lines(of: Self.notice([]), files: nil).isEmpty)
    }
}
