import Messages

extension JobPhase {
    /// Whether a job in this phase is over (UWS 1.1: COMPLETED, ERROR and ABORTED have no way out).
    public var isFinal: Bool {
        switch self {
        case .completed, .error, .aborted: true
        case .unknown, .pending, .queued, .executing: false
        }
    }

    /// Whether a job may go from this phase to another (UWS 1.1, §2.1.3).
    ///
    /// A job that is executing may be queued again: when its worker has died or stops, another takes it up.
    public func mayBecome(_ next: JobPhase) -> Bool {
        switch (self, next) {
        case (.pending, .queued), (.pending, .aborted): true
        case (.queued, .executing), (.queued, .aborted): true
        case (.executing, .queued), (.executing, .completed), (.executing, .error), (.executing, .aborted): true
        default: false
        }
    }

    /// The phase as UWS spells it.
    public var uwsName: String {
        switch self {
        case .unknown: "UNKNOWN"
        case .pending: "PENDING"
        case .queued: "QUEUED"
        case .executing: "EXECUTING"
        case .completed: "COMPLETED"
        case .error: "ERROR"
        case .aborted: "ABORTED"
        }
    }

    /// The phase that UWS spells so.
    init(uwsName: String) {
        self = Self.allCases.first { $0.uwsName == uwsName } ?? .unknown
    }
}
