import Foundation
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Where a forest is")
struct ForestSourceTests {
    @Test("a file where there is one, else a stream of the mesh, or one version of it")
    func kinds() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/ztf"
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(try ForestSource(path) == .file(path))
            #expect(try ForestSource("no-such-file") == .mesh(stream: "no-such-file", version: nil))
            #expect(try ForestSource("ztf/12") == .mesh(stream: "ztf", version: 12))
        }
    }

    @Test(
        "what can be neither is refused",
        arguments: ["", "night.forest", "ZTF", "ztf/", "ztf/0", "ztf/-1", "ztf/1/2", "/no/such", "ztf/99999999999"])
    func refused(_ text: String) {
        #expect(throws: CommandFailure.self) { try ForestSource(text) }
    }
}
