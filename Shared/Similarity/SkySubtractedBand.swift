/// One band without its sky and without gaps.
struct SkySubtractedBand {
    let pixels: [Float]
    /// Standard deviation of the sky from pixel to pixel; 0 where the border is without noise.
    let noise: Float

    /// Whether a pixel has a value; numbers beyond 1e18 stand for missing or saturated ones.
    @inline(__always)
    static func isData(_ value: Float) -> Bool { abs(value) <= 1e18 }

    /// The power of two that brings the brightest pixel of all bands to between 1 and 2: sums of fourth powers of any unit's
    /// values stay within the range of Float.
    static func commonScale(_ bands: [[Float]]) -> Float {
        var brightest: Float = 1e-30
        for band in bands {
            for value in band where isData(value) { brightest = max(brightest, abs(value)) }
        }
        return 1 / brightest.binade
    }

    init(_ band: [Float], number: Int, width: Int, height: Int, scale: Float) throws(SimilarityError) {
        let valid = band.reduce(0) { $0 + (Self.isData($1) ? 1 : 0) }
        guard 2 * valid >= band.count else {
            throw .image(reason: "band \(number) has data in \(valid) of \(band.count) pixels; expected half or more")
        }
        var border = Self.border(band, width: width, height: height)
        // A border without data: the sky is looked for everywhere.
        if border.count < 16 { border = band.filter(Self.isData) }
        var sky: Float = 0
        var noise: Float = 0
        // The second time without stars, where there are any to speak of.
        for _ in 0..<2 {
            sky = Self.middle(&border)
            var distances = border.map { abs($0 - sky) }
            noise = 1.4826 * Self.middle(&distances)
            let limit = 3 * noise
            let kept = border.filter { abs($0 - sky) <= limit }
            if kept.count < border.count / 2 || kept.count > border.count * 99 / 100 { break }
            border = kept
        }
        // Less is the rounding of Float, beside pixels of about 1.
        self.noise = noise * scale > 1e-7 ? noise * scale : 0
        let last = band.count - 1
        if valid == band.count {
            pixels = band.map { ($0 - sky) * scale }
        } else {
            pixels = band.indices.map { index in
                if Self.isData(band[index]) { return (band[index] - sky) * scale }
                return Self.isData(band[last - index]) ? (band[last - index] - sky) * scale : 0
            }
        }
    }

    /// Pixels with data at most a tenth of the smaller side, and at least two pixels, from the edge.
    private static func border(_ band: [Float], width: Int, height: Int) -> [Float] {
        let depth = max(2, min(width, height) / 10)
        var border: [Float] = []
        border.reserveCapacity(2 * depth * (width + height))
        for y in 0..<height {
            let row = y * width
            if y < depth || y >= height - depth {
                for x in 0..<width where isData(band[row + x]) { border.append(band[row + x]) }
            } else {
                for x in 0..<depth {
                    if isData(band[row + x]) { border.append(band[row + x]) }
                    if isData(band[row + width - 1 - x]) { border.append(band[row + width - 1 - x]) }
                }
            }
        }
        return border
    }

    /// The middle value, of an even number the larger of the two; the order of `values` changes (Hoare 1961, selection).
    private static func middle(_ values: inout [Float]) -> Float {
        values.withUnsafeMutableBufferPointer { values in
            guard !values.isEmpty else { return 0 }
            let wanted = values.count / 2
            var low = 0
            var high = values.count - 1
            while low < high {
                let pivot = values[(low + high) / 2]
                var left = low
                var right = high
                while left <= right {
                    while values[left] < pivot { left += 1 }
                    while values[right] > pivot { right -= 1 }
                    if left <= right {
                        values.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if wanted <= right { high = right } else if wanted >= left { low = left } else { break }
            }
            return values[wanted]
        }
    }
}
