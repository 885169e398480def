/// The object at the centre of a stamp: its pixels, what belongs to it, its centre.
struct CentralObject {
    let width: Int
    let height: Int
    /// All bands added, without sky, neighbours blotted out.
    private(set) var pixels: [Float]
    /// The same, smoothed by 1-2-1 along both axes.
    private(set) var smooth: [Float]
    /// Whether a pixel belongs to the object, its area grown by two pixels; within the stamp's circle.
    private(set) var member: [Bool]
    /// Standard deviation from pixel to pixel.
    let noise: Float
    /// 1, or −1 where the object is darker than the sky and has been turned over.
    let polarity: Float
    /// Radius of the circle within the stamp.
    let radius: Float
    private(set) var centreX: Float
    private(set) var centreY: Float

    /// Of 1-2-1 smoothing along both axes: what is left of the noise.
    static let smoothedNoise: Float = 0.375

    init(_ bands: [SkySubtractedBand], width: Int, height: Int) throws(SimilarityError) {
        self.width = width
        self.height = height
        radius = Float(min(width, height) - 1) / 2
        centreX = Float(width - 1) / 2
        centreY = Float(height - 1) / 2
        var stack = bands[0].pixels
        var noise = bands[0].noise
        if bands.count > 1 {
            let noisy = bands.allSatisfy { $0.noise > 0 }
            stack = [Float](repeating: 0, count: width * height)
            for band in bands {
                let weight = noisy ? 1 / band.noise : 1
                for index in stack.indices { stack[index] += band.pixels[index] * weight }
            }
            noise = noisy ? Float(bands.count).squareRoot() : 0
        }
        self.noise = noise
        polarity = Self.centralSum(stack, width: width, height: height, noise: noise) < 0 ? -1 : 1
        if polarity < 0 { for index in stack.indices { stack[index] = -stack[index] } }
        pixels = stack
        smooth = Self.smoothed(stack, width: width, height: height)
        member = [Bool](repeating: false, count: stack.count)
        try findMembers()
        moveToCentroid()
    }

    /// The light near the centre; 0 where it is less than three times its noise below zero.
    private static func centralSum(_ pixels: [Float], width: Int, height: Int, noise: Float) -> Float {
        let reach = max(2, min(width, height) / 16)
        var sum: Float = 0
        for y in (height - 1) / 2 - reach + 1...height / 2 + reach - 1 {
            for x in (width - 1) / 2 - reach + 1...width / 2 + reach - 1 { sum += pixels[y * width + x] }
        }
        return sum < -3 * noise * Float(2 * reach) ? sum : 0
    }

    private static func smoothed(_ pixels: [Float], width: Int, height: Int) -> [Float] {
        var rows = [Float](repeating: 0, count: pixels.count)
        var result = rows
        pixels.withUnsafeBufferPointer { pixels in
            rows.withUnsafeMutableBufferPointer { rows in
                for y in 0..<height {
                    let row = y * width
                    rows[row] = 0.5 * (pixels[row] + pixels[row + 1])
                    for i in row + 1..<row + width - 1 {
                        rows[i] = 0.5 * pixels[i] + 0.25 * (pixels[i - 1] + pixels[i + 1])
                    }
                    rows[row + width - 1] = 0.5 * (pixels[row + width - 2] + pixels[row + width - 1])
                }
                result.withUnsafeMutableBufferPointer { result in
                    for y in 0..<height {
                        let row = y * width
                        let above = max(y - 1, 0) * width
                        let below = min(y + 1, height - 1) * width
                        for x in 0..<width {
                            result[row + x] = 0.5 * rows[row + x] + 0.25 * (rows[above + x] + rows[below + x])
                        }
                    }
                }
            }
        }
        return result
    }

