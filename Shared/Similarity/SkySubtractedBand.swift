/// One band without its sky and without gaps.
struct SkySubtractedBand {
    let pixels: [Float]
    /// Standard deviation of the sky from pixel to pixel; 0 where the border is without noise.
    let noise: Float

    init(_ band: [Float], number: Int, width: Int, height: Int) throws(SimilarityError) {
        let valid = band.reduce(0) { $0 + ($1.isFinite ? 1 : 0) }
        guard 2 * valid >= band.count else {
            throw .image(reason: "band \(number) has data in \(valid) of \(band.count) pixels; expected half or more")
        }
        var border = Self.border(band, width: width, height: height)
        // A border without data: the sky is looked for everywhere.
        if border.count < 16 { border = band.filter(\.isFinite) }
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
        self.noise = noise
        let last = band.count - 1
        if valid == band.count {
            pixels = band.map { $0 - sky }
        } else {
            pixels = band.indices.map { index in
                if band[index].isFinite { return band[index] - sky }
                return band[last - index].isFinite ? band[last - index] - sky : 0
            }
        }
    }

    /// Finite pixels at most a tenth of the smaller side, and at least two pixels, from the edge; of large images every n-th.
    private static func border(_ band: [Float], width: Int, height: Int) -> [Float] {
        let depth = max(2, min(width, height) / 10)
        var border: [Float] = []
        border.reserveCapacity(2 * depth * (width + height))
        for y in 0..<height {
            let row = y * width
            if y < depth || y >= height - depth {
                for x in 0..<width where band[row + x].isFinite { border.append(band[row + x]) }
            } else {
                for x in 0..<depth {
                    if band[row + x].isFinite { border.append(band[row + x]) }
                    if band[row + width - 1 - x].isFinite { border.append(band[row + width - 1 - x]) }
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
