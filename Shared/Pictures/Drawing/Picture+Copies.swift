extension Picture {
    /// The picture with each pixel a square of so many; a factor below 1 counts as 1.
    public func enlarged(by factor: Int) -> Picture {
        guard factor > 1 else { return self }
        return Picture(width: width * factor, height: height * factor) { output in
            for y in 0..<height * factor {
                var place = 3 * y * width * factor
                for x in 0..<width {
                    let from = 3 * (y / factor * width + x)
                    for _ in 0..<factor {
                        output[place] = pixels[from]
                        output[place + 1] = pixels[from + 1]
                        output[place + 2] = pixels[from + 2]
                        place += 3
                    }
                }
            }
        }
    }

    /// The picture with each square of so many pixels averaged to one.
    ///
    /// What does not fill a square at the right and at the bottom is left out, but at least one pixel stays.
    public func reduced(by divisor: Int) -> Picture {
        guard divisor > 1 else { return self }
        let (across, down) = (min(divisor, width), min(divisor, height))
        return Picture(width: width / across, height: height / down) { output in
            for y in 0..<height / down {
                for x in 0..<width / across {
                    for part in 0..<3 {
                        var sum = 0
                        for row in y * down..<(y + 1) * down {
                            for column in x * across..<(x + 1) * across {
                                sum += Int(pixels[3 * (row * width + column) + part])
                            }
                        }
                        output[3 * (y * (width / across) + x) + part] = UInt8(
                            (sum + across * down / 2) / (across * down))
                    }
                }
            }
        }
    }

    /// Draws another picture with its upper left pixel at a place.
    public mutating func paste(_ other: Picture, x: Int, y: Int) {
        for row in max(0, -y)..<max(0, -y, min(other.height, height - y)) {
            for column in max(0, -x)..<max(0, -x, min(other.width, width - x)) {
                self[x + column, y + row] = other[column, row]
            }
        }
    }
}
