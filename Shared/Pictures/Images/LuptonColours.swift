import CPictureKernels
import Foundation

/// Lupton's colours: brightness grows as asinh, and hues stay whatever the brightness.
///
/// After Lupton et al. 2004, PASP 116, 133.
/// With I the mean of the three bands, each less its minimum:
/// f(I) = asinh(Q I / stretch) · 0.1 / asinh(0.1 Q); each band becomes band · f(I) / I, at least 0. Where one exceeds 1,
/// all three are divided by the greatest. As astropy's `make_lupton_rgb` (version 8), to one step of 255.
public struct LuptonColours: Sendable, Equatable {
    /// What is black in red, green and blue, in the images' unit.
    public var minimum: (red: Double, green: Double, blue: Double) {
        get { (minima[0], minima[1], minima[2]) }
        set { minima = [newValue.red, newValue.green, newValue.blue] }
    }
    /// Up to about where brightness grows linearly, in the images' unit; above 0.
    public var stretch: Double
    /// How strongly bright things are held back; 0 counts as 0.1, as with astropy.
    public var softening: Double

    private var minima: [Double]

    /// Colours with one minimum for all bands; unless told otherwise with the settings of DESaccess, for DES coadds.
    public init(minimum: Double = 1, stretch: Double = 50, softening: Double = 10) {
        minima = [minimum, minimum, minimum]
        self.stretch = stretch
        self.softening = softening
    }

    fileprivate func way(noData: Colour) throws(PictureError) -> pk_lupton {
        guard minima.allSatisfy(\.isFinite) else {
            throw .badSetting(name: "Lupton minimum", value: "\(minima)", expected: "finite numbers")
        }
        guard stretch.isFinite, stretch > 0 else {
            throw .badSetting(name: "Lupton stretch", value: "\(stretch)", expected: "a finite number above 0")
        }
        guard softening.isFinite, softening >= 0 else {
            throw .badSetting(name: "Lupton Q", value: "\(softening)", expected: "a finite number from 0")
        }
        let epsilon = 0x1p-23
        let q = softening < epsilon ? 0.1 : min(1e10, softening)
        var way = pk_lupton()
        way.minimum = (Float(minima[0]), Float(minima[1]), Float(minima[2]))
        way.soften = Float(q / stretch)
        way.slope = Float(0.1 / asinh(0.1 * q))
        way.no_data = (noData.red, noData.green, noData.blue)
        return way
    }
}

extension Picture {
    /// A colour picture of three images in Lupton's colours.
    ///
    /// A pixel without data in any band has no colour, and is shown as without data. Infinite values are as bright or
    /// dark as can be.
    ///
    /// - Throws: `PictureError` where the images differ in size or a setting is out of range.
    public init(
        red: Intensities, green: Intensities, blue: Intensities, _ colours: LuptonColours, noData: Colour = .noData
    ) throws(PictureError) {
        var way = try colours.way(noData: noData)
        try Self.checkSizes(red, green, blue)
        self.init(bands: [red, green, blue], noData: noData) { bands, count, output in
            pk_lupton_row(bands[0], bands[1], bands[2], count, &way, output)
        }
    }

    /// Refuses bands that differ in size.
    static func checkSizes(_ red: Intensities, _ green: Intensities, _ blue: Intensities) throws(PictureError) {
        for (band, image) in [("green", green), ("blue", blue)]
        where image.width != red.width || image.height != red.height {
            throw .sizesDiffer(
                band: band, width: image.width, height: image.height, expectedWidth: red.width,
                expectedHeight: red.height)
        }
    }
}
