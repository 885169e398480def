import CNats
import Dispatch

/// JetStream of one connection: its streams and consumers.
///
/// `@unchecked Sendable`: libnats' context may be used from every thread.
public final class JetStream: @unchecked Sendable {
    let connection: BusConnection
    private let context: OpaquePointer
    /// Calls that wait for the server's answer run here, apart from those that publish.
    private let queue: DispatchQueue

    /// JetStream on a connection.
    public init(_ connection: BusConnection) throws {
        self.connection = connection
        queue = DispatchQueue(label: "jetstream.\(connection.configuration.name)")
        var context: OpaquePointer?
        var options = jsOptions()
        jsOptions_Init(&options)
        options.Wait = Int64(BusConnection.apiTimeoutSeconds * 1000)
        try BusError.check(natsConnection_JetStream(&context, connection.native, &options), "JetStream")
        guard let context else { throw BusError.malformed(operation: "JetStream", problem: "libnats made none") }
        self.context = context
    }

    deinit { jsCtx_Destroy(context) }

    /// Runs a call of the JetStream API on its queue.
    private func api<Value: Sendable>(
        _ operation: String, _ call: @escaping @Sendable (JetStream, inout jsErrCode) throws(BusError) -> Value
    ) async throws(BusError) -> Value {
        try await offload(queue) { () throws(BusError) in
            var code = jsErrCode(0)
            return try call(self, &code)
        }
    }

    // MARK: Streams

    /// Makes the stream as declared: creates it, or changes it where it differs.
    public func ensure(_ declaration: StreamConfiguration) async throws {
        let operation = "stream \(declaration.name)"
        // JetStream reserves the room of a stream before it looks whether the stream is there already.
        if try await configuration(ofStream: declaration.name) == declaration { return }
        try await api(operation) { (self, code) throws(BusError) in
            let strings = CStrings()
            var configuration = jsStreamConfig()
            jsStreamConfig_Init(&configuration)
            configuration.Name = strings.copy(declaration.name)
            configuration.Subjects = strings.table(declaration.subjects)
            configuration.SubjectsLen = Int32(declaration.subjects.count)
            configuration.Retention = declaration.retention == .limits ? js_LimitsPolicy : js_WorkQueuePolicy
            configuration.Discard = declaration.discard == .old ? js_DiscardOld : js_DiscardNew
            configuration.Storage = js_FileStorage
            configuration.MaxBytes = declaration.maximumBytes ?? -1
            configuration.MaxAge = Int64((declaration.maximumAgeSeconds ?? 0) * 1e9)
            configuration.Duplicates = Int64(declaration.duplicateWindowSeconds * 1e9)
            configuration.Replicas = Int64(declaration.replicas)
            // People look single dead letters up by their sequence.
            configuration.AllowDirect = true
            var status = js_AddStream(nil, self.context, &configuration, nil, &code)
            if status != NATS_OK, code == JSStreamNameExistErr {
                status = js_UpdateStream(nil, self.context, &configuration, nil, &code)
            }
            withExtendedLifetime(strings) {}
            if code.rawValue == Self.noRoomCode {
                let room = (declaration.maximumBytes ?? 0) >> 20
                throw .refused(
                    operation: operation, code: Self.noRoomCode,
                    reason:
                        "JetStream has not the \(room) MiB of room that it needs; raise max_file_store of nats-server")
            }
            try BusError.check(status, operation, code: Int(code.rawValue))
        }
    }

    private static let noRoomCode = 10047

    /// The declaration of a stream as the server has it; nil when there is no such stream.
    private func configuration(ofStream name: String) async throws -> StreamConfiguration? {
        let operation = "stream \(name)"
        return try await api(operation) { (self, code) throws(BusError) in
            var info: UnsafeMutablePointer<jsStreamInfo>?
            let status = js_GetStreamInfo(&info, self.context, name, nil, &code)
            if status == NATS_NOT_FOUND { return nil }
            try BusError.check(status, operation, code: Int(code.rawValue))
            guard let info else { return nil }
            defer { jsStreamInfo_Destroy(info) }
            guard let known = info.pointee.Config?.pointee else { return nil }
            let subjects = UnsafeBufferPointer(start: known.Subjects, count: Int(known.SubjectsLen))
            return StreamConfiguration(
                name: name, subjects: subjects.compactMap { $0.map { String(cString: $0) } },
                retention: known.Retention == js_LimitsPolicy ? .limits : .workQueue,
                discard: known.Discard == js_DiscardOld ? .old : .new,
                maximumBytes: known.MaxBytes > 0 ? known.MaxBytes : nil,
                maximumAgeSeconds: known.MaxAge > 0 ? Double(known.MaxAge) / 1e9 : nil,
                duplicateWindowSeconds: Double(known.Duplicates) / 1e9, replicas: Int(known.Replicas))
        }
    }

