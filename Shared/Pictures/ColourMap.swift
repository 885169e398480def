/// Colours for numbers: equal steps look equal, brightness only rises, and people who see few colours can read it.
public struct ColourMap: Sendable {
    /// Colours at equal distances from 0 to 1.
    private let anchors: [Colour]

    /// From dark violet over green to yellow: eleven points of Matplotlib's viridis, straight lines between them.
    public static let viridis = ColourMap(
        anchors: [
            0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26,
            0xFDE725,
        ].map { Colour($0) })

    /// From black to white.
    public static let grey = ColourMap(anchors: [.black, .white])

    /// From white to black, as finding charts are printed.
    public static let inverseGrey = ColourMap(anchors: [.white, .black])

    /// The colour of a number from 0 to 1; what lies outside has the colour of the nearer end.
    public subscript(share: Double) -> Colour {
        let place = (share.isNaN ? 0 : min(1, max(0, share))) * Double(anchors.count - 1)
        let below = min(Int(place), anchors.count - 2)
        return anchors[below].mixed(with: anchors[below + 1], share: place - Double(below))
    }
}
