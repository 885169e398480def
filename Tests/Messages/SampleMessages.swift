import Messages
import TestSupport

/// Makes messages of every contract with random contents: each field set, numbers of every size, text of every script.
struct SampleMessages {
    var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func text() -> String {
        let scripts = [
            "candid", "ZTF18abcxyz", "", "–∞ µ Å", "東京", "🛰️ 🔭", "a.b/c d\tq\n", String(repeating: "x", count: 300),
        ]
        return scripts.randomElement(using: &random) ?? ""
    }

    mutating func double() -> Double {
        [0, -0.0, .nan, .infinity, 1e-300, .random(in: -1e9...1e9, using: &random)].randomElement(using: &random) ?? 0
    }

    mutating func float() -> Float { Float(double()) }
    mutating func time() -> UnixTime { UnixTime(microseconds: .random(in: .min ... .max, using: &random)) }
    mutating func number() -> UInt32 {
        [0, 1, .max, .random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0
    }
    mutating func long() -> UInt64 {
        [0, 1, .max, .random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0
    }
    mutating func flag() -> Bool { .random(using: &random) }
    mutating func bytes() -> [UInt8] {
        (0..<Int.random(in: 0...400, using: &random)).map { _ in .random(in: .min ... .max, using: &random) }
    }
    mutating func few<Element>(_ make: (inout SampleMessages) -> Element) -> [Element] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in make(&self) }
    }

    mutating func alert() -> Alert {
        Alert(
            project: text(), stream: text(), alertID: text(), objectID: text(), mjdUTC: double(), raDegrees: double(),
            decDegrees: double(), band: text(), magnitude: float(), magnitudeError: float(),
            features: FeatureVector(featureSet: text(), version: number(), values: FeatureValues(few { $0.float() })),
            lightCurve: few {
                LightCurvePoint(
                    mjdUTC: $0.double(), band: $0.text(), magnitude: $0.float(), magnitudeError: $0.float(),
                    limitingMagnitude: $0.float())
            },
            stamps: few {
                StampReference(
                    kind: $0.text(), fileName: $0.text(), sizeBytes: $0.number(), contentHash: $0.text())
            },
            publishedAt: time(), receivedAt: time(), traceParent: text(), survey: text())
    }

    mutating func score() -> Score {
        Score(
            project: text(), stream: text(), alertID: text(), objectID: text(), forestID: text(), score: double(),
            tailProbability: double(), inTrainingSample: flag(), publishedAt: time(), receivedAt: time(),
            scoredAt: time())
    }

    mutating func anomaly() -> Anomaly {
        Anomaly(
            score: score(), alert: alert(),
            explanation: few {
                Contribution(
                    feature: $0.text(), value: $0.float(), typical: $0.float(), share: $0.float(), unit: $0.text())
            }, anomalyLimit: double())
    }

    mutating func stream() -> StreamDeclaration {
        StreamDeclaration(
            project: text(), name: text(), featureSet: text(), featureSetVersion: number(), anomalyLimit: double(),
            trainAfterAlerts: long(), trainingRowCap: number(), publishers: few { $0.text() }, createdAt: time(),
            refreshAfterAlerts: long(), refreshTrees: number(), driftLimit: double(), keepStampsDays: number())
    }

    mutating func forest() -> ForestRecord {
        ForestRecord(
            project: text(), stream: text(), version: number(), featureSet: text(), featureSetVersion: number(),
            trees: number(),
            sampleSize: number(), heightLimit: number(), lowestExtensionLevel: number(),
            highestExtensionLevel: number(),
            seed: long(), firstSequence: long(), lastSequence: long(), sampleThreshold: long(), rows: long(),
            jobID: text(),
            trainedAt: time(), trainingSeconds: double(), blobBytes: long(), blobCRC32: number(), isLive: flag(),
            firstTree: long(), treeEnd: long(), parentVersion: number(), importedBy: text())
    }

    mutating func subscription() -> Subscription {
        Subscription(
            project: text(), name: text(), owner: text(), streams: few { $0.text() }, tailProbabilityLimit: double(),
            version: number(), isPaused: flag(), createdAt: time(), neighbourTable: text(),
            neighbourRadiusArcseconds: double(), picture: text(), pictureSizeArcminutes: double(),
            pictureBands: text(), editedAt: time(), scoreLimit: double(), nightlyBudget: double(),
            areas: few { $0.skyArea() }, watchlists: few { $0.text() }, condition: text(), perObject: objectRule(),
            calm: calm(), channels: few { $0.channel() }, comment: text())
    }

