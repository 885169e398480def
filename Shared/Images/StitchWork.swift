import Sky

/// A cut whose missing pixels are being filled.
struct StitchWork {
    private(set) var plane: CutPlane
    private let base: StitchSource
    /// Number of pixels that each image gave, in the order in which they came.
    private var given: [(source: StitchSource, count: Int)]

    init(base: StitchSource, plane: CutPlane) {
        self.base = base
        self.plane = plane
        given = [(base, plane.box.intersection(base.image.bounds).count)]
    }

    var contributions: [StitchedCut.Contribution] {
        given.filter { $0.count > 0 }.map {
            .init(
                path: $0.source.file.path, hdu: $0.source.image.hdu, share: Double($0.count) / Double(plane.box.count))
        }
    }

    /// Fills what the first image does not have; returns why images were left out.
    mutating func fill(from sources: [StitchSource]) -> [ImageError] {
        var failures: [ImageError] = []
        var candidates = sources.map { ($0, PixelMapping(plane.box, from: base.world, to: $0.world)) }
        let missing = missingPixels()
        // What an image that fails should have given is then given by the next.
        while !candidates.isEmpty {
            let assigned = assign(missing, candidates)
            var parts: [(values: PixelBlock, origin: PixelBox)?] = []
            var broken: Int?
            for (index, pixels) in assigned.enumerated() {
                do throws(ImageError) {
                    parts.append(try read(pixels, candidates[index].0, candidates[index].1))
                } catch {
                    failures.append(error)
                    broken = index
                    break
                }
            }
            if let broken {
                candidates.remove(at: broken)
                continue
            }
            for (index, pixels) in assigned.enumerated() {
                guard let part = parts[index] else { continue }
                put(pixels, part.values, part.origin, candidates[index].0, candidates[index].1)
                given.append((candidates[index].0, pixels.count))
            }
            break
        }
        describe()
        return failures
    }

    /// Indices of the pixels that the first image does not have.
    private func missingPixels() -> [Int] {
        let (box, bounds) = (plane.box, base.image.bounds)
        return (0..<box.count).filter { index in
            !bounds.contains(x: box.x + index % box.width, y: box.y + index / box.width)
        }
    }

    /// The pixels for each image: those whose nearest one it is.
    private func assign(_ missing: [Int], _ candidates: [(StitchSource, PixelMapping)]) -> [[Int]] {
        let box = plane.box
        let positions = base.world.positions(
            missing.map { (Double(box.x + $0 % box.width), Double(box.y + $0 / box.width)) })
        let centres = candidates.map { UnitVector($0.0.centre) }
        var assigned = [[Int]](repeating: [], count: candidates.count)
        for (index, position) in zip(missing, positions) {
            guard let position else { continue }
            let direction = UnitVector(position)
            var nearest: (candidate: Int, distance: Double)?
            for (candidate, (source, mapping)) in candidates.enumerated() {
                let distance = direction.chordSquared(centres[candidate])
                if let nearest, nearest.distance <= distance { continue }
                let pixel = mapping.pixel(column: index % box.width, row: index / box.width)
                guard pixel.x >= -0.5, pixel.y >= -0.5, pixel.x < Double(source.image.width) - 0.5,
                    pixel.y < Double(source.image.height) - 0.5
                else { continue }
                nearest = (candidate, distance)
            }
            if let nearest { assigned[nearest.candidate].append(index) }
        }
        return assigned
    }

    private func method(_ source: StitchSource, _ mapping: PixelMapping) -> Resampling {
        let types = [source.image.pixelType, plane.block.pixels.type]
        if mapping.shift != nil || source.image.plane == .mask || !types.allSatisfy(\.isFloating) { return .nearest }
        return source.image.plane == .weight ? .bilinear : .lanczos3
    }

