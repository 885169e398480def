/// The growth of an object's light with radius.
struct LightGrowth {
    /// The radii, in pixels, that hold so many percent of the light.
    let r20: Float
    let r50: Float
    let r80: Float
    /// All light of the object.
    let light: Float

    private static let binsPerPixel: Float = 4

    init(_ object: CentralObject) {
        var bins = [Float](repeating: 0, count: Int((2 * object.radius + 8) * Self.binsPerPixel) + 2)
        var light: Float = 0
        object.forEachPixelInCircle { index, dx, dy in
            guard object.member[index] else { return }
            let value = object.pixels[index]
            light += value
            // A pixel's light is spread over its width: without that, small objects' radii jump from pixel to pixel.
            let place = (dx * dx + dy * dy).squareRoot() * Self.binsPerPixel
            let first = max(Int(place) - 1, 0)
            for bin in first..<first + 4 { bins[bin] += value / 4 }
        }
        self.light = light
        func radius(_ share: Float) -> Float {
            var sum: Float = 0
            for (bin, value) in bins.enumerated() {
                if sum + value >= share * light {
                    let part = value > 0 ? (share * light - sum) / value : 0
                    return (Float(bin) + part) / Self.binsPerPixel
                }
                sum += value
            }
            return Float(bins.count) / Self.binsPerPixel
        }
        // Less than half a pixel is not resolved.
        r20 = max(radius(0.2), 0.5)
        r50 = max(radius(0.5), 0.75)
        r80 = max(radius(0.8), 1)
    }
}
