import Logging
import Synchronization
import Testing

@testable import ServiceKit

@Suite("Log lines")
struct LogTests {
    @Test("A logfmt line has its fields in order, and quotes what needs quotes")
    func logfmt() {
        #expect(
            line(
                .logfmt, "forest is live",
                ["stream": "night", "alerts": "12", "cause": "say \"no\"\n\u{1}=\\", "none": ""])
                == #"time=T level=info service=scorer message="forest is live" alerts=12 "#
                + #"cause="say \"no\"\n\u0001=\\" none="" stream=night"#)
    }

    @Test("A JSON line is one object with the same fields")
    func json() {
        #expect(
            line(.json, "ends", ["b": ["x", "y\t"], "a": ["k": "v"], "é": "ü"])
                == #"{"time":"T","level":"info","service":"scorer","message":"ends","#
                + #""a":{"k":"v"},"b":["x","y\t"],"é":"ü"}"#)
    }

    @Test("A metadata key can neither pass for a fixed field nor break the line")
    func keys() {
        #expect(
            line(.logfmt, "m", ["level": "high", "a b": ["1", "2"]])
                == #"time=T level=info service=scorer message=m a_b="[\"1\",\"2\"]" level_=high"#)
    }

    @Test("Metadata of the event wins over that of the provider and the logger")
    func merging() {
        let lines = Mutex<[String]>([])
        var handler = LineLogHandler(service: "s", level: .info, format: .logfmt) { line in
            lines.withLock { $0.append(line) }
        }
        handler.metadataProvider = .init { ["b": "2", "c": "2"] }
        var logger = Logger(label: "test") { [handler] _ in handler }
        logger[metadataKey: "a"] = "1"
        logger[metadataKey: "b"] = "1"
        logger.info("event", metadata: ["c": "3"])
        logger.debug("too fine")
        let written = lines.withLock { $0 }
        #expect(written.count == 1)
        #expect(written.first?.hasSuffix(" level=info service=s message=event a=1 b=2 c=3") == true)
    }

    @Test("The time is in UTC to the millisecond")
    func time() {
        #expect(logTime().wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ/) != nil)
    }

    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata) -> String {
        LogLine(format: format, time: "T", level: .info, service: "scorer", message: message, metadata: metadata).text
    }
}
