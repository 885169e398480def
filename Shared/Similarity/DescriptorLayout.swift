/// What the numbers of a descriptor are, and how much each counts.
///
/// A descriptor of one band has 56 numbers; of B > 1 bands, 3 · B more. Radii are in units of R80, the radius that holds 80%
/// of the object's light: so form is compared whatever the apparent size, and size itself is one feature of its own.
public struct DescriptorLayout: Equatable, Sendable {
    /// Numbers of bands that images may have.
    public static let bandCounts = 1...16

    static let profileSteps = 8
    static let modes = 6
    static let zones = 4
    static let phaseModes = 3
    static let colourZones = 3

    /// Changes whenever the same image would get another descriptor; descriptors of different versions are not compared.
    public let version: UInt32 = 1
    /// Bands that each image has.
    public let bandCount: Int
    /// The features' names, in order.
    public let names: [String]
    /// How much each feature counts in a distance, beside the others.
    public let weights: [Float]
    /// The least spread by which a difference is divided; less is noise, whatever the index holds.
    public let spreadFloors: [Float]

    /// Numbers of a descriptor.
    public var length: Int { names.count }

    /// The layout for images of so many bands, which `bandCounts` limits.
    public init(bandCount: Int) {
        self.bandCount = min(max(bandCount, Self.bandCounts.lowerBound), Self.bandCounts.upperBound)
        var features: [(name: String, weight: Float, floor: Float)] = []
        for step in 0..<Self.profileSteps { features.append(("profile \(step)", 0.7, 0.05)) }
        for zone in 0..<Self.zones {
            // High modes are mostly noise and pixels: they count less.
            for mode in 1...Self.modes { features.append(("mode \(mode) zone \(zone)", mode <= 2 ? 0.6 : 0.35, 0.05)) }
        }
        for zone in 1..<Self.zones {
            for mode in 1...Self.phaseModes { features.append(("phase \(mode) zones \(zone - 1), \(zone)", 0.25, 0.1)) }
        }
        features += [
            ("size", 0.7, 0.15), ("concentration", 1, 0.05), ("flattening", 1.2, 0.05), ("asymmetry", 1, 0.05),
            ("quarter-turn asymmetry", 0.6, 0.05), ("clumpiness", 0.4, 0.05), ("sharpness", 1.2, 0.08),
            ("central dip", 0.8, 0.1), ("fill", 0.5, 0.1), ("reach", 1.2, 0.1), ("tail", 0.5, 0.1), ("Gini", 0.8, 0.05),
            ("polarity", 1, 0.5), ("negative light", 1, 0.1), ("twist", 0.8, 0.08),
        ]
        if self.bandCount > 1 {
            for zone in 0..<Self.colourZones {
                for band in 0..<self.bandCount { features.append(("share of band \(band) zone \(zone)", 0.8, 0.03)) }
            }
        }
        names = features.map(\.name)
        weights = features.map(\.weight)
        spreadFloors = features.map(\.floor)
    }
}
