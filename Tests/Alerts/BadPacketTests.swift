import Foundation
import Messages
import Testing

@testable import Alerts

@Suite("Bad packets")
struct BadPacketTests {
    typealias Build = AvroBuilder
    let reader = AlertReader(featureSet: .ztfCandidate)

    func refusal(of packet: [UInt8]) -> PacketError? {
        do throws(PacketError) {
            _ = try reader.alert(fromPacket: packet, project: "sky", stream: "ztf")
            return nil
        } catch {
            return error
        }
    }

    func refusal(ofRecord record: [UInt8]) -> PacketError? {
        refusal(of: Build.container(schema: Build.smallSchema, record: record))
    }

    @Test("the least packet that is an alert is read; a default that contradicts its type does no harm")
    func leastPacket() throws {
        let history =
            Build.long(1) + Build.long(2)
            + Build.double(2_458_450) + Build.long(0) + Build.double(2_458_449) + Build.long(1) + Build.float(19)
            + Build.long(0)
        let packet = Build.container(schema: Build.smallSchema, record: Build.smallRecord(history: history), codec: nil)
        let alert = try reader.alert(fromPacket: packet, project: "sky", stream: "ztf")
        #expect(alert.alertID == "697251921215010004")
        #expect(alert.mjdUTC == 58451.25)
        #expect(alert.lightCurve.map(\.mjdUTC) == [58448.5, 58449.5])
        #expect(alert.lightCurve.map(\.magnitude.isNaN) == [false, true])
        #expect(alert.stamps.isEmpty)
    }

