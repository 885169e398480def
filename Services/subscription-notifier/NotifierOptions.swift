import ArgumentParser
import Foundation
import ServiceKit

/// What subscribers may ask for, and by which ways notices leave.
struct NotifierOptions: ParsableArguments {
    // MARK: Limits

    @Option(help: ArgumentHelp("Subscriptions that a user may have.", valueName: "count"))
    var subscriptionsPerUser = 10_000

    @Option(help: ArgumentHelp("Rows that all watch-lists of a user may have.", valueName: "count"))
    var watchlistRowsPerUser = 2_000_000

    @Option(
        help: ArgumentHelp(
            "Notices of the last day above which a subscription is not switched on unless its owner says so twice.",
            valueName: "count"))
    var floodLimit = 1_000

    @Option(help: ArgumentHelp("Days that a subscription may look back.", valueName: "days"))
    var longestLookBack = 30.0

    // MARK: Delivery

    @Option(
        help: ArgumentHelp("Attempts before a notice waits in its subscription's own dead letters.", valueName: "count")
    )
    var attempts = 8

    @Option(
        help: ArgumentHelp(
            "Wait after the first attempt that failed; it triples with each, to an hour at most.", valueName: "seconds")
    )
    var retrySeconds = 5.0

    @Option(help: ArgumentHelp("Time that one attempt may take.", valueName: "seconds"))
    var attemptSeconds = 20.0

    @Flag(
        help:
            "Let webhooks and VOEvent brokers be at private, loopback and link-local addresses, and use plain HTTP."
    )
    var allowPrivateAddresses = false

    @Option(
        help: ArgumentHelp(
            "Networks that webhooks and VOEvent brokers may be in though they are private, with commas between.",
            valueName: "networks"))
    var allowNetworks = ""

    @Option(help: ArgumentHelp("File of certificates to trust in place of the system's.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Mail server that e-mail goes through; none: no e-mail.", valueName: "host:port"))
    var smtp: String?

    @Option(help: ArgumentHelp("How the mail server is spoken to: starttls, tls or none.", valueName: "form"))
    var smtpSecurity = "starttls"

    @Option(help: ArgumentHelp("User at the mail server.", valueName: "name"))
    var smtpUser: String?

    @Option(help: ArgumentHelp("File with the password at the mail server.", valueName: "file"))
    var smtpPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "Domains that e-mail may go to, with commas between; all, unless given.", valueName: "domains"))
    var mailDomains = ""

    @Option(help: ArgumentHelp("Sender of e-mail.", valueName: "address"))
    var mailFrom = "peryton@localhost"

    @Option(help: ArgumentHelp("Kafka brokers that notices may go to; none: no Kafka.", valueName: "host:port,…"))
    var kafkaBrokers: String?

    @Option(help: ArgumentHelp("What the topics begin with that notices may go to.", valueName: "text"))
    var kafkaTopicPrefix = "peryton-"

    @Option(
        help: ArgumentHelp(
            "File of librdkafka's properties, one \"name=value\" a line: security.protocol, sasl.password and the like.",
            valueName: "file"))
    var kafkaProperties: String?

    @Option(help: ArgumentHelp("Folder for VOEvents as files; none: not offered.", valueName: "folder"))
    var voeventFolder: String?

    @Option(help: ArgumentHelp("Authority of the identifiers of VOEvents.", valueName: "name"))
    var voeventAuthority = "peryton.local"

    func validate() throws {
        func check(_ value: Double, _ name: String) throws {
            guard value > 0, value.isFinite else { throw ValidationError("\(name) \(value): expected more than 0") }
        }
        try check(Double(subscriptionsPerUser), "subscriptions-per-user")
        try check(Double(watchlistRowsPerUser), "watchlist-rows-per-user")
        try check(Double(floodLimit), "flood-limit")
        try check(longestLookBack, "longest-look-back")
        try check(Double(attempts), "attempts")
        try check(retrySeconds, "retry-seconds")
        try check(attemptSeconds, "attempt-seconds")
        guard ["starttls", "tls", "none"].contains(smtpSecurity) else {
            throw ValidationError("smtp-security \(smtpSecurity): expected starttls, tls or none")
        }
    }
}
