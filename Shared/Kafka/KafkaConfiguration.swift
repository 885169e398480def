/// Where a Kafka cluster is, and how to talk to it.
///
/// The same for producers and consumers.
public struct KafkaConfiguration: Sendable, Equatable {
    /// Some brokers of the cluster, which name all others: `host:port`, parted by commas; without a port it is 9092.
    public var brokers: String
    /// What the brokers' logs and quotas call us.
    public var clientID: String
    /// How the connections are protected, and who we are.
    public var security: KafkaSecurity
    /// Further properties of librdkafka, as its CONFIGURATION.md lists them, for example `compression.type`.
    ///
    /// Those that this configuration or the producer sets itself are refused.
    public var properties: [String: String]
    /// Further properties whose values are secrets: name of the property and of the file that has the value.
    public var secretFiles: [String: String]
    /// How long the cluster may take to acknowledge a message, the producer's own retries included, seconds.
    public var deliveryTimeoutSeconds: Double

    /// Makes a configuration; nothing is read or connected yet.
    public init(
        brokers: String,
        clientID: String = "peryton",
        security: KafkaSecurity = .plaintext,
        properties: [String: String] = [:],
        secretFiles: [String: String] = [:],
        deliveryTimeoutSeconds: Double = 30
    ) {
        self.brokers = brokers
        self.clientID = clientID
        self.security = security
        self.properties = properties
        self.secretFiles = secretFiles
        self.deliveryTimeoutSeconds = deliveryTimeoutSeconds
    }
}