    /// Reads the part of an image that the pixels need; nil if there are none.
    private func read(
        _ pixels: [Int], _ source: StitchSource, _ mapping: PixelMapping
    ) throws(ImageError) -> (PixelBlock, PixelBox)? {
        let width = plane.box.width
        let places = pixels.map { mapping.pixel(column: $0 % width, row: $0 / width) }
        guard let left = places.map(\.x).min(), let right = places.map(\.x).max(),
            let bottom = places.map(\.y).min(), let top = places.map(\.y).max()
        else { return nil }
        let reach = method(source, mapping).reach + 1
        let (x, y) = (Int(left.rounded(.down)) - reach, Int(bottom.rounded(.down)) - reach)
        let box = PixelBox(
            x: x, y: y, width: Int(right.rounded(.up)) + reach + 1 - x, height: Int(top.rounded(.up)) + reach + 1 - y
        ).intersection(source.image.bounds)
        return (try source.file.read(source.image, box), box)
    }

    private mutating func put(
        _ pixels: [Int], _ block: PixelBlock, _ origin: PixelBox, _ source: StitchSource, _ mapping: PixelMapping
    ) {
        let method = method(source, mapping)
        let width = plane.box.width
        let isCopied = method == .nearest && block.pixels.type == plane.block.pixels.type
        let ratio = base.world.scaleArcseconds / source.world.scaleArcseconds
        let area = mapping.shift == nil ? ratio * ratio : 1
        let factor = source.image.plane == .weight ? 1 / (area * area) : source.image.plane == .science ? area : 1
        var values: [Double] = []
        var from: [Int] = []
        for index in pixels {
            let place = mapping.pixel(column: index % width, row: index / width)
            let (x, y) = (place.x - Double(origin.x), place.y - Double(origin.y))
            if isCopied {
                let column = min(max(0, Int(x.rounded())), block.width - 1)
                from.append(min(max(0, Int(y.rounded())), block.height - 1) * block.width + column)
            } else {
                values.append(method.value(block, x: x, y: y) * (method == .nearest ? 1 : factor))
            }
        }
        if isCopied {
            plane.block.pixels.copy(from, of: block.pixels, to: pixels)
        } else {
            plane.block.pixels.set(pixels, to: values, absent: plane.block.blank)
        }
    }

    /// Says in the header where the pixels are from.
    private mutating func describe() {
        let total = given.reduce(0) { $0 + $1.count }
        plane.coverage = Double(total) / Double(plane.box.count)
        for contribution in contributions {
            plane.header.addHistory(
                "\(contribution.share * 100)% of the pixels are from HDU \(contribution.hdu) of \(contribution.path)")
        }
        if !plane.isPadded {
            plane.header.remove("PADDED")
            plane.header.removeAll {
                $0.keyword == "HISTORY" && $0.comment.hasPrefix("Pixels of this cut that lie outside")
            }
        }
    }
}

extension Pixels {
    /// Copies single pixels of the same type.
    mutating func copy(_ from: [Int], of other: Pixels, to places: [Int]) {
        let size = type.byteCount
        withMutableBytes { target in
            other.withBytes { source in
                for (from, to) in zip(from, places) {
                    UnsafeMutableRawBufferPointer(rebasing: target[to * size..<(to + 1) * size]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: source[from * size..<(from + 1) * size]))
                }
            }
        }
    }

    /// Gives single pixels values; integers that cannot hold one become `absent`, or 0.
    mutating func set(_ places: [Int], to values: [Double], absent: Int64?) {
        func put<Value: FixedWidthInteger>(_ pixels: inout [Value]) {
            for (place, value) in zip(places, values) {
                pixels[place] = Value(exactly: value.rounded()) ?? absent.flatMap { Value(exactly: $0) } ?? 0
            }
        }
        switch self {
        case .uint8(var pixels): put(&pixels); self = .uint8(pixels)
        case .int16(var pixels): put(&pixels); self = .int16(pixels)
        case .uint16(var pixels): put(&pixels); self = .uint16(pixels)
        case .int32(var pixels): put(&pixels); self = .int32(pixels)
        case .uint32(var pixels): put(&pixels); self = .uint32(pixels)
        case .int64(var pixels): put(&pixels); self = .int64(pixels)
        case .float(var pixels):
            for (place, value) in zip(places, values) { pixels[place] = Float(value) }
            self = .float(pixels)
        case .double(var pixels):
            for (place, value) in zip(places, values) { pixels[place] = value }
            self = .double(pixels)
        }
    }
}
