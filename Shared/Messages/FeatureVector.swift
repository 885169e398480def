import CMessages

/// The numbers a forest sees, in the order that the feature set declares.
public struct FeatureVector: Message {
    /// Name of the feature set, for example "ztf.candidate".
    public var featureSet: String
    /// Version of the feature set; a forest scores only vectors of its own version.
    public var version: UInt32
    /// One value a feature, in the feature's own unit; NaN where the survey did not measure it.
    public var values: FeatureValues

    /// Makes the message.
    public init(featureSet: String, version: UInt32, values: FeatureValues = []) {
        self.featureSet = featureSet
        self.version = version
        self.values = values
    }
}

extension FeatureVector: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__FeatureVector {
        var raw = Peryton__V1__FeatureVector()
        peryton__v1__feature_vector__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__FeatureVector, owner memory: UnpackedMemory) throws(MessageError) {
        featureSet = try Unpack.string(raw.feature_set, "FeatureVector", "feature_set")
        version = raw.version
        values = FeatureValues(start: raw.values, count: raw.n_values, owner: memory)
    }

    func fill(_ raw: inout Peryton__V1__FeatureVector, arena: PackArena) {
        raw.feature_set = arena.string(featureSet)
        raw.version = version
        raw.n_values = values.count
        raw.values = arena.floats(values)
    }
}