    @Test("each refusal says where, what and what was expected")
    func words() {
        #expect(
            refusal(of: Array("hello world".utf8))?.description
                == "container header at byte 0: found byte 104, expected the mark \"Obj\" 1 of an Avro object container"
        )
        #expect(
            refusal(of: Build.container(schema: Build.smallSchema, record: Build.smallRecord(), codec: "deflate"))?
                .description.hasSuffix("found codec deflate, expected null, that is, blocks that are not compressed")
                == true)
        #expect(
            refusal(ofRecord: Build.smallRecord(history: Build.long(7)))?.description.contains(
                "prv_candidates at byte ") == true)
        #expect(
            refusal(ofRecord: Build.smallRecord(history: Build.long(7)))?.description.hasSuffix(
                "found branch 7 of a union, expected 0 to 1") == true)
    }

    @Test("positions, times, bands and magnitudes that cannot be are refused by the field's name")
    func ranges() {
        let cases: [(record: [UInt8], field: String, kind: PacketError.Kind)] = [
            (Build.smallRecord(ra: .nan), "candidate.ra", .missingField),
            (Build.smallRecord(ra: .infinity), "candidate.ra", .outOfRange),
            (Build.smallRecord(ra: 360), "candidate.ra", .outOfRange),
            (Build.smallRecord(dec: -91), "candidate.dec", .outOfRange),
            (Build.smallRecord(dec: -.infinity), "candidate.dec", .outOfRange),
            (Build.smallRecord(jd: 58_451), "candidate.jd", .outOfRange),
            (Build.smallRecord(jd: .nan), "candidate.jd", .missingField),
            (Build.smallRecord(fid: 9), "candidate.fid", .outOfRange),
            (Build.smallRecord(magnitude: nil), "candidate.magpsf", .missingField),
            (Build.smallRecord(magnitude: -999), "candidate.magpsf", .outOfRange),
            (Build.smallRecord(objectID: ""), "objectId", .missingField),
            (Build.smallRecord() + [0], "record", .malformed),
        ]
        for (record, field, kind) in cases {
            let error = refusal(ofRecord: record)
            #expect(error?.field == field)
            #expect(error?.kind == kind)
        }
    }

    @Test("hostile counts and lengths are refused at once")
    func hostileCounts() {
        let huge = Build.long(1 << 60)
        let histories = [
            huge, Build.long(.max), Build.long(.min), Build.long(-1) + Build.long(-5), Build.long(-1) + huge,
            Build.long(-3) + Build.long(3) + [0, 0, 0],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
        ]
        for history in histories {
            let error = refusal(ofRecord: Build.smallRecord(history: Build.long(1) + history))
            #expect(error?.kind == .malformed)
            #expect(error?.field.hasPrefix("prv_candidates") == true)
        }
        for length in [Int64.min, -1, 1 << 60, .max] {
            #expect(refusal(ofRecord: Build.long(length) + Build.smallRecord())?.field == "objectId")
        }
    }

    @Test("an array of nothing takes no time, however many items it claims")
    func emptyItems() throws {
        let schema =
            Build.smallSchema.dropLast(2) + """
                , {"name": "nulls", "type": {"type": "array", "items": "null"}},
                  {"name": "empty", "type": {"type": "array", "items":
                    {"type": "record", "name": "e", "fields": [{"name": "n", "type": "null"}]}}}]}
                """
        let many = Build.long(1 << 60) + Build.long(.max) + Build.long(0)
        let packet = Build.container(
            schema: String(schema), record: Build.smallRecord(history: Build.long(0)) + many + many)
        #expect(try reader.alert(fromPacket: packet, project: "sky", stream: "ztf").band == "g")
    }

    @Test("a schema that contains itself is walked, but not deeper than a limit")
    func recursion() throws {
        let schema =
            Build.smallSchema.dropLast(2) + """
                , {"name": "chain", "type": {"type": "record", "name": "link", "fields": [
                    {"name": "next", "type": ["null", "link"]}]}}]}
                """
        let links = { (count: Int) in
            Build.container(
                schema: String(schema),
                record: Build.smallRecord(history: Build.long(0)) + [UInt8](repeating: 2, count: count) + [0])
        }
        #expect(try reader.alert(fromPacket: links(5), project: "sky", stream: "ztf").band == "g")
        #expect(refusal(of: links(60_000))?.found == "values nested deeper than 64")
        let endless =
            Build.smallSchema.dropLast(2) + """
                , {"name": "self", "type": {"type": "record", "name": "s", "fields": [{"name": "s", "type": "s"}]}}]}
                """
        let packet = Build.container(schema: String(endless), record: Build.smallRecord(history: Build.long(0)))
        #expect(refusal(of: packet)?.kind == .malformed)
    }

    @Test("a schema that cannot be read is refused with the place")
    func wrongSchemas() {
        let small = Build.smallSchema
        let cases: [(schema: String, kind: PacketError.Kind, field: String)] = [
            ("not JSON", .wrongSchema, "schema"),
            ("", .wrongSchema, "schema"),
            (String(repeating: "[", count: 100_000), .wrongSchema, "schema"),
            (
                String(repeating: "{\"type\":", count: 400) + "1" + String(repeating: "}", count: 400), .wrongSchema,
                "schema"
            ),
            (small.replacing("\"int\"", with: "\"integer\""), .wrongSchema, "candidate.fid"),
            (small.replacing("\"int\"", with: "\"string\""), .wrongSchema, "candidate.fid"),
            (small.replacing("\"ra\"", with: "\"right\""), .missingField, "candidate.ra"),
            (
                small.replacing("\"candidate\", \"type\": {", with: "\"source\", \"type\": {"), .missingField,
                "candidate.dec"
            ),
            ("\"string\"", .wrongSchema, "record"),
            ("[[\"null\"], \"null\"]", .wrongSchema, "schema"),
        ]
        for (schema, kind, field) in cases {
            let error = refusal(of: Build.container(schema: schema, record: Build.smallRecord()))
            #expect(error?.kind == kind, "\(schema.prefix(40)): \(error?.description ?? "accepted")")
            #expect(error?.field == field)
        }
    }

    @Test("a schema made to blow up the plan is refused, not compiled")
    func explosiveSchema() {
        let fields = (0..<3000).map { "{\"name\": \"f\($0)\", \"type\": \"int\"}" }.joined(separator: ",")
        let inner = "{\"type\": \"record\", \"name\": \"c\", \"fields\": [\(fields)]}"
        let branches = ([inner] + Array(repeating: "\"c\"", count: 60)).joined(separator: ",")
        let schema = """
            {"type": "record", "name": "r", "fields": [{"name": "candid", "type": "long"},
             {"name": "objectId", "type": "string"}, {"name": "candidate", "type": [\(branches)]}]}
            """
        #expect(refusal(of: Build.container(schema: schema, record: [0])) != nil)
    }

    @Test("a container of several records, or with bytes behind it, is refused")
    func frames() {
        let record = Build.smallRecord()
        let whole = Build.container(schema: Build.smallSchema, record: record)
        #expect(
            refusal(of: Build.container(schema: Build.smallSchema, record: record, records: 3))?.found
                == "a block of 3 records")
        #expect(refusal(of: whole + [0])?.expected == "the end of the packet")
        var broken = whole
        broken[broken.count - 1] = 8
        #expect(refusal(of: broken)?.found == "another sync marker than the header's")
    }
}
