import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Progress", .timeLimit(.minutes(1)))
struct ProgressTests {
    @Test("where nobody looks at a terminal, a long step is plain lines, one for each tenth")
    func plainLines() async throws {
        try await withTemporaryFolder { folder in
            let run = try await BuiltProgram.peryton.run(["simulate", "--night", "200", "night"], in: folder)
            #expect(run.exit == .status(0))
            #expect(
                run.errors.split(separator: "\n").map(String.init)
                    == (0...10).map { tenth in
                        let percent = "\(tenth * 10)"
                        let padding = String(repeating: " ", count: 3 - percent.count)
                        return "simulating 200 alerts \(padding)\(percent) % "
                    })
            #expect(run.output == "night: 200 alert packets, 6 planted rarities of 6 kinds (seed 1)\n")
        }
    }

    @Test("a night that is there already is not written again, and says so at once")
    func again() async throws {
        try await withTemporaryFolder { folder in
            let arguments = ["simulate", "--night", "200", "--seed", "3", "night"]
            let first = try await BuiltProgram.peryton.run(arguments, in: folder)
            let second = try await BuiltProgram.peryton.run(arguments, in: folder)
            #expect(second.output == first.output)
            #expect(second.errors == "simulating 200 alerts 100 % \n")
        }
    }
}
