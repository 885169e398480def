public import Messages

extension Notice {
    /// Stream of notices that only try a channel; no stream can be declared with this name.
    public static let testStream = "_test"

    /// Whether it only tries a channel: no telescope has seen what it tells of.
    public var isTest: Bool { anomaly.score.stream == Self.testStream }
}
