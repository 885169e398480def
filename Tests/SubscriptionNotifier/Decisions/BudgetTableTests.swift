import Foundation
import ServiceKit
import State
import Testing

@testable import SubscriptionNotifier

/// What is promised of a nightly budget against what it delivers.
///
/// `make bench-budget` prints the table of all cases over thirty nights: it sets PERYTON_BUDGET_TABLE, which names the file
/// that the table goes to.
@Suite("The nightly budget, promised against delivered")
struct BudgetTableTests {
    private static let table = ProcessInfo.processInfo.environment["PERYTON_BUDGET_TABLE"]

    private struct Case {
        let budget: Double
        let weather: SyntheticNights.Weather
        let hasBursts: Bool
        let copies: Int
        let nights: Int

        var name: String {
            "budget=\(Int(budget)) \(weather.rawValue) \(hasBursts ? "with bursts" : "without bursts") "
                + "\(copies) \(copies == 1 ? "copy" : "copies")"
        }

        /// Enough of the tail that thresholds are found within it, also on the poorest nights.
        var limit: Double { budget * 5e-5 }

        func run(_ address: String, burstSize: Int) async throws -> BudgetRun {
            let stream = SyntheticNights(
                seed: UInt64(budget) + (weather == .steady ? 0 : 1000), nights: nights, weather: weather,
                burstNights: hasBursts ? [nights / 4, nights / 2, nights / 2 + 1] : [], burstSize: burstSize,
                limit: limit)
            let clients = try (0..<copies).map { _ in try RedisClient(address) }
            let result: Result<BudgetRun, any Error>
            do {
                result = .success(
                    try await BudgetRun(
                        stream, budget: budget, copies: clients, subscription: name.replacing(" ", with: "-")))
            } catch {
                result = .failure(error)
            }
            for client in clients { await client.close() }
            return try result.get()
        }
    }

    @Test(
        "ten-night means are within a fifth, and no hour above a fifth, with bursts and copies", .timeLimit(.minutes(3))
    )
    func shortForm() async throws {
        let cases = [
            Case(budget: 5, weather: .swinging, hasBursts: true, copies: 2, nights: 16),
            Case(budget: 20, weather: .swinging, hasBursts: true, copies: 4, nights: 16),
            Case(budget: 20, weather: .steady, hasBursts: false, copies: 1, nights: 14),
        ]
        try await withRedis { _, server in
            for one in cases {
                let run = try await one.run(server.address, burstSize: 4000)
                #expect(run.holds, "\(one.name): \(run.nightly), worst hour \(run.worstHour)")
            }
        }
    }

    @Test("the table of make bench-budget", .enabled(if: table != nil), .timeLimit(.minutes(30)))
    func fullTable() async throws {
        guard let path = Self.table else { return }
        var lines = [
            Self.row([
                "case", "promised", "ten-night means", "worst night", "worst hour", "allowed", "redis µs", "holds",
            ])
        ]
        var report: [[String: any Sendable]] = []
        try await withRedis { redis, server in
            for budget in [5.0, 20, 100] {
                for (weather, hasBursts) in [
                    (SyntheticNights.Weather.steady, false), (.steady, true), (.swinging, false), (.swinging, true),
                ] {
                    for copies in [1, hasBursts ? 4 : 2] {
                        let one = Case(
                            budget: budget, weather: weather, hasBursts: hasBursts, copies: copies, nights: 30)
                        try await redis.send("CONFIG", "RESETSTAT")
                        let run = try await one.run(server.address, burstSize: 40_000)
                        let microseconds = try await Self.scriptMicroseconds(redis)
                        try await redis.send("FLUSHALL")
                        let (low, high) = (run.tenNightMeans.min() ?? .nan, run.tenNightMeans.max() ?? .nan)
                        lines.append(
                            Self.row([
                                one.name, "\(Int(budget))",
                                String(format: "%.1f to %.1f", low * budget, high * budget),
                                "\(run.nightly.max() ?? 0)", "\(run.worstHour)", "\(run.hourLimit)",
                                String(format: "%.0f", microseconds), run.holds ? "yes" : "NO",
                            ]))
                        report.append([
                            "case": one.name, "ours": max(abs(low - 1), abs(high - 1)), "peer": 0.2,
                            "peerName": "promised", "unit": "largest deviation of a ten-night mean",
                            "ratio": 0.2 / max(abs(low - 1), abs(high - 1), 1e-3), "worstHour": run.worstHour,
                            "hourLimit": run.hourLimit, "redisMicroseconds": microseconds,
                        ])
                        #expect(run.holds, "\(one.name): \(run.nightly), worst hour \(run.worstHour)")
                    }
                }
            }
        }
        let json = try JSONSerialization.data(
            withJSONObject: ["bench": "budget", "cases": report], options: [.sortedKeys])
        lines.append("BENCH " + String(decoding: json, as: UTF8.self))
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [44, 8, 15, 11, 10, 7, 8, 5]).enumerated().map { index, cell in
            let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + space : space + cell.0
        }.joined(separator: "  ")
    }

    /// How long Redis was busy with a decision, on average.
    private static func scriptMicroseconds(_ redis: RedisClient) async throws -> Double {
        let info = try await redis.send("INFO", "commandstats").text ?? ""
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("cmdstat_evalsha:") } ?? ""
        let field = line.split(separator: ",").first { $0.hasPrefix("usec_per_call=") } ?? ""
        return Double(field.dropFirst("usec_per_call=".count)) ?? .nan
    }
}
