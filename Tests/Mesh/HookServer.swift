import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// A subscriber's web server on loopback: keeps what is posted to it, and answers as a test wants.
final class HookServer: Sendable {
    /// One request that came.
    struct Request: Sendable {
        var path: String
        var headers: [String: String]
        var body: [UInt8]

        /// The body as JSON.
        var json: [String: Any]? {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
        }
    }

    private let server: HTTPServer
    private let requests = Mutex<[Request]>([])
    private let waiters = Mutex<[AsyncStream<Void>.Continuation]>([])
    private let answers: Mutex<[String: HTTPStatusCode]>
    let port: UInt16

    private init(server: HTTPServer, port: UInt16, answers: [String: HTTPStatusCode]) {
        self.server = server
        self.port = port
        self.answers = Mutex(answers)
    }

    /// Runs a server for a test.
    ///
    /// - Parameter answers: status by path; 200 for all others. "/hang" never answers.
    static func with(
        answers: [String: HTTPStatusCode] = [:], _ body: (HookServer) async throws -> Void
    ) async throws {
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: 0)
        let server = HTTPServer(config: .init(address: address, logger: .disabled))
        let task = Task { try await server.run() }
        try await server.waitUntilListening()
        var port: UInt16 = 0
        if case .ip4(_, let bound)? = await server.listeningAddress { port = bound }
        let hook = HookServer(server: server, port: port, answers: answers)
        await server.appendRoute("*") { await hook.receive($0) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(hook)) } catch { result = .failure(error) }
        await server.stop(timeout: 0)
        task.cancel()
        _ = await task.result
        try result.get()
    }

    /// Where a path of the server is.
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Answers a path otherwise from now on.
    func answer(_ path: String, _ status: HTTPStatusCode) { answers.withLock { $0[path] = status } }

    /// What came on a path so far.
    func received(on path: String) -> [Request] { requests.withLock { $0.filter { $0.path == path } } }

    /// Waits until so many requests have come on a path.
    func wait(for count: Int, on path: String) async -> [Request] {
        let (news, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        waiters.withLock { $0.append(continuation) }
        continuation.yield()
        for await _ in news {
            let seen = received(on: path)
            if seen.count >= count { return seen }
        }
        return received(on: path)
    }

    private func receive(_ request: HTTPRequest) async -> HTTPResponse {
        let body = (try? await request.bodyData) ?? Data()
        let headers = Dictionary(request.headers.map { ($0.key.rawValue.lowercased(), $0.value) }) { first, _ in first }
        requests.withLock { $0.append(Request(path: request.path, headers: headers, body: [UInt8](body))) }
        for waiter in waiters.withLock({ $0 }) { waiter.yield() }
        if request.path == "/hang" { try? await Task.sleep(for: .seconds(60)) }
        return HTTPResponse(statusCode: answers.withLock { $0[request.path] } ?? .ok)
    }
}
