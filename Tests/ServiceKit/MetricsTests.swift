import CoreMetrics
import ServiceKit
import Testing

@Suite("Prometheus metrics")
struct MetricsTests {
    @Test("The text has each kind in Prometheus' form, by name and labels")
    func text() {
        let metrics = PrometheusMetrics(service: "forest-trainer")
        let first = Counter(
            label: "alerts_read", dimensions: [("stream", "b\"\\\n"), ("project", "p")], factory: metrics)
        let second = Counter(label: "alerts_read", dimensions: [("project", "p"), ("stream", "a")], factory: metrics)
        let same = Counter(label: "alerts_read", dimensions: [("stream", "a"), ("project", "p")], factory: metrics)
        first.increment()
        second.increment(by: 2)
        same.increment(by: 3)
        FloatingPointCounter(label: "work.seconds", factory: metrics).increment(by: 1.5)
        Gauge(label: "lag_alerts", factory: metrics).record(7)
        let meter = Meter(label: "load_ratio", factory: metrics)
        meter.set(0.5)
        meter.decrement(by: 0.25)
        // The name is a counter already.
        Gauge(label: "alerts_read", factory: metrics).record(1)

        #expect(
            metrics.text == #"""
                # TYPE peryton_forest_trainer_alerts_read counter
                peryton_forest_trainer_alerts_read{project="p",stream="a"} 5
                peryton_forest_trainer_alerts_read{project="p",stream="b\"\\\n"} 1
                # TYPE peryton_forest_trainer_alerts_read_gauge gauge
                peryton_forest_trainer_alerts_read_gauge 1
                # TYPE peryton_forest_trainer_lag_alerts gauge
                peryton_forest_trainer_lag_alerts 7
                # TYPE peryton_forest_trainer_load_ratio gauge
                peryton_forest_trainer_load_ratio 0.25
                # TYPE peryton_forest_trainer_work_seconds counter
                peryton_forest_trainer_work_seconds 1.5

                """#)
    }

    @Test("A timer is a histogram in seconds")
    func timer() {
        let metrics = PrometheusMetrics(service: "scorer")
        let timer = Timer(label: "batch", dimensions: [("stream", "s")], factory: metrics)
        timer.recordNanoseconds(20_000)
        timer.recordMilliseconds(3)
        timer.recordSeconds(120)
        let bounds = [
            "1e-05", "2e-05", "5e-05", "0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05",
            "0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50", "+Inf",
        ]
        let counts = [0] + Array(repeating: 1, count: 7) + Array(repeating: 2, count: 13) + [3]
        let buckets = zip(bounds, counts).map {
            "peryton_scorer_batch_seconds_bucket{stream=\"s\",le=\"\($0)\"} \($1)\n"
        }
        #expect(
            metrics.text == "# TYPE peryton_scorer_batch_seconds histogram\n" + buckets.joined()
                + "peryton_scorer_batch_seconds_sum{stream=\"s\"} 120.00302\n"
                + "peryton_scorer_batch_seconds_count{stream=\"s\"} 3\n")
    }

    @Test("A recorder is a histogram of sizes")
    func recorder() {
        let metrics = PrometheusMetrics(service: "ingest")
        let recorder = Recorder(label: "packet_bytes", factory: metrics)
        recorder.record(1)
        recorder.record(700_000)
        #expect(metrics.text.contains("peryton_ingest_packet_bytes_bucket{le=\"1\"} 1\n"))
        #expect(metrics.text.contains("peryton_ingest_packet_bytes_bucket{le=\"500000\"} 1\n"))
        #expect(metrics.text.contains("peryton_ingest_packet_bytes_bucket{le=\"+Inf\"} 2\n"))
    }

    @Test("A destroyed metric is gone")
    func destroyed() {
        let metrics = PrometheusMetrics(service: "s")
        let counter = Counter(label: "a_total", factory: metrics)
        counter.increment()
        counter.destroy()
        #expect(metrics.text.isEmpty)
    }
}