    /// Finds the connected areas, keeps those near the centre and blots out the others.
    private mutating func findMembers() throws(SimilarityError) {
        let near = max(0.35 * radius, 3)
        var peak: Float = 0
        for y in Int((centreY - near).rounded(.up))...Int(centreY + near) {
            for x in Int((centreX - near).rounded(.up))...Int(centreX + near) {
                let dx = Float(x) - centreX
                let dy = Float(y) - centreY
                if dx * dx + dy * dy <= near * near { peak = max(peak, smooth[y * width + x]) }
            }
        }
        let limit = 3 * Self.smoothedNoise * noise
        // As much is lost in rounding, beside pixels of about 1.
        guard peak > 1e-9 else { throw .image(reason: "it is blank: no pixel near the centre is above the sky") }
        guard peak > limit else {
            throw .nothingAtCentre(
                reason: "the brightest is \(peak / (Self.smoothedNoise * noise)) standard deviations; expected 3")
        }
        let threshold = max(limit, 0.03 * peak)
        // 0 is not seen yet, 1 the object's, 2 a neighbour's, 3 too small to be anything.
        var kind = [UInt8](repeating: 0, count: pixels.count)
        var area: [Int32] = []
        var found = false
        smooth.withUnsafeBufferPointer { smooth in
            kind.withUnsafeMutableBufferPointer { kind in
                for start in smooth.indices where smooth[start] > threshold && kind[start] == 0 {
                    area.removeAll(keepingCapacity: true)
                    let isNear = collect(from: start, in: smooth, threshold: threshold, near: near, kind, &area)
                    // Four pixels: one bright pixel has that many after smoothing, noise seldom.
                    let verdict: UInt8 = area.count < 4 ? 3 : isNear ? 1 : 2
                    found = found || verdict == 1
                    for index in area { kind[Int(index)] = verdict }
                }
            }
        }
        guard found else {
            throw .nothingAtCentre(reason: "only single pixels are above the noise; expected four that touch")
        }
        grow(&kind)
        grow(&kind)
        kind.withUnsafeBufferPointer { kind in
            pixels.withUnsafeMutableBufferPointer { pixels in
                for index in kind.indices where kind[index] == 2 { pixels[index] = 0 }
            }
            smooth.withUnsafeMutableBufferPointer { smooth in
                for index in kind.indices where kind[index] == 2 { smooth[index] = 0 }
            }
        }
        var member = [Bool](repeating: false, count: pixels.count)
        member.withUnsafeMutableBufferPointer { member in
            kind.withUnsafeBufferPointer { kind in
                forEachPixelInCircle { index, _, _ in member[index] = kind[index] == 1 }
            }
        }
        self.member = member
    }

    /// Collects the area that a pixel belongs to, which neighbours of eight connect; whether it comes near the centre.
    private func collect(
        from start: Int, in smooth: UnsafeBufferPointer<Float>, threshold: Float, near: Float,
        _ kind: UnsafeMutableBufferPointer<UInt8>, _ area: inout [Int32]
    ) -> Bool {
        kind[start] = 3
        area.append(Int32(start))
        var isNear = false
        var next = 0
        let columns = UInt32(width)
        while next < area.count {
            let index = Int(area[next])
            next += 1
            let y = Int(UInt32(index) / columns)
            let x = index - y * width
            let dx = Float(x) - centreX
            let dy = Float(y) - centreY
            if dx * dx + dy * dy <= near * near { isNear = true }
            let first = x > 0 ? -1 : 0
            let last = x < width - 1 ? 1 : 0
            var row = y > 0 ? index - width : index
            let lastRow = y < height - 1 ? index + width : index
            while row <= lastRow {
                for other in row + first...row + last where kind[other] == 0 && smooth[other] > threshold {
                    kind[other] = 3
                    area.append(Int32(other))
                }
                row += width
            }
        }
        return isNear
    }

