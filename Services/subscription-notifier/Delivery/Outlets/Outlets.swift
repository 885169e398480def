import Bus
import Foundation
import Kafka
import Mesh
import Messages
import NoticeForms
import Transfers

/// Every way out of the mesh that the operator offers.
struct Outlets: Sendable {
    private let publisher: JetStreamPublisher
    private let transfers: TransferClient
    private let mailServer: MailServer?
    private let mailFrom: MailAddress
    private let kafka: KafkaProducer?
    private let voevents: VOEventPublisher
    private let options: NotifierOptions

    /// Recipients of one channel.
    private static let mostRecipients = 20

    init(mesh: MeshConnection, options: NotifierOptions) throws {
        publisher = mesh.publisher
        self.options = options
        let networks = try options.allowNetworks.split(separator: ",").map {
            try Network($0.trimmingCharacters(in: .whitespaces))
        }
        var limits = TransferLimits()
        limits.wholeSeconds = options.attemptSeconds
        transfers = TransferClient(
            rules: AddressRules(
                allowsPrivateAddresses: options.allowPrivateAddresses, allowedNetworks: networks,
                allowsPlainHTTP: options.allowPrivateAddresses), caFile: options.caFile, limits: limits)
        mailServer = try options.mailServer()
        mailFrom = try MailAddress(options.mailFrom)
        voevents = try VOEventPublisher(
            authority: options.voeventAuthority, title: "Peryton anomalies", contactName: "Peryton",
            contactEmail: mailFrom.address)
        kafka = try options.kafkaConfiguration().map { try KafkaProducer($0, log: mesh.log) }
    }

    /// Ends what is under way.
    func close() async {
        await transfers.close()
        await kafka?.close()
    }

    // MARK: Channels

    /// Refuses a channel that cannot be used, and says why.
    func check(_ channel: Channel, of subscription: Subscription) throws(ChannelError) {
        _ = try outlet(for: channel, of: subscription, secret: channel.secret)
        guard subscription.calm.gathers, ["webhook", "kafka"].contains(channel.kind),
            let content = NoticeContent(format: channel.format), !content.canBeDigest
        else { return }
        throw ChannelError("format \(channel.format) cannot hold a digest: expected json, or no digest")
    }

    /// The way to a subscriber.
    func outlet(for channel: Channel, of subscription: Subscription, secret: String) throws(ChannelError) -> any Outlet
    {
        let address = channel.address
        if channel.kind != "webhook", channel.kind != "kafka", !channel.format.isEmpty {
            throw ChannelError("format \"\(channel.format)\": only webhooks and Kafka have one")
        }
        if channel.kind != "webhook", channel.kind != "slack", !secret.isEmpty {
            throw ChannelError("a secret: only webhooks and Slack have one")
        }
        switch channel.kind {
        case "nats": return NATSOutlet(publisher: publisher)
        case "webhook":
            return WebhookOutlet(
                transfers: transfers, url: try checkedURL(address), secret: secret.isEmpty ? nil : secret,
                content: try content(channel),
                isDigest: subscription.calm.gathers, publisher: voevents)
        case "slack":
            return SlackOutlet(
                transfers: transfers, url: try checkedURL(address + secret),
                template: try template(channel.textTemplate, "text")
            )
        case "email":
            guard let mailServer else { throw ChannelError("the operator of this mesh offers no e-mail") }
            return MailOutlet(
                transfers: transfers, server: mailServer, sender: mailFrom, recipients: try recipients(address),
                textTemplate: try template(channel.textTemplate, "text"),
                subjectTemplate: try template(channel.subjectTemplate, "subject"))
        case "kafka":
            guard let kafka else { throw ChannelError("the operator of this mesh offers no Kafka") }
            do throws(KafkaError) { try KafkaTopic.check(address) } catch { throw ChannelError(error.description) }
            guard address.hasPrefix(options.kafkaTopicPrefix) else {
                throw ChannelError(
                    "topic \(address): notices may go to topics that begin with \(options.kafkaTopicPrefix)")
            }
            return KafkaOutlet(
                producer: kafka, topic: address, content: try content(channel),
                isDigest: subscription.calm.gathers, publisher: voevents)
        case "voevent":
            do throws(TransferError) {
                return VOEventOutlet(
                    transfers: transfers, broker: try BrokerAddress.check(address, rules: transfers.rules),
                    publisher: voevents)
            } catch { throw ChannelError(error.description) }
        case "voevent-file":
            guard let folder = options.voeventFolder else {
                throw ChannelError("the operator of this mesh offers no folder for VOEvents")
            }
            return VOEventFileOutlet(folder: folder, publisher: voevents)
        default:
            throw ChannelError(
                "kind \"\(channel.kind)\": expected nats, webhook, email, slack, kafka, voevent or voevent-file")
        }
    }

