import CKafka
import Foundation

/// The settings of a client of librdkafka, which both producers and consumers begin with.
///
/// Owns librdkafka's configuration object until a client takes it over.
struct NativeSettings: ~Copyable {
    /// librdkafka's object.
    private var native: OpaquePointer?
    /// Names that are set by us, and that further properties may not set.
    private var reserved: Set<String> = []

    /// Takes over what a configuration says.
    ///
    /// - Parameter fixed: properties that the caller needs so, which the configuration may not set otherwise.
    /// - Throws: `property` and `secretFile`.
    init(_ configuration: KafkaConfiguration, fixed: [String: String]) throws(KafkaError) {
        native = rd_kafka_conf_new()
        let defaults = [
            // Equal keys get to the same partition as with Java's clients.
            "partitioner": "murmur2_random",
            // A topic that a broker has just made is known to all after a while; longer than that it is not there.
            "topic.metadata.propagation.max.ms": "10000",
        ]
        for (name, value) in defaults { try set(name, value) }
        try reserve("bootstrap.servers", configuration.brokers)
        try reserve("client.id", configuration.clientID)
        try protect(configuration.security)
        for (name, value) in fixed.sorted(by: { $0.key < $1.key }) { try reserve(name, value) }
        for (name, value) in configuration.properties.sorted(by: { $0.key < $1.key }) {
            try checkIsFree(name)
            try set(name, value)
        }
        for (name, path) in configuration.secretFiles.sorted(by: { $0.key < $1.key }) {
            try checkIsFree(name)
            try set(name, secretFile: path)
        }
    }

    deinit {
        if let native { rd_kafka_conf_destroy(native) }
    }

    /// Lets callbacks be set.
    func withNative(_ body: (OpaquePointer?) -> Void) { body(native) }

    /// Makes a client, which then owns the settings.
    ///
    /// - Throws: `property` with the reason, of settings that do not go together, for example.
    consuming func makeClient(_ kind: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
        var reason = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(kind, native, &reason, reason.count) else {
            throw .property(name: "settings", value: nil, reason: Self.text(reason))
        }
        native = nil
        return client
    }

    private mutating func protect(_ security: KafkaSecurity) throws(KafkaError) {
        switch security {
        case .plaintext: try reserve("security.protocol", "plaintext")
        case .tls(let certificates):
            try reserve("security.protocol", "ssl")
            try use(certificates)
        case .sasl(let account, let certificates):
            try reserve("security.protocol", certificates == nil ? "sasl_plaintext" : "sasl_ssl")
            try reserve("sasl.mechanism", account.mechanism.rawValue)
            try reserve("sasl.username", account.user)
            reserved.insert("sasl.password")
            try set("sasl.password", secretFile: account.passwordFile)
            if let certificates { try use(certificates) }
        }
    }

    private mutating func use(_ certificates: KafkaCertificates) throws(KafkaError) {
        if let file = certificates.authorityFile { try reserve("ssl.ca.location", file) }
        if let file = certificates.certificateFile { try reserve("ssl.certificate.location", file) }
        if let file = certificates.keyFile { try reserve("ssl.key.location", file) }
        if let file = certificates.keyPasswordFile {
            reserved.insert("ssl.key.password")
            try set("ssl.key.password", secretFile: file)
        }
    }

    private mutating func reserve(_ name: String, _ value: String) throws(KafkaError) {
        reserved.insert(name)
        try set(name, value)
    }

    private func checkIsFree(_ name: String) throws(KafkaError) {
        let aliases = [
            "metadata.broker.list": "bootstrap.servers", "request.required.acks": "acks",
            "sasl.mechanisms": "sasl.mechanism", "delivery.timeout.ms": "message.timeout.ms",
        ]
        let name = aliases[name] ?? name
        if reserved.contains(name) {
            throw .property(name: name, value: nil, reason: "it has its own place in the configuration")
        }
    }

    private func set(_ name: String, secretFile path: String) throws(KafkaError) {
        var secret: String
        do {
            secret = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw .secretFile(path: path, property: name, reason: "cannot be read as UTF-8 text")
        }
        if secret.last?.isNewline == true { secret.removeLast() }
        try set(name, secret, isSecret: true)
    }

    private func set(_ name: String, _ value: String, isSecret: Bool = false) throws(KafkaError) {
        var reason = [CChar](repeating: 0, count: 512)
        switch rd_kafka_conf_set(native, name, value, &reason, reason.count) {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN:
            throw .property(name: name, value: nil, reason: "librdkafka \(Self.version) knows no such property")
        default:
            // librdkafka's own text has the value in it.
            throw .property(
                name: name, value: isSecret ? nil : value,
                reason: isSecret ? "librdkafka does not take the secret" : Self.text(reason))
        }
    }

    private static var version: String { String(cString: rd_kafka_version_str()) }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
