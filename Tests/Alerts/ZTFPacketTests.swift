import Foundation
import Messages
import TestSupport
import Testing

@testable import Alerts

@Suite("ZTF packets")
struct ZTFPacketTests {
    let reader = AlertReader(featureSet: .ztfCandidate)

    @Test("every real packet decodes to a sound alert")
    func realPackets() throws {
        for url in RealPackets.all() {
            let packet = try RealPackets.bytes(url)
            let content = try reader.read(packet, project: "sky", stream: "ztf")
            let alert = content.alert
            #expect(AlertValidation.check(alert, featureSet: .ztfCandidate) == nil)
            #expect(alert.alertID == url.deletingPathExtension().lastPathComponent)
            #expect(alert.survey == "ZTF")
            #expect(alert.stamps.map(\.kind) == ["science", "template", "difference"])
            #expect(alert.stamps.allSatisfy { $0.fileName.contains(".fits") && $0.sizeBytes > 1000 })
            #expect(content.stampPlaces.map { UInt32($0.count) } == alert.stamps.map(\.sizeBytes))
            #expect(content.stampPlaces.allSatisfy { Array(packet[$0].prefix(2)) == [0x1f, 0x8b] }, "gzip")
            #expect(zip(alert.lightCurve, alert.lightCurve.dropFirst()).allSatisfy { $0.mjdUTC <= $1.mjdUTC })
            #expect(alert.lightCurve.allSatisfy { $0.mjdUTC < alert.mjdUTC && !$0.band.isEmpty })
        }
    }

    @Test("many threads may use one reader")
    func manyThreads() async throws {
        let packets = try RealPackets.all().suffix(40).map(RealPackets.bytes)
        let reader = reader
        let ids = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try packets.map { try reader.alert(fromPacket: $0, project: "sky", stream: "ztf").alertID }
                }
            }
            return try await group.reduce(into: Set<[String]>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }

    @Test("a packet cut anywhere is refused as malformed")
    func truncation() throws {
        guard let url = RealPackets.all().last else { return }
        let packet = try RealPackets.bytes(url)
        packet.withUnsafeBytes { bytes in
            for length in 0..<bytes.count {
                let cut = UnsafeRawBufferPointer(rebasing: bytes[..<length])
                do throws(PacketError) {
                    _ = try reader.read(cut, project: "sky", stream: "ztf")
                    Issue.record("accepted at \(length) of \(bytes.count) bytes")
                } catch {
                    if error.kind != .malformed { Issue.record("\(length): \(error)") }
                    if error.offset ?? 0 > length { Issue.record("\(length): offset beyond the end: \(error)") }
                }
            }
        }
    }

    @Test("a record cut anywhere names the field", arguments: [100, 1000, 2500])
    func truncationInsideTheRecord(bytesIntoRecord: Int) throws {
        guard let url = RealPackets.all().last else { return }
        let packet = try RealPackets.bytes(url)
        try packet.withUnsafeBytes { bytes in
            let container = try ObjectContainer(bytes)
            let schema = String(decoding: bytes[container.schema], as: UTF8.self)
            let record = Array(bytes[container.record].prefix(bytesIntoRecord))
            let cut = AvroBuilder.container(schema: schema, record: record)
            let error = #expect(throws: PacketError.self) {
                try reader.read(cut, project: "sky", stream: "ztf")
            }
            #expect(error?.field.hasPrefix("candidate.") == true || error?.field.hasPrefix("prv_candidates[") == true)
            #expect(error?.offset ?? 0 > container.schema.upperBound)
        }
    }

    @Test("flipped bytes never crash, and what is accepted is sound", arguments: testSeeds(3))
    func flippedBytes(seed: UInt64) throws {
        let packets = try RealPackets.all().suffix(20).map(RealPackets.bytes)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            guard var packet = packets.randomElement(using: &random) else { return }
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                packet[Int.random(in: 0..<packet.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let alert = try? reader.alert(fromPacket: packet, project: "sky", stream: "ztf") else { continue }
            let fault = AlertValidation.check(alert, featureSet: .ztfCandidate)
            #expect(fault == nil, "seed \(seed)")
        }
    }
}
