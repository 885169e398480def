/// The schema that travels in each packet: ZTF's, version 3.3, in words of our own.
///
/// Names, types and order are those of github.com/ZwickyTransientFacility/ztf-avro-alert, so that every reader of ZTF
/// packets reads these.
enum PacketSchema {
    static let version = "3.3"
    static let publisher = "ZTF (simulated by Peryton)"

    /// The schema in JSON.
    static let json: String = {
        let cutout = record(
            "cutout", #"{"name":"fileName","type":"string"},{"name":"stampData","type":"bytes","doc":"fits.gz"}"#)
        let fields = [
            #"{"name":"schemavsn","type":"string","doc":"version of the schema"}"#,
            #"{"name":"publisher","type":"string","doc":"who made the packet"}"#,
            #"{"name":"objectId","type":"string","doc":"name of the object"}"#,
            #"{"name":"candid","type":"long","doc":"id of the alert"}"#,
            #"{"name":"candidate","type":\#(record("candidate", candidate.map(\.json).joined(separator: ",")))}"#,
            #"{"name":"prv_candidates","type":["null",{"type":"array","items":"#
                + record("prv_candidate", history.map(\.json).joined(separator: ",")) + #"}],"default":null}"#,
            #"{"name":"cutoutScience","type":["null",\#(cutout)],"default":null}"#,
            #"{"name":"cutoutTemplate","type":["null","ztf.alert.cutout"],"default":null}"#,
            #"{"name":"cutoutDifference","type":["null","ztf.alert.cutout"],"default":null}"#,
        ]
        return #"{"doc":"Alert packet of a simulated survey in the structure of ZTF","name":"alert","namespace":"ztf","#
            + #""type":"record","fields":[\#(fields.joined(separator: ","))]}"#
    }()

    private static func record(_ name: String, _ fields: String) -> String {
        #"{"type":"record","name":"\#(name)","namespace":"ztf.alert","fields":[\#(fields)]}"#
    }
}
