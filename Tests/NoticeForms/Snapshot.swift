import Foundation
import Testing

/// A text that is kept in a file of `Snapshots`.
///
/// One that is not there yet is written, and the test fails once; with PERYTON_RECORD_SNAPSHOTS=1 all are written anew.
struct Snapshot {
    private let url: URL

    init(_ name: String) {
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Snapshots/\(name)")
    }

    func expect(_ text: String) throws {
        let isRecording = ProcessInfo.processInfo.environment["PERYTON_RECORD_SNAPSHOTS"] == "1"
        guard !isRecording, let known = try? String(contentsOf: url, encoding: .utf8) else {
            try Data(text.utf8).write(to: url)
            if !isRecording { Issue.record("\(url.lastPathComponent) was not there and is written now; look at it") }
            return
        }
        #expect(text == known, "PERYTON_RECORD_SNAPSHOTS=1 records \(url.lastPathComponent) anew")
    }
}
