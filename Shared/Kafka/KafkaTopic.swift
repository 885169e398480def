/// Names of Kafka topics.
public enum KafkaTopic {
    /// Checks a name by Kafka's rule: 1 to 249 of `a-z A-Z 0-9 . _ -`, and neither `.` nor `..`.
    ///
    /// - Throws: `KafkaError.topicName`.
    public static func check(_ name: String) throws(KafkaError) {
        let isFine =
            (1...249).contains(name.utf8.count) && name != "." && name != ".." && name.utf8.allSatisfy(isAllowed)
        guard isFine else { throw .topicName(name) }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