    mutating func job() -> Job {
        let train = TrainParameters(
            stream: text(), trees: number(), sampleSize: number(),
            extensionLevel: .random(in: .min ... .max, using: &random),
            seed: long(), rowCap: number(), replaceTrees: number())
        return Job(
            id: text(), project: text(), owner: text(), kind: text(), name: text(),
            phase: JobPhase.allCases.randomElement(using: &random) ?? .pending, progress: double(), message: text(),
            error: text(),
            submittedAt: time(), startedAt: time(), endedAt: time(), expiresAt: time(), train: flag() ? train : nil,
            query: flag() ? query() : nil, score: flag() ? scoring() : nil, comment: text(),
            sharedWith: few { $0.text() }, results: few { $0.result() }, renewals: number(), attempt: number(),
            worker: text(), rowsDone: long(), revision: long(), warnedAt: time(), cancelRequested: flag())
    }

    mutating func query() -> QueryParameters {
        QueryParameters(
            adql: text(), adqlVersion: text(), format: text(), compression: text(), splitBytes: long(),
            rowLimit: long(), timeLimitSeconds: number(), intoTable: text())
    }

    mutating func scoring() -> ScoreParameters {
        ScoreParameters(
            adql: text(), stream: text(), forestVersion: number(), top: number(), format: text(), idColumn: text(),
            explain: flag())
    }

    mutating func result() -> JobResult {
        JobResult(name: text(), mimeType: text(), bytes: long(), crc32: number(), rows: long(), attempt: number())
    }

    mutating func chunk() -> Chunk {
        Chunk(
            index: number(), count: number(), bytes: bytes(), crc32: number(), totalBytes: long(),
            totalCRC32: number())
    }

    /// One message of every contract.
    mutating func all() -> [any Message] {
        [
            alert(), score(), anomaly(), stream(), forest(), subscription(), job(),
            ForestEvent(
                kind: ForestEventKind.allCases.randomElement(using: &random) ?? .live, forest: forest(), at: time(),
                driftDistance: double(), driftLimit: double(), driftAlerts: long()),
            Notice(
                project: text(), subscription: text(), subscriptionVersion: number(), anomaly: anomaly(),
                matchedAt: time(), neighboursMissing: text(), pictures: few { $0.cutoutFile() },
                picturesMissing: text(), matchReasons: few { $0.text() }, watchlistHits: few { $0.watchlistHit() },
                judgedTailProbability: double(), priority: text()),
            DeadLetter(
                project: text(), service: text(), origin: text(), originSequence: long(), reason: text(), kind: text(),
                attempts: number(), original: bytes(), originalBytes: long(), originalCRC32: number(), at: time(),
                messageID: text()),
            ErrorReply(code: text(), message: text()),
            chunk(), UploadPiece(uploadID: text(), chunk: chunk()), UploadReceipt(pieces: number()),
            TreesOrder(
                jobID: text(), firstTree: long(), treeEnd: long(), featureSet: text(), featureSetVersion: number(),
                tableCRC32: number(), trees: number(), sampleSize: number(), heightLimit: number(),
                extensionLevel: .random(in: .min ... .max, using: &random), seed: long()),
            ForestRequest(stream: text(), version: number()), ForestContent(forest: forest(), bytes: bytes()),
            ForestImport(stream: text(), uploadID: text(), goLive: flag()),
            PublishRequest(stream: text(), packet: bytes(), origin: text(), publishedAt: time()),
            PublishReceipt(
                verdict: PublishVerdict.allCases.randomElement(using: &random) ?? .accepted, alertID: text(),
                objectID: text(),
                reason: text(), sequence: long()),
            NameRequest(name: text()), StreamList(streams: few { $0.stream() }),
            ForestList(forests: few { $0.forest() }),
            SubscriptionList(subscriptions: few { $0.subscription() }), JobList(jobs: few { $0.job() }),
            JobText(jobID: text(), text: text()), JobShare(jobID: text(), users: few { $0.text() }),
            JobLog(lines: few { JobLogLine(at: $0.time(), text: $0.text()) }),
            ResultRequest(jobID: text(), name: text(), offset: long(), length: number()),
            ResultPiece(offset: long(), bytes: bytes(), crc32: number(), totalBytes: long(), totalCRC32: number()),
        ] + catalog() + cutouts() + subscribing()
    }
}
