/// The stored form; its layout is drawn in the library's documentation (StoredForm.md).
enum StoredForm {
    static let magic: [UInt8] = Array("EIFOREST".utf8)
    static let version: UInt32 = 1
    static let lengthOffset = 16
    static let checksumSize = 4
    static let smallest = 92
    /// Stands for `ExtensionChoice.mixed` in place of a level.
    static let mixed = UInt32.max
}

extension Forest {
    /// The forest as bytes: versioned, little-endian, with a checksum.
    public func serialized() -> [UInt8] {
        var writer = ByteWriter()
        for byte in StoredForm.magic { writer.write(byte) }
        writer.write(StoredForm.version)
        writer.write(UInt32(features.count))
        writer.write(UInt64(0))
        writer.write(parameters.seed)
        writer.write(UInt64(trainedRows))
        writer.write(UInt32(parameters.trees))
        writer.write(UInt32(parameters.sampleSize ?? 0))
        writer.write(UInt32(parameters.heightLimit ?? 0))
        switch parameters.extensionChoice {
        case .level(let level): writer.write(UInt32(level))
        case .mixed: writer.write(StoredForm.mixed)
        }
        writer.write(UInt32(treeRange.lowerBound))
        writer.write(UInt32(treeRange.upperBound))
        writer.write(featureSetVersion)
        writer.write(UInt32(calibration?.scores.count ?? 0))
        writer.write(parameters.scaling.code)
        writer.write(scaling)
        if let calibration { writer.write(calibration) }
        writer.write(featureSet)
        for feature in features {
            writer.write(feature.name)
            writer.write(feature.unit)
        }
        writer.align()
        let form = StoredTrees(features: features.count, sampleSize: sampleSize)
        for position in 0..<store.count { writer.write(store.tree(at: position), form) }
        writer.overwrite(
            at: StoredForm.lengthOffset, with: UInt64(writer.bytes.count + StoredForm.checksumSize))
        writer.write(writer.bytes.withUnsafeBytes { Checksum.crc32($0) })
        return writer.bytes
    }

