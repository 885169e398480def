import Foundation
import TestSupport

/// A message as another's client reads it.
struct ReadMessage: Decodable, Equatable {
    var partition: Int32
    var offset: Int64
    var key: String?
    /// Hexadecimal.
    var value: String
    /// Pairs of a name and a hexadecimal value.
    var headers: [[String]]

    /// All messages of a topic; nil, and a line that says so, where Confluent's client is missing.
    static func all(_ cluster: MockCluster, _ topic: String) throws -> [ReadMessage]? {
        guard let python = Python.executable(importing: "confluent_kafka") else {
            print("confluent-kafka is missing: what was sent is not read back")
            return nil
        }
        let script = "\(Python.packageRoot)/Tests/Kafka/read_back.py"
        let text = try Python.run(python, [script, cluster.brokers, topic])
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(ReadMessage.self, from: Data($0.utf8))
        }
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
