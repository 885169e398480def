import Foundation
import ServiceKit
import TestSupport
import Testing

@Suite("Errors as a user sees them", .timeLimit(.minutes(2)))
struct ErrorLineTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var call: String
        var environment: [String: String] = [:]
        var status: Int32
        var line: String

        var testDescription: String { environment.map { "\($0.key)=\($0.value) " }.joined() + call }
    }

    private static let nobody = "nats://127.0.0.1:1"

    /// Wrong usage: exit status 2.
    private static let usage = [
        Case(
            call: "streams create --project A_b ztf", status: 2,
            line: "peryton: project name \"A_b\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -"),
        Case(
            call: "status --user -x", status: 2,
            line: "peryton: Missing value for '--user <user>'"),
        Case(
            call: "publish --stream a --rate 0 empty", status: 2,
            line: "peryton: rate 0.0: expected a number a second, from 0.001 to 1000000"),
        Case(
            call: "publish --stream a --rate fast empty", status: 2,
            line: "peryton: rate is 'fast' (flag --rate); expected a number"),
        Case(
            call: "publish --stream a empty", environment: ["PERYTON_RATE": "-3"], status: 2,
            line: "peryton: rate -3.0: expected a number a second, from 0.001 to 1000000"),
        Case(
            call: "publish empty", status: 2,
            line: "peryton: stream is missing; expected the flag --stream, the environment variable PERYTON_STREAM "
                + "or the key stream in the configuration file"),
        Case(call: "up --frobnicate", status: 2, line: "peryton: Unknown option '--frobnicate'"),
        Case(call: "up --scorer 2", status: 2, line: "peryton: Unknown option '--scorer'. Did you mean '--scorers'?"),
        Case(call: "up --scorers 0", status: 2, line: "peryton: scorers 0: expected at least 1"),
        Case(
            call: "up --rate=-1", status: 2,
            line: "peryton: rate -1.0: expected a number a second, from 0.001 to 1000000"),
        Case(call: "up --once", status: 2, line: "peryton: once: expected a night to end after; give --night"),
        Case(
            call: "up", environment: ["PERYTON_LOG_LEVEL": "loud"], status: 2,
            line: "peryton: log-level is 'loud' (environment variable PERYTON_LOG_LEVEL); "
                + "expected one of trace, debug, info, notice, warning, error, critical"),
        Case(call: "train ztf --replace 0", status: 2, line: "peryton: --replace 0: expected at least 1 tree"),
        Case(
            call: "train ztf --replace 10 --trees 200", status: 2,
            line: "peryton: --replace keeps the settings of the live forest: it does not go with --trees, "
                + "--sample-size, --extension-level or --seed"),
        Case(
            call: "status --config /no/such.yaml", status: 2,
            line: "peryton: config is '/no/such.yaml' (flag --config); expected a YAML file, but no such file"),
        Case(
            call: "status --config wrong.yaml", status: 2,
            line: "peryton: 'natss' (wrong.yaml, line 1) is not an option; the nearest known name is 'nats'"),
        Case(
            call: "publish --stream a --rate nan empty", status: 2,
            line: "peryton: rate nan: expected a number a second, from 0.001 to 1000000"),
        Case(
            call: "up --rate nan --night empty", status: 2,
            line: "peryton: rate nan: expected a number a second, from 0.001 to 1000000"),
        Case(
            call: "simulate --night 20 night", status: 2,
            line: "peryton: night is '20' (flag --night); expected small, full, or a number of alerts from 200"),
        Case(
            call: "simulate catalog --objects 0 catalog", status: 2,
            line: "peryton: objects 0: expected 1 to 1000000000"),
        Case(
            call: "simulate catalog --objects 5 --format root catalog", status: 2,
            line:
                "peryton: format root: expected one of csv (.csv), tab (.tab .tsv), fits (.fits .fit), "
                + "votable-tabledata, votable-binary, votable-binary2 (.vot .votable .xml), hdf5 (.h5 .hdf5), "
                + "json-lines (.jsonl .ndjson), each with .gz or .bz2 behind it"),
        Case(
            call: "forest fit t.csv --out f --threads 0", status: 2, line: "peryton: threads 0: expected 1 or more"),
        Case(
            call: "forest plot f --out p.png --size 20", status: 2,
            line: "peryton: size 20: expected 300 to 4000 pixels"),
        Case(
            call: "forest export f --out f.onnx --format pickle", status: 2,
            line: "peryton: format is 'pickle' (flag --format); expected one of forest, onnx"),
        Case(
            call: "forest fit t.csv --out f --scaling z", status: 2,
            line: "peryton: scaling is 'z' (flag --scaling); expected one of robust, none"),
        Case(call: "query", status: 2, line: "peryton: expected a query, @FILE or -"),
        Case(call: "query x --rows 0", status: 2, line: "peryton: rows 0: expected at least 1"),
        Case(call: "query x --adql-version 3", status: 2, line: "peryton: adql-version 3: expected 2.0 or 2.1"),
        Case(
            call: "query x --format parquet", status: 2,
            line: "peryton: format parquet: expected one of csv, tab, fits, votable, votable-binary, votable-binary2, "
                + "hdf5, jsonl"),
        Case(
            call: "query x --out stars", status: 2,
            line: "peryton: stars: its name says no format; add --format with one of csv, tab, fits, votable, "
                + "votable-binary, votable-binary2, hdf5, jsonl"),
        Case(call: "query x --wait", status: 2, line: "peryton: --wait and --name go with --submit"),
        Case(
            call: "load t.csv --sentinel mag=high", status: 2,
            line: "peryton: sentinel mag=high: expected a number, or column=number"),
        Case(
            call: "match p.csv --table t --radius 0", status: 2,
            line: "peryton: radius 0.0: expected more than 0 and at most 3600 arcseconds"),
        Case(
            call: "subscribe --count 0 --nats \(nobody)", status: 2, line: "peryton: count 0: expected at least 1"),
    ]

    /// What could not be done: exit status 1.
    private static let failures = [
        Case(
            call: "status --nats \(nobody)", status: 1,
            line: "peryton: no nats-server at \(nobody): no server available for connection"),
        Case(
            call: "streams create ztf", environment: ["PERYTON_NATS": nobody], status: 1,
            line: "peryton: no nats-server at \(nobody): no server available for connection"),
        Case(
            call: "publish --stream a --nats \(nobody) /no/such.avro", status: 1,
            line: "peryton: /no/such.avro: no such file or folder; expected alert packets (.avro)"),
        Case(
            call: "publish --stream a --nats \(nobody) empty", status: 1,
            line: "peryton: empty: holds no alert packets; expected files ending in .avro"),
        Case(
            call: "up --night empty", status: 1,
            line: "peryton: empty: holds no alert packets; expected files ending in .avro"),
        Case(
            call: "up", environment: ["PERYTON_NATS_SERVER": "/no/nats-server"], status: 1,
            line: "peryton: PERYTON_NATS_SERVER names /no/nats-server, which is not a program that can be run"),
        Case(
            call: "up", environment: ["PERYTON_REDIS_SERVER": "/tmp"], status: 1,
            line: "peryton: PERYTON_REDIS_SERVER names /tmp, which is not a program that can be run"),
        Case(
            call: "forest inspect ztf --nats \(nobody)", status: 1,
            line: "peryton: no nats-server at \(nobody): no server available for connection"),
        Case(
            call: "forest export ztf/0 --out f --nats \(nobody)", status: 1,
            line:
                "peryton: ztf/0: no such file; expected a forest as `peryton forest fit` makes it, or one of the mesh "
                + "as STREAM or STREAM/VERSION"),
        Case(
            call: "forest import wrong.yaml ztf --nats \(nobody)", status: 1,
            line: "peryton: wrong.yaml: not a usable stored forest, at byte 0: it does not begin with EIFOREST"),
        Case(
            call: "query @no.adql --nats \(nobody)", status: 1,
            line: "peryton: no.adql: no such file, or it may not be read; expected a query"),
        Case(
            call: "tables --nats \(nobody)", status: 1,
            line: "peryton: no nats-server at \(nobody): no server available for connection"),
        Case(
            call: "simulate --night 200 .", status: 1,
            line: "peryton: FOLDER: found empty, expected an empty folder or one with a simulated night"),
    ]

    @Test("wrong usage is one line that says what was expected, and exit status 2", arguments: usage)
    func wrongUsage(_ example: Case) async throws { try await check(example) }

    @Test("what cannot be done is one line that says why, and exit status 1", arguments: failures)
    func failure(_ example: Case) async throws { try await check(example) }

    private func check(_ example: Case) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
            try "natss: x\n".write(toFile: "\(folder)/wrong.yaml", atomically: true, encoding: .utf8)
            let run = try await BuiltProgram.peryton.run(
                example.call.split(separator: " ").map(String.init), in: folder, environment: example.environment)
            #expect(run.exit == .status(example.status))
            #expect(run.errors == example.line.replacing("FOLDER", with: folder) + "\n")
            #expect(run.output == "")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/.peryton/mesh.yaml"))
        }
    }

    @Test("a service says so too: a bad value with its key, where it came from, and what was expected")
    func service() async throws {
        let run = try await BuiltProgram(name: "peryton-ingest").run(
            [], in: "/", environment: ["PERYTON_HEALTH_PORT": "99999"])
        #expect(run.exit == .status(2))
        #expect(
            run.errors == "peryton-ingest: health-port is '99999' (environment variable PERYTON_HEALTH_PORT); "
                + "expected a whole number from 0 to 65535\n")
    }
}
