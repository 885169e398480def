import Foundation

/// Times of one case, ours and the peer's, taken in turns.
public struct Measurement {
    /// Our times, seconds.
    public private(set) var ours: [Double] = []
    /// The peer's times, seconds.
    public private(set) var peer: [Double] = []

    /// Nothing measured yet.
    public init() {}

    /// Takes the times of both, who begins by turns.
    public mutating func turn(ours: () throws -> Void, peer: () throws -> Void) throws {
        if self.ours.count % 2 == 0 {
            self.ours.append(try Self.seconds(ours))
            self.peer.append(try Self.seconds(peer))
        } else {
            self.peer.append(try Self.seconds(peer))
            self.ours.append(try Self.seconds(ours))
        }
    }

    /// Takes a time that the other measured itself.
    public mutating func add(ours: Double, peer: Double) {
        self.ours.append(ours)
        self.peer.append(peer)
    }

    /// How long something takes.
    public static func seconds(_ work: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        return try clock.measure(work) / .seconds(1)
    }

    /// The value below which a share of the times lies.
    public static func quantile(_ share: Double, _ times: [Double]) -> Double {
        let sorted = times.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}

/// Gathers the cases and prints them.
public final class Report {
    private struct Case: Encodable {
        let name: String
        let ours: Double
        let peer: Double
        let peerName: String
        let unit: String
        let ratio: Double

        enum CodingKeys: String, CodingKey {
            case name = "case"
            case ours, peer, peerName, unit, ratio
        }
    }

    private struct Result: Encodable {
        let bench: String
        let rows: Int
        let cases: [Case]
    }

    /// Rows of the table.
    public let rows: Int
    private let bench: String
    private var cases: [Case] = []

    /// Prints the heading.
    ///
    /// - Parameters:
    ///   - bench: name of the benchmark.
    ///   - rows: of its table, or whatever its size is counted in.
    public init(bench: String, rows: Int) {
        self.bench = bench
        self.rows = rows
        tell(Self.line("case", "ours", "peer", "", "ratio", "peer's name"))
    }

    /// Tells something that is not timed.
    public func note(_ text: String) { tell(text) }

    /// Tells the medians, and where there are enough times the 99th percentiles too.
    public func tell(_ name: String, _ measurement: Measurement, peerName: String) {
        add(name, measurement, 0.5, peerName)
        if measurement.ours.count >= 100 { add("\(name) p99", measurement, 0.99, peerName) }
    }

    private func add(_ name: String, _ measurement: Measurement, _ share: Double, _ peerName: String) {
        let ours = Measurement.quantile(share, measurement.ours)
        let peer = Measurement.quantile(share, measurement.peer)
        let (scale, unit) = max(ours, peer) >= 1 ? (1.0, "s") : (1e3, "ms")
        add(name, ours: ours * scale, peer: peer * scale, unit: unit, ratio: peer / ours, peerName)
    }

    /// Tells how much is done in a second; more is better.
    public func tell(_ name: String, ourRate: Double, peerRate: Double, unit: String, peerName: String) {
        add(name, ours: ourRate, peer: peerRate, unit: unit, ratio: ourRate / peerRate, peerName)
    }

    private func add(
        _ name: String, ours: Double, peer: Double, unit: String, ratio: Double, _ peerName: String
    ) {
        func rounded(_ value: Double) -> Double { Double(String(format: "%.4g", value)) ?? value }
        let one = Case(
            name: name, ours: rounded(ours), peer: rounded(peer), peerName: peerName, unit: unit,
            ratio: rounded(ratio))
        cases.append(one)
        tell(Self.line(name, "\(one.ours)", "\(one.peer)", unit, "\(one.ratio)", peerName))
    }

    /// The line for programs.
    public func end() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(
            decoding: try encoder.encode(Result(bench: bench, rows: rows, cases: cases)), as: UTF8.self)
        tell("BENCH \(json)")
    }

    /// Prints at once, also where the output is a file.
    private func tell(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private static func line(_ words: String...) -> String {
        func left(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        func right(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return left(words[0], 36) + right(words[1], 10) + right(words[2], 10) + " " + left(words[3], 3)
            + right(words[4], 8) + "  " + words[5]
    }
}

/// What ends the benchmark.
public struct BenchmarkFailure: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    /// Makes the failure.
    public init(_ description: String) {
        self.description = description
    }
}
