import ArgumentParser
import Foundation

/// How many threads a command uses.
struct ThreadOptions: ParsableArguments {
    @Option(help: "Threads to use. Default: one a processor.")
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("threads \(threads): expected 1 or more") }
    }

    var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}
