/// How long to wait before the next attempt.
enum Backoff {
    /// The delay is 50 ms, doubled for each failure before this one, at most 2 s.
    ///
    /// That is 50, 100, 200, 400, 800, 1600, 2000, 2000 ms and so on.
    static func delay(afterFailures count: Int) -> Duration {
        // Shifting by more than the width would give 0; from six on the cap rules anyway.
        .milliseconds(min(50 << min(count, 6), 2000))
    }
}
