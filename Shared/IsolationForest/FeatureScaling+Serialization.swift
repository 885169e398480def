/// The stored form of a scaling by itself; drawn in the library's documentation (StoredForm.md).
private enum ScalingForm {
    static let magic: [UInt8] = Array("EIFSCALE".utf8)
    static let version: UInt32 = 1
}

extension FeatureScaling {
    /// The scaling as bytes, for those who grow trees elsewhere: versioned, little-endian, with a checksum.
    public func serialized() -> [UInt8] {
        var writer = ByteWriter()
        for byte in ScalingForm.magic { writer.write(byte) }
        writer.write(ScalingForm.version)
        writer.write(UInt32(medians.count))
        writer.write(choice.code)
        writer.write(self)
        writer.write(writer.bytes.withUnsafeBytes { Checksum.crc32($0) })
        return writer.bytes
    }

    /// The scaling that bytes from `serialized()` hold.
    ///
    /// - Throws: `ForestError.stored` with the reason when they are damaged, cut short, or something else.
    public init(serialized bytes: [UInt8]) throws(ForestError) {
        guard bytes.starts(with: ScalingForm.magic) else {
            throw .stored(reason: "it does not begin with EIFSCALE", offset: 0)
        }
        self = try bytes.withUnsafeBufferPointer { bytes throws(ForestError) in
            let raw = UnsafeRawBufferPointer(bytes)
            var reader = ByteReader(raw)
            _ = try reader.readNumbers(ScalingForm.magic.count, UInt8.self)
            let version = try reader.read(UInt32.self)
            guard version == ScalingForm.version else {
                throw .stored(
                    reason: "format version \(version); this library reads \(ScalingForm.version)", offset: 8)
            }
            let features = try reader.readCount()
            guard ForestParameters.featuresAllowed.contains(features) else {
                throw .stored(reason: "\(features) features", offset: 12)
            }
            let choice = try reader.readScalingChoice()
            let scaling = try reader.readScaling(choice: choice, features: features)
            let end = reader.offset
            let stored = try reader.read(UInt32.self)
            guard reader.offset == raw.count else {
                throw .stored(reason: "\(raw.count - reader.offset) bytes too many", offset: reader.offset)
            }
            guard Checksum.crc32(UnsafeRawBufferPointer(rebasing: raw[..<end])) == stored else {
                throw .stored(reason: "the checksum does not fit: some byte is damaged", offset: end)
            }
            return scaling
        }
    }
}

extension FeatureScalingChoice {
    /// How the choice is stored.
    var code: UInt32 {
        switch self {
        case .robust: 0
        case .none: 1
        }
    }
}

extension ByteWriter {
    /// Medians, spreads and, where there is one, the lower triangle of P, which is symmetric.
    mutating func write(_ scaling: FeatureScaling) {
        write(scaling.medians)
        write(scaling.spreads)
        guard let relations = scaling.relations else { return }
        let features = relations.features
        for row in 0..<features { write(Array(relations.precision[row * features...row * features + row])) }
    }
}

extension ByteReader {
    mutating func readScalingChoice() throws(ForestError) -> FeatureScalingChoice {
        let start = offset
        let code = try read(UInt32.self)
        switch code {
        case FeatureScalingChoice.robust.code: return .robust
        case FeatureScalingChoice.none.code: return .none
        default: throw .stored(reason: "scaling \(code); this library knows 0 and 1", offset: start)
        }
    }

    mutating func readScaling(choice: FeatureScalingChoice, features: Int) throws(ForestError) -> FeatureScaling {
        let medians = try readFloats(features)
        let spreads = try readFloats(features)
        guard spreads.allSatisfy({ $0 >= 0 }) else {
            throw .stored(reason: "a spread is negative", offset: offset)
        }
        let isRelated = FeatureScaling.hasRelations(features: features, choice: choice)
        return FeatureScaling(
            choice: choice, medians: medians, spreads: spreads,
            relations: isRelated ? try readRelations(features: features) : nil)
    }

    private mutating func readRelations(features: Int) throws(ForestError) -> FeatureRelations {
        let start = offset
        let triangle = try readFloats(features * (features + 1) / 2)
        var next = triangle.startIndex
        var precision = [Float](repeating: 0, count: features * features)
        for row in 0..<features {
            for column in 0...row {
                precision[row * features + column] = triangle[next]
                precision[column * features + row] = triangle[next]
                next += 1
            }
            guard precision[row * features + row] > 0 else {
                throw .stored(reason: "the precision of a feature is not positive", offset: start)
            }
        }
        return FeatureRelations(features: features, precision: precision)
    }
}
