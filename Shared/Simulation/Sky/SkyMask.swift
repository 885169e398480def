/// Bits of the mask plane, as DES's data management has them.
///
/// DarkEnergySurvey/pixcorrect, `include/mask_bits.h`.
public struct SkyMask: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int16
    /// Bits, as they are.
    public init(rawValue: Int16) { self.rawValue = rawValue }

    /// A pixel that is bad in an exposure's detector.
    public static let badPixel = SkyMask(rawValue: 1)
    /// A saturated pixel.
    public static let saturated = SkyMask(rawValue: 2)
    /// A pixel near a bright star.
    public static let star = SkyMask(rawValue: 32)
    /// A pixel in a bright star's bleed.
    public static let trail = SkyMask(rawValue: 64)
    /// One of the outermost eight pixels of the picture.
    public static let edge = SkyMask(rawValue: 512)
}
