/// What the history in a packet says about the run of brightness, in the alert's own band.
///
/// Only detections of the same sign as the alert's (`isdiffpos`) are compared with it: a magnitude of a negative
/// difference measures a dimming, and the two do not form one light curve.
package struct ZTFHistorySummary: Sendable {
    /// Detections in the packet's history, all bands.
    package var detections = 0
    /// Brightest minus faintest magnitude of the band's detections, this alert included; NaN without another one.
    package var amplitude = Double.nan
    /// Rise from the band's faintest detection before its brightest one to that one, mag/day, 0 or more; 0 where the
    /// brightest is the first; NaN without another detection half a day away.
    package var riseRate = Double.nan
    /// Fade from the band's brightest detection to this alert, mag/day, 0 or more; 0 where this alert is the brightest;
    /// NaN without another detection half a day away.
    package var fadeRate = Double.nan
    /// g − r of this alert and the nearest detection of the other band within five days, mag; NaN without one.
    package var color = Double.nan

    /// Two detections closer than this say more about noise than about a rate, days.
    private static let shortestRateDays = 0.5
    /// Detections of two bands further apart than this do not make a colour, days.
    private static let longestColorDays = 5.0

    init() {}

    init(of alert: borrowing ZTFAlertValues) {
        let now = alert[.jd]
        let band = alert[.fid]
        let sign = alert[.isdiffpos]
        let magnitude = alert.measured(.magpsf, ZTFAlertValues.magnitudes)
        var brightest = (magnitude: magnitude, jd: now)
        var faintest = magnitude
        var hasAnother = false
        var hasDistant = false
        var colorDays = Self.longestColorDays
        for row in 0..<alert.historyCount {
            let other = alert[row: row, .magpsf]
            let jd = alert[row: row, .jd]
            guard ZTFAlertValues.magnitudes.contains(other) else { continue }
            detections += 1
            guard alert[row: row, .isdiffpos] == sign else { continue }
            let otherBand = alert[row: row, .fid]
            if otherBand == band {
                hasAnother = true
                if abs(now - jd) >= Self.shortestRateDays { hasDistant = true }
                if other < brightest.magnitude { brightest = (other, jd) }
                faintest = max(faintest, other)
            } else if otherBand + band == 3, abs(now - jd) <= colorDays {
                colorDays = abs(now - jd)
                color = band == 1 ? magnitude - other : other - magnitude
            }
        }
        if hasAnother { amplitude = faintest - brightest.magnitude }
        guard hasDistant else { return }
        fadeRate = Self.rate(magnitude - brightest.magnitude, days: now - brightest.jd)
        riseRate = 0
        var start = (magnitude: brightest.magnitude, jd: brightest.jd)
        for row in 0..<alert.historyCount
        where alert[row: row, .fid] == band && alert[row: row, .isdiffpos] == sign
            && alert[row: row, .jd] < brightest.jd && ZTFAlertValues.magnitudes.contains(alert[row: row, .magpsf])
            && alert[row: row, .magpsf] > start.magnitude
        {
            start = (alert[row: row, .magpsf], alert[row: row, .jd])
        }
        riseRate = Self.rate(start.magnitude - brightest.magnitude, days: brightest.jd - start.jd)
    }

    /// A rate over a time that counts as half a day at least.
    private static func rate(_ magnitudes: Double, days: Double) -> Double {
        max(magnitudes, 0) / max(days, shortestRateDays)
    }
}
