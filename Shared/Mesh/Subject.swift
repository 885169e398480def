import Bus

/// The subjects of the bus, in one place.
public enum Subject {
    /// Alerts of a stream.
    public static func alert(_ project: String, _ stream: String) -> String { "alert.\(project).\(stream)" }
    /// Scores of a stream.
    public static func score(_ project: String, _ stream: String) -> String { "score.\(project).\(stream)" }
    /// Anomalies of a stream.
    public static func anomaly(_ project: String, _ stream: String) -> String { "anomaly.\(project).\(stream)" }
    /// Notices of a subscription.
    public static func notice(_ project: String, _ subscription: String) -> String {
        "notice.\(project).\(subscription)"
    }
    /// Notices on their way to a channel of a subscription.
    public static func delivery(_ project: String, _ subscription: String, _ channel: String) -> String {
        "deliver.\(project).\(subscription).\(channel)"
    }
    /// What happens to the forests of a project.
    public static func forestEvent(_ project: String) -> String { "forest.event.\(project)" }
    /// Orders for work; the owner is the user in the subject.
    public static func job(_ kind: String, _ project: String, _ user: String) -> String {
        "job.\(kind).\(project).\(user)"
    }
    /// News of one job.
    public static func jobEvent(_ project: String, _ user: String, _ job: String) -> String {
        "job.event.\(project).\(user).\(job)"
    }
    /// Tells the workers of a kind that a job may be there for them.
    public static func jobWake(_ project: String, _ kind: String) -> String { "wake.job.\(project).\(kind)" }
    /// What a service could not process.
    public static func dead(_ project: String, _ service: String) -> String { "dead.\(project).\(service)" }
    /// Requests to a service.
    public static func rpc(_ service: String, _ verb: String, _ project: String, _ user: String) -> String {
        "rpc.\(service).\(verb).\(project).\(user)"
    }
    /// What a service listens on for requests of one verb, from everybody.
    public static func rpcOfAll(_ service: String, _ verb: String) -> String { rpc(service, verb, "*", "*") }

    /// Who asks: project and user as the last two tokens of a request's or a job's subject tell.
    public static func caller(of message: BusMessage) throws(RequestError) -> (project: String, user: String) {
        let tokens = message.subject.split(separator: ".").map(String.init)
        guard tokens.count >= 4 else {
            throw RequestError("invalid", "subject \(message.subject): expected it to end in .<project>.<user>")
        }
        return (
            try MeshName.check(tokens[tokens.count - 2], "project"),
            try MeshName.check(tokens[tokens.count - 1], "user")
        )
    }
}