    /// What a stream holds; nil when there is no such stream.
    public func state(ofStream name: String, subjects filter: String? = nil) async throws -> StreamState? {
        let operation = "stream \(name)"
        return try await api(operation) { (self, code) throws(BusError) in
            let strings = CStrings()
            var options = jsOptions()
            jsOptions_Init(&options)
            options.Stream.Info.SubjectsFilter = strings.copy(filter)
            var info: UnsafeMutablePointer<jsStreamInfo>?
            let status = js_GetStreamInfo(&info, self.context, name, &options, &code)
            withExtendedLifetime(strings) {}
            if status == NATS_NOT_FOUND { return nil }
            try BusError.check(status, operation, code: Int(code.rawValue))
            guard let info else { return nil }
            defer { jsStreamInfo_Destroy(info) }
            let state = info.pointee.State
            var perSubject: [String: UInt64] = [:]
            if let subjects = state.Subjects {
                for entry in UnsafeBufferPointer(start: subjects.pointee.List, count: Int(subjects.pointee.Count)) {
                    perSubject[String(cString: entry.Subject)] = entry.Msgs
                }
            }
            return StreamState(
                messages: state.Msgs, bytes: state.Bytes, firstSequence: state.FirstSeq, lastSequence: state.LastSeq,
                messagesPerSubject: perSubject)
        }
    }

    /// The message at a sequence; nil when it is not there (any more).
    public func message(ofStream name: String, sequence: UInt64) async throws -> BusMessage? {
        let operation = "message \(sequence) of stream \(name)"
        return try await api(operation) { (self, code) throws(BusError) in
            var native: OpaquePointer?
            let status = js_GetMsg(&native, self.context, name, sequence, nil, &code)
            if status == NATS_NOT_FOUND { return nil }
            try BusError.check(status, operation, code: Int(code.rawValue))
            return native.map { BusMessage(taking: $0) }
        }
    }

    /// Forgets every message of a subject, or those before a sequence.
    public func purge(stream name: String, subject: String, before sequence: UInt64? = nil) async throws {
        let operation = "purge of stream \(name)"
        try await api(operation) { (self, code) throws(BusError) in
            var options = jsOptions()
            jsOptions_Init(&options)
            let strings = CStrings()
            options.Stream.Purge.Subject = strings.copy(subject)
            options.Stream.Purge.Sequence = sequence ?? 0
            let status = js_PurgeStream(self.context, name, &options, &code)
            withExtendedLifetime(strings) {}
            try BusError.check(status, operation, code: Int(code.rawValue))
        }
    }

    // MARK: Consumers

    /// Makes the consumer as declared and returns its name.
    public func ensure(_ declaration: ConsumerConfiguration, onStream stream: String) async throws -> String {
        let operation = "consumer \(declaration.durable ?? "without a name") of stream \(stream)"
        return try await api(operation) { (self, code) throws(BusError) in
            let strings = CStrings()
            var configuration = jsConsumerConfig()
            jsConsumerConfig_Init(&configuration)
            configuration.Durable = strings.copy(declaration.durable)
            configuration.FilterSubject = strings.copy(declaration.filterSubject)
            switch declaration.start {
            case .all: configuration.DeliverPolicy = js_DeliverAll
            case .new: configuration.DeliverPolicy = js_DeliverNew
            case .sequence(let sequence):
                configuration.DeliverPolicy = js_DeliverByStartSequence
                configuration.OptStartSeq = sequence
            case .time(let microseconds):
                configuration.DeliverPolicy = js_DeliverByStartTime
                configuration.OptStartTime = microseconds * 1_000
            }
            configuration.AckPolicy = declaration.needsAck ? js_AckExplicit : js_AckNone
            if declaration.needsAck {
                configuration.AckWait = Int64(declaration.ackWaitSeconds * 1e9)
                configuration.MaxAckPending = Int64(declaration.maximumAckPending)
            } else {
                configuration.InactiveThreshold = 60_000_000_000
            }
            // With a limit, JetStream just never offers the message again; our own count decides instead.
            configuration.MaxDeliver = -1
            var info: UnsafeMutablePointer<jsConsumerInfo>?
            let status = js_AddConsumer(&info, self.context, stream, &configuration, nil, &code)
            withExtendedLifetime(strings) {}
            try BusError.check(status, operation, code: Int(code.rawValue))
            guard let info else { throw .malformed(operation: operation, problem: "libnats made none") }
            defer { jsConsumerInfo_Destroy(info) }
            return String(cString: info.pointee.Name)
        }
    }

    /// How far a durable consumer is; nil when there is none of that name.
    public func state(ofConsumer name: String, onStream stream: String) async throws -> ConsumerState? {
        let operation = "consumer \(name) of stream \(stream)"
        return try await api(operation) { (self, code) throws(BusError) in
            var info: UnsafeMutablePointer<jsConsumerInfo>?
            let status = js_GetConsumerInfo(&info, self.context, stream, name, nil, &code)
            if status == NATS_NOT_FOUND { return nil }
            try BusError.check(status, operation, code: Int(code.rawValue))
            guard let info else { return nil }
            defer { jsConsumerInfo_Destroy(info) }
            return ConsumerState(
                pending: info.pointee.NumPending, unacked: Int(info.pointee.NumAckPending),
                ackFloor: info.pointee.AckFloor.Stream)
        }
    }

    /// Forgets a consumer; a name that is not there is fine.
    public func deleteConsumer(_ name: String, onStream stream: String) async throws {
        let operation = "consumer \(name) of stream \(stream)"
        try await api(operation) { (self, code) throws(BusError) in
            let status = js_DeleteConsumer(self.context, stream, name, nil, &code)
            if status == NATS_NOT_FOUND { return }
            try BusError.check(status, operation, code: Int(code.rawValue))
        }
    }
}
