import Foundation
import Messages
import TestSupport
import Testing

/// Python's own protobuf runtime must read what we write, and we what it writes.
@Suite("Messages and Python")
struct PythonInteropTests {
    @Test("Python reads ours and we read Python's, byte for byte the same values")
    func roundTripThroughPython() async throws {
        guard let python = Python.executable(importing: "google.protobuf") else {
            return print("skipped: no Python with protobuf; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            let root = Python.packageRoot
            try Python.run("protoc", ["--proto_path=\(root)/proto", "--python_out=\(folder)"] + Python.protoFiles)
            var samples = SampleMessages(seed: 7)
            let messages = samples.all()
            for message in messages {
                try Data(message.serialized()).write(to: Self.file(of: message, in: folder, "in"))
            }
            try Python.run(
                python, [root + "/Tests/Messages/roundtrip.py", folder], environment: ["PYTHONPATH": folder])
            for message in messages {
                let back = [UInt8](try Data(contentsOf: Self.file(of: message, in: folder, "out")))
                #expect(
                    try type(of: message).init(serialized: back).serialized() == message.serialized(),
                    "\(type(of: message))")
            }
        }
    }

    private static func file(of message: any Message, in folder: String, _ end: String) -> URL {
        URL(fileURLWithPath: "\(folder)/\(contract("\(type(of: message))")).\(end)")
    }

    /// Names that Swift had to change, as its modules or Foundation use them already.
    private static func contract(_ name: String) -> String {
        ["StreamDeclaration": "Stream", "ForestRecord": "Forest", "ErrorReply": "Error"][name] ?? name
    }
}
