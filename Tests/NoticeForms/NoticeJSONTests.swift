import Foundation
import Messages
import Testing

@testable import NoticeForms

@Suite("A notice as JSON", .timeLimit(.minutes(1)))
struct NoticeJSONTests {
    @Test("it has all that a program needs, under names that stay")
    func keys() throws {
        let line = try NoticeJSON(SampleNotice.full(), links: ["Fink": "https://fink-portal.org/ZTF18abc"]).line()
        let expected = [
            #""alertId":"3366","alertKey":"main/ztf/3366","anomalyLimit":0.01,"band":"g","decDegrees":-0.25,"#,
            #""forest":"ztf/2","inTrainingSample":true,"judgedTailProbability":0.00025,"#,
            #""lightCurve":[{"band":"r","limitingMagnitude":20.5,"magnitude":null,"magnitudeError":null,"#,
            #""mjdUTC":60999.25},{"band":"g","limitingMagnitude":20.5,"magnitude":18.25,"magnitudeError":0.25,"#,
            #""mjdUTC":60999.5}],"links":{"Fink":"https://fink-portal.org/ZTF18abc"},"magnitude":17.5,"#,
            #""magnitudeError":0.125,"matchReasons":["tail probability 0.0005 ≤ 0.001","magnitude < 19"],"#,
            #""matchedAt":"2026-09-21T14:13:20.000042Z","mjdUTC":61000.5,"#,
            #""neighbours":[{"id":9007199254740993,"id_2":true,"mag":null,"name":"a<b","separation_arcsec":0.5},"#,
            #"{"id":2,"id_2":false,"mag":17.5,"name":"c","separation_arcsec":2}],"neighboursMissing":null,"#,
            #""objectId":"ZTF18abc","pictures":[{"contentBase64":"AQL/","file":null,"height":60,"kind":"stamp","#,
            #""mimeType":"image/png","name":"a.png","width":63}],"picturesMissing":"no difference","#,
            #""priority":"high","project":"main","raDegrees":9.5,"#,
            #""reasons":[{"feature":"drb","share":0.75,"typical":0.99,"unit":"","value":0.5},"#,
            #"{"feature":"fwhm","share":0.25,"typical":2.5,"unit":"pixel","value":null}],"score":0.75,"#,
            #""stream":"ztf","subscription":"rare","subscriptionVersion":4,"survey":"ZTF","tailProbability":0.0005,"#,
            #""test":false,"time":"2025-11-21T12:00:00.000000Z","watchlistHits":[{"comment":"magnitude < 19","#,
            #""rowId":"NGC 1","separationArcsec":1.5,"watchlist":"agn"}]"#,
        ].joined()
        #expect(line == "{\(expected)}")
    }

    @Test("what is not known is null, and every key is there all the same")
    func nulls() throws {
        let bare = try keysAndNulls(NoticeJSON(SampleNotice.bare).line())
        let full = try keysAndNulls(NoticeJSON(SampleNotice.full()).line())
        #expect(bare.keys == full.keys)
        #expect(
            bare.nulls == [
                "anomalyLimit", "decDegrees", "judgedTailProbability", "magnitude", "magnitudeError", "matchedAt",
                "mjdUTC", "neighbours", "neighboursMissing", "picturesMissing", "raDegrees", "score", "time",
            ])
    }

    private func keysAndNulls(_ line: String) throws -> (keys: [String], nulls: [String]) {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        return (object.keys.sorted(), object.filter { $0.value is NSNull }.keys.sorted())
    }

    @Test("pictures come as they are asked for: with their content, as files, or only described")
    func pictures() throws {
        let notice = SampleNotice.full()
        #expect(NoticeJSON(notice).pictures.map(\.contentBase64.value) == ["AQL/"])
        let saved = NoticeJSON(notice, pictures: .files(["/tmp/a.png"])).pictures
        #expect(saved.map(\.contentBase64.value) == [nil])
        #expect(saved.map(\.file.value) == ["/tmp/a.png"])
        #expect(NoticeJSON(notice, pictures: .described).pictures.map(\.file.value) == [nil])
    }

    @Test("neighbours that do not fit their own columns are missing, with the reason")
    func damagedNeighbours() {
        var notice = SampleNotice.full()
        notice.neighbours?.rows = 7
        let json = NoticeJSON(notice)
        #expect(json.neighbours.value == nil)
        #expect(json.neighboursMissing.value?.contains("position_index") == true)
    }

    @Test("notices that were gathered come as one object")
    func digest() throws {
        var later = SampleNotice.full()
        later.matchedAt = UnixTime(microseconds: 1_790_000_001_500_000)
        let digest = NoticeDigestJSON(
            project: "main", subscription: "rare", composedAt: UnixTime(microseconds: 1_790_000_002_000_000),
            notices: [NoticeJSON(SampleNotice.full()), NoticeJSON(later)])
        let head =
            #"{"digest":{"composedAt":"2026-09-21T14:13:22.000000Z","count":2,"#
            + #""firstMatchedAt":"2026-09-21T14:13:20.000042Z","lastMatchedAt":"2026-09-21T14:13:21.500000Z","#
            + #""project":"main","subscription":"rare"},"notices":[{"#
        #expect(try digest.line().hasPrefix(head))
    }

    @Test(
        "times are told to the microsecond, before 1970 too; beyond four-digit years there are none",
        arguments: [
            (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (1_790_000_000_500_000, "2026-09-21T14:13:20.500000Z"), (0, nil), (Int64.max, nil), (Int64.min, nil),
        ])
    func times(microseconds: Int64, text: String?) {
        #expect(UnixTime(microseconds: microseconds).iso8601 == text)
    }

    @Test("an exposure's time that is no number is unknown", arguments: [Double.nan, .infinity, 1e30, -1e30])
    func noTime(mjd: Double) { #expect(UnixTime(mjdUTC: mjd) == nil) }
}
