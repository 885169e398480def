/// A colour on a screen: red, green and blue of sRGB.
public struct Colour: Sendable, Hashable {
    /// From 0 to 255.
    public var red: UInt8
    /// From 0 to 255.
    public var green: UInt8
    /// From 0 to 255.
    public var blue: UInt8

    /// A colour of three parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A colour as in web pages, for example 0xFF8800.
    public init(_ code: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: code >> 16), green: UInt8(truncatingIfNeeded: code >> 8),
            blue: UInt8(truncatingIfNeeded: code))
    }

    /// White.
    public static let white = Colour(0xFFFFFF)
    /// Black.
    public static let black = Colour(0x000000)

    /// The mixture with another colour, of which `share`, 0 to 1, is taken.
    public func mixed(with other: Colour, share: Double) -> Colour {
        let share = min(1, max(0, share))
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8((Double(a) + share * (Double(b) - Double(a))).rounded())
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}
