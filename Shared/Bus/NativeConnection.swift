import CNats
import Foundation

/// Opens connections of libnats.
enum NativeConnection {
    /// Connects as configured.
    ///
    /// - Parameters:
    ///   - events: hears of what becomes of the connection, which holds it until it is closed; nil: nobody does.
    ///   - isPrompt: sends each message at once instead of gathering some.
    static func open(
        _ configuration: BusConfiguration, events: ConnectionEvents? = nil, isPrompt: Bool = false
    ) throws(BusError) -> OpaquePointer {
        let place = Redaction.withoutCredentials(configuration.url)
        var options: OpaquePointer?
        try BusError.check(natsOptions_Create(&options), place)
        defer { natsOptions_Destroy(options) }
        var settings = servers(configuration, of: options)
        settings.append(natsOptions_SetName(options, configuration.name))
        settings.append(natsOptions_SetSendAsap(options, isPrompt))
        settings.append(natsOptions_SetMaxReconnect(options, -1))
        settings.append(natsOptions_SetReconnectWait(options, 200))
        settings.append(natsOptions_SetReconnectJitter(options, 100, 100))
        settings.append(natsOptions_SetTimeout(options, 2_000))
        settings.append(natsOptions_SetPingInterval(options, 10_000))
        settings.append(natsOptions_SetReconnectBufSize(options, 64 << 20))
        if let file = configuration.credentialsFile {
            settings.append(natsOptions_SetUserCredentialsFromFiles(options, file, nil))
        }
        let closure = events.map { Unmanaged.passRetained($0) }
        if let closure { settings += callbacks(closure.toOpaque(), of: options) }
        do throws(BusError) {
            for status in settings { try BusError.check(status, "options for \(place)") }
        } catch {
            closure?.release()
            throw error
        }
        var native: OpaquePointer?
        let status = natsConnection_Connect(&native, options)
        guard status == NATS_OK, let native else {
            closure?.release()
            throw .unreachable(url: place, cause: String(cString: natsStatus_GetText(status)).lowercased())
        }
        return native
    }

    private static func servers(_ configuration: BusConfiguration, of options: OpaquePointer?) -> [natsStatus] {
        let list = configuration.url.split(separator: ",").map { strdup(String($0)) }
        defer { list.forEach { free($0) } }
        var pointers = list.map { UnsafePointer<CChar>($0) }
        return [natsOptions_SetServers(options, &pointers, Int32(pointers.count))]
    }

    private static func callbacks(_ closure: UnsafeMutableRawPointer, of options: OpaquePointer?) -> [natsStatus] {
        [
            natsOptions_SetDisconnectedCB(
                options, { _, closure in ConnectionEvents.from(closure)?.disconnected() }, closure),
            natsOptions_SetReconnectedCB(
                options, { _, closure in ConnectionEvents.from(closure)?.reconnected() }, closure),
            natsOptions_SetErrorHandler(
                options, { _, _, status, closure in ConnectionEvents.from(closure)?.failed(status) }, closure),
            // The last callback that libnats makes: the events object is released here.
            natsOptions_SetClosedCB(
                options,
                { _, closure in
                    if let closure { Unmanaged<ConnectionEvents>.fromOpaque(closure).release() }
                }, closure),
        ]
    }
}