    private func checkedURL(_ address: String) throws(ChannelError) -> String {
        do throws(TransferError) {
            return try HTTPAddress.check(address, rules: transfers.rules).url
        } catch {
            throw ChannelError(error.description)
        }
    }

    private func content(_ channel: Channel) throws(ChannelError) -> NoticeContent {
        guard let content = NoticeContent(format: channel.format) else {
            throw ChannelError("format \"\(channel.format)\": expected json, gcn, voevent or protobuf")
        }
        return content
    }

    private func template(_ text: String, _ what: String) throws(ChannelError) -> NoticeTemplate? {
        guard !text.isEmpty else { return nil }
        do throws(NoticeTemplateError) {
            return try NoticeTemplate(text)
        } catch {
            throw ChannelError("template of the \(what): \(error.description)")
        }
    }

    private func recipients(_ text: String) throws(ChannelError) -> [MailAddress] {
        let recipients: [MailAddress]
        do throws(MailAddressError) {
            recipients = try MailAddress.list(text)
        } catch {
            throw ChannelError(error.description)
        }
        let domains = options.mailDomains.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        for recipient in recipients where !domains.isEmpty {
            let domain = recipient.address.split(separator: "@").last.map { $0.lowercased() } ?? ""
            guard domains.contains(where: { $0.lowercased() == domain }) else {
                throw ChannelError(
                    "recipient \(recipient.address): e-mail may go to \(domains.joined(separator: ", ")) alone")
            }
        }
        guard recipients.count <= Self.mostRecipients else {
            throw ChannelError("\(recipients.count) recipients: expected at most \(Self.mostRecipients)")
        }
        return recipients
    }
}

extension NotifierOptions {
    /// The operator's mail server; nil where none is named.
    fileprivate func mailServer() throws -> MailServer? {
        guard let smtp else { return nil }
        let parts = smtp.split(separator: ":").map(String.init)
        guard let host = parts.first, parts.count <= 2, let port = parts.count == 2 ? Int(parts[1]) : 587,
            (1...65_535).contains(port)
        else { throw ChannelError("smtp \"\(smtp)\": expected host:port") }
        return MailServer(
            host: host, port: port, security: MailServer.Security(rawValue: smtpSecurity) ?? .startTLS, user: smtpUser,
            passwordFile: smtpPasswordFile, caFile: caFile)
    }

    /// The Kafka cluster; nil where none is named.
    fileprivate func kafkaConfiguration() throws -> KafkaConfiguration? {
        guard let kafkaBrokers else { return nil }
        var properties: [String: String] = [:]
        if let kafkaProperties {
            let text = try String(contentsOfFile: kafkaProperties, encoding: .utf8)
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let line = line.trimmingCharacters(in: .whitespaces)
                guard !line.isEmpty, !line.hasPrefix("#") else { continue }
                let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                guard parts.count == 2 else {
                    throw ChannelError("\(kafkaProperties), line \(number + 1): expected name=value")
                }
                properties[parts[0]] = parts[1]
            }
        }
        return KafkaConfiguration(
            brokers: kafkaBrokers, properties: properties, deliveryTimeoutSeconds: attemptSeconds)
    }
}
