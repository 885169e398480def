/// Writes Avro bytes for tests, honest ones and lies.
struct AvroBuilder {
    var bytes: [UInt8] = []

    static func long(_ value: Int64) -> [UInt8] {
        var bits = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        var bytes: [UInt8] = []
        while bits >= 0x80 {
            bytes.append(UInt8(bits & 0x7f) | 0x80)
            bits >>= 7
        }
        return bytes + [UInt8(bits)]
    }

    static func text(_ value: String) -> [UInt8] { long(Int64(value.utf8.count)) + Array(value.utf8) }

    static func double(_ value: Double) -> [UInt8] { withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }

    static func float(_ value: Float) -> [UInt8] { withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }

    /// A container around one record.
    static func container(schema: String, record: [UInt8], codec: String? = "null", records: Int64 = 1) -> [UInt8] {
        let sync = [UInt8](repeating: 7, count: 16)
        var metadata = text("avro.schema") + text(schema)
        if let codec { metadata += text("avro.codec") + text(codec) }
        return [0x4f, 0x62, 0x6a, 1] + long(codec == nil ? 1 : 2) + metadata + long(0) + sync
            + long(records) + long(Int64(record.count)) + record + sync
    }

    /// The least that is an alert, in ZTF's names.
    static let smallSchema = """
        {"type": "record", "name": "alert", "namespace": "ztf", "fields": [
          {"name": "objectId", "type": "string"}, {"name": "candid", "type": "long"},
          {"name": "candidate", "type": {"type": "record", "name": "candidate", "fields": [
            {"name": "jd", "type": "double"}, {"name": "fid", "type": "int"}, {"name": "ra", "type": "double"},
            {"name": "dec", "type": "double"}, {"name": "magpsf", "type": ["null", "float"]},
            {"name": "sigmapsf", "type": "float"}, {"name": "fwhm", "type": "float", "default": null}]}},
          {"name": "prv_candidates", "type": ["null", {"type": "array", "items":
            {"type": "record", "name": "prv", "fields": [
              {"name": "jd", "type": "double"}, {"name": "magpsf", "type": ["null", "float"]}]}}]}]}
        """

    /// A record of `smallSchema`.
    static func smallRecord(
        jd: Double = 2_458_451.75, fid: Int64 = 1, ra: Double = 10, dec: Double = -5, magnitude: Float? = 18,
        history: [UInt8] = long(0), objectID: String = "ZTF18abc", fwhm: Float = 2
    ) -> [UInt8] {
        text(objectID) + long(697_251_921_215_010_004) + double(jd) + long(fid) + double(ra) + double(dec)
            + (magnitude.map { long(1) + float($0) } ?? long(0)) + float(0.1) + float(fwhm) + history
    }
}
