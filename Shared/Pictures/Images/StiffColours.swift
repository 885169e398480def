import CPictureKernels
import Foundation

/// Colours as STIFF makes them (Bertin 2012, ASPC 461, 263): linear limits for each band, saturation, then gamma.
///
/// 1. Each band from its limits to 0…1: x = (value − low) / (high − low), values beyond kept.
/// 2. Saturation: with y the mean of max(x, 0) over the bands and m that of min(x, 1), x becomes
///    y + `saturation` · (min(x, 1) − m), then is held in 0…1. So what is too bright for the screen becomes white;
///    where y is 0, all are black.
/// 3. Gamma: the screen gets 255 · x^(1 / `gamma`).
///
/// With the same limits that is what STIFF 2.4 writes, to one step of 255. The limits are found for each band by itself,
/// so that the sky is dark and neutral whatever the band's background.
public struct StiffColours: Sendable, Equatable {
    /// What is black and what is full brightness, in each band.
    public var limits: Limits
    /// 1 leaves colours as they are, 0 is grey.
    public var saturation: Double
    /// Of the screen.
    public var gamma: Double

    /// Colours from the sky's 40th percentile to the 99.5th, moderately saturated, for a screen of gamma 2.2.
    public init(
        limits: Limits = .percentiles(lower: 40, upper: 99.5), saturation: Double = 1.5, gamma: Double = 2.2
    ) {
        self.limits = limits
        self.saturation = saturation
        self.gamma = gamma
    }

    fileprivate func way(_ bands: [Intensities], noData: Colour) throws(PictureError) -> pk_stiff {
        guard saturation.isFinite, saturation >= 0 else {
            throw .badSetting(name: "STIFF saturation", value: "\(saturation)", expected: "a finite number from 0")
        }
        guard gamma.isFinite, gamma > 0 else {
            throw .badSetting(name: "STIFF gamma", value: "\(gamma)", expected: "a finite number above 0")
        }
        var way = pk_stiff()
        let ranges = bands.map { limits.values(for: $0) ?? 0...1 }
        let lows = ranges.map { Float($0.lowerBound) }
        let scales = ranges.map { range in
            let width = Float(range.upperBound - range.lowerBound)
            return width > 0 ? max(1 / width, .leastNormalMagnitude) : 1
        }
        way.low = (lows[0], lows[1], lows[2])
        way.scale = (scales[0], scales[1], scales[2])
        way.saturation = Float(saturation)
        way.no_data = (noData.red, noData.green, noData.blue)
        withUnsafeMutableBytes(of: &way.gamma) { table in
            for place in table.indices {
                // The table is of the square root, which is nearly the curve itself: even steps.
                let root = Double(place) / Double(table.count - 1)
                table[place] = UInt8((255 * pow(root * root, 1 / gamma)).rounded())
            }
        }
        return way
    }
}

extension Picture {
    /// A colour picture of three images as STIFF makes it.
    ///
    /// A pixel without data in any band is shown as without data; infinite values are as bright or dark as can be.
    ///
    /// - Throws: `PictureError` where the images differ in size or a setting is out of range.
    public init(
        red: Intensities, green: Intensities, blue: Intensities, _ colours: StiffColours, noData: Colour = .noData
    ) throws(PictureError) {
        try Self.checkSizes(red, green, blue)
        var way = try colours.way([red, green, blue], noData: noData)
        self.init(bands: [red, green, blue], noData: noData) { bands, count, output in
            pk_stiff_row(bands[0], bands[1], bands[2], count, &way, output)
        }
    }
}