    /// Gives unclaimed pixels to the area beside them, the object's before a neighbour's.
    private func grow(_ kind: inout [UInt8]) {
        let before = kind
        before.withUnsafeBufferPointer { before in
            kind.withUnsafeMutableBufferPointer { kind in
                for y in 1..<height - 1 {
                    for index in y * width + 1..<(y + 1) * width - 1 where before[index] == 0 {
                        let a = before[index - 1]
                        let b = before[index + 1]
                        let c = before[index - width]
                        let d = before[index + width]
                        if a | b | c | d == 0 { continue }
                        if a == 1 || b == 1 || c == 1 || d == 1 {
                            kind[index] = 1
                        } else if a == 2 || b == 2 || c == 2 || d == 2 {
                            kind[index] = 2
                        }
                    }
                }
            }
        }
    }

    /// The centroid of the object's light, at most four pixels from the stamp's centre.
    private mutating func moveToCentroid() {
        var light: Float = 0
        var x: Float = 0
        var y: Float = 0
        forEachPixelInCircle { index, dx, dy in
            guard member[index], pixels[index] > 0 else { return }
            light += pixels[index]
            x += pixels[index] * dx
            y += pixels[index] * dy
        }
        guard light > 0 else { return }
        x /= light
        y /= light
        let shift = (x * x + y * y).squareRoot()
        let kept = shift > 4 ? 4 / shift : 1
        centreX += x * kept
        centreY += y * kept
    }

    /// Visits the pixels in the stamp's circle, with their distance from the object's centre along both axes.
    @inline(__always)
    func forEachPixelInCircle(_ body: (_ index: Int, _ dx: Float, _ dy: Float) -> Void) {
        let middleX = Float(width - 1) / 2
        let middleY = Float(height - 1) / 2
        for y in 0..<height {
            let fromMiddle = Float(y) - middleY
            let halfSquared = radius * radius - fromMiddle * fromMiddle
            if halfSquared < 0 { continue }
            let half = halfSquared.squareRoot()
            let first = Int((middleX - half).rounded(.up))
            let last = Int((middleX + half).rounded(.down))
            // The topmost row of an even stamp is touched between two pixels.
            if first > last { continue }
            let dy = Float(y) - centreY
            for x in first...last { body(y * width + x, Float(x) - centreX, dy) }
        }
    }

    /// A plane's value between four pixels; 0 outside the stamp's circle.
    @inline(__always)
    func value(of plane: UnsafeBufferPointer<Float>, x: Float, y: Float) -> Float {
        let fromX = x - Float(width - 1) / 2
        let fromY = y - Float(height - 1) / 2
        guard fromX * fromX + fromY * fromY <= radius * radius else { return 0 }
        let column = min(Int(x), width - 2)
        let row = min(Int(y), height - 2)
        let right = x - Float(column)
        let down = y - Float(row)
        let index = row * width + column
        let upper = plane[index] + right * (plane[index + 1] - plane[index])
        let lower = plane[index + width] + right * (plane[index + width + 1] - plane[index + width])
        return upper + down * (lower - upper)
    }

    /// The share of each band in the light of three zones, zone after zone; an equal share where a zone has no light.
    func bandShares(_ bands: [SkySubtractedBand], zoneRadius: Float) -> [Float] {
        let zones = DescriptorLayout.colourZones
        var sums = [Float](repeating: 0, count: zones * bands.count)
        forEachPixelInCircle { index, dx, dy in
            let zone = Int((dx * dx + dy * dy).squareRoot() / zoneRadius)
            guard zone < zones, member[index] else { return }
            for band in bands.indices { sums[zone * bands.count + band] += polarity * bands[band].pixels[index] }
        }
        for zone in 0..<zones {
            let range = zone * bands.count..<(zone + 1) * bands.count
            // Noise may make a faint zone's light negative.
            let light = sums[range].reduce(0) { $0 + max($1, 0) }
            for index in range { sums[index] = light > 0 ? max(sums[index], 0) / light : 1 / Float(bands.count) }
        }
        return sums
    }
}