    /// The forest that bytes from `serialized()` hold.
    ///
    /// - Throws: `ForestError.stored` with the reason when they are damaged, cut short, or something else.
    public init(serialized bytes: [UInt8]) throws(ForestError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(ForestError) in
            try Forest(serialized: UnsafeRawBufferPointer(bytes))
        }
    }

    /// The forest that bytes from `serialized()` hold, which may be those of a mapped file.
    ///
    /// - Throws: `ForestError.stored` with the reason when they are damaged, cut short, or something else.
    public init(serialized bytes: UnsafeRawBufferPointer) throws(ForestError) {
        try Self.checkFrame(of: bytes)
        self = try Self.read(from: UnsafeRawBufferPointer(rebasing: bytes.dropLast(StoredForm.checksumSize)))
    }

    /// Checks all that can be known without reading the content: that it is a forest, whole, and undamaged.
    private static func checkFrame(of bytes: UnsafeRawBufferPointer) throws(ForestError) {
        guard bytes.starts(with: StoredForm.magic) else {
            throw .stored(reason: "it does not begin with EIFOREST", offset: 0)
        }
        guard bytes.count >= StoredForm.smallest else {
            throw .stored(reason: "only \(bytes.count) bytes, the smallest has \(StoredForm.smallest)", offset: 0)
        }
        var reader = ByteReader(bytes)
        _ = try reader.read(UInt64.self)
        let version = try reader.read(UInt32.self)
        guard version == StoredForm.version else {
            throw .stored(reason: "format version \(version); this library reads \(StoredForm.version)", offset: 8)
        }
        _ = try reader.read(UInt32.self)
        let length = try reader.read(UInt64.self)
        guard length == UInt64(bytes.count) else {
            throw .stored(
                reason: "it says it has \(length) bytes, but \(bytes.count) are here",
                offset: StoredForm.lengthOffset)
        }
        let end = bytes.count - StoredForm.checksumSize
        let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        guard Checksum.crc32(UnsafeRawBufferPointer(rebasing: bytes[..<end])) == stored else {
            throw .stored(reason: "the checksum does not fit: some byte is damaged", offset: end)
        }
    }

    private static func read(from bytes: UnsafeRawBufferPointer) throws(ForestError) -> Forest {
        var reader = ByteReader(bytes)
        _ = try reader.readNumbers(StoredForm.magic.count, UInt8.self)
        _ = try reader.readCount()
        let featureCount = try reader.readCount()
        _ = try reader.read(UInt64.self)
        let seed = try reader.read(UInt64.self)
        let rows = try reader.read(UInt64.self)
        guard let trainedRows = Int(exactly: rows) else {
            throw .stored(reason: "\(rows) training rows", offset: reader.offset)
        }
        let trees = try reader.readCount()
        let sampleSize = try reader.readCount()
        let heightLimit = try reader.readCount()
        let level = try reader.read(UInt32.self)
        let first = try reader.readCount()
        let end = try reader.readCount()
        let featureSetVersion = try reader.read(UInt32.self)
        let tableSize = try reader.readCount()
        let parameters = ForestParameters(
            trees: trees, sampleSize: sampleSize == 0 ? nil : sampleSize,
            heightLimit: heightLimit == 0 ? nil : heightLimit,
            extensionChoice: level == StoredForm.mixed ? .mixed : .level(Int(level)),
            scaling: try reader.readScalingChoice(), seed: seed)
        do {
            try parameters.validate(rows: trainedRows, features: featureCount)
            try ForestParameters.validate(treeRange: first, to: end)
        } catch {
            throw .stored(reason: error.description, offset: reader.offset)
        }
        let scaling = try reader.readScaling(choice: parameters.scaling, features: featureCount)
        let calibration = tableSize == 0 ? nil : try reader.readCalibration(tableSize: tableSize)
        let featureSet = try reader.readText()
        var features: [FeatureDescription] = []
        for _ in 0..<featureCount {
            features.append(FeatureDescription(name: try reader.readText(), unit: try reader.readText()))
        }
        try reader.align()
        let treeSampleSize = parameters.resolvedSampleSize(rows: trainedRows)
        let terms = (first..<end).map {
            parameters.cuts(ofTree: $0, features: featureCount).termsPerCut(features: featureCount)
        }
        let store = try reader.readTrees(
            terms: terms, StoredTrees(features: featureCount, sampleSize: treeSampleSize))
        guard reader.offset == bytes.count else {
            throw .stored(reason: "\(bytes.count - reader.offset) bytes too many", offset: reader.offset)
        }
        return Forest(
            parameters: parameters, featureSet: featureSet, featureSetVersion: featureSetVersion, features: features,
            trainedRows: trainedRows, treeRange: first..<end, scaling: scaling, store: store, calibration: calibration)
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ calibration: Calibration) {
        write(UInt64(calibration.rows))
        write([calibration.tailShape, calibration.tailScale])
        write(calibration.scores)
        write(calibration.probabilities)
    }
}

extension ByteReader {
    fileprivate mutating func readCalibration(tableSize: Int) throws(ForestError) -> Calibration {
        let rows = try read(UInt64.self)
        let tail = try readDoubles(2)
        let scores = try readDoubles(tableSize)
        let probabilities = try readDoubles(tableSize)
        let ordered =
            zip(scores, scores.dropFirst()).allSatisfy(<)
            && zip(probabilities, probabilities.dropFirst()).allSatisfy(>)
        guard ordered, let highest = probabilities.first, let lowest = probabilities.last, highest <= 1, lowest > 0,
            tail[0] <= Calibration.shapeLimit, tail[1] > 0, let rows = Int(exactly: rows)
        else { throw .stored(reason: "the calibration is not a distribution", offset: offset) }
        return Calibration(
            rows: rows, scores: scores, probabilities: probabilities, tailShape: tail[0], tailScale: tail[1])
    }
}
