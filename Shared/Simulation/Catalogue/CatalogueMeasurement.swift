import Foundation

/// Where one row's numbers go in a batch's memory: each column's values lie one behind the other.
struct CatalogueRow {
    let measures: UnsafeMutablePointer<Float>
    let counts: UnsafeMutablePointer<Int16>
    /// Values between one column's first and the next one's.
    let stride: Int

    @inline(__always)
    subscript(measure: CatalogueMeasure, band: Int) -> Double {
        get { Double(measures[(measure.rawValue * 5 + band) * stride]) }
        nonmutating set { measures[(measure.rawValue * 5 + band) * stride] = Float(newValue) }
    }

    @inline(__always)
    subscript(count: CatalogueCount, band: Int) -> Int16 {
        get { counts[(count.rawValue * 5 + band) * stride] }
        nonmutating set { counts[(count.rawValue * 5 + band) * stride] = newValue }
    }

    @inline(__always)
    subscript(shape: CatalogueShape) -> Double {
        get { Double(measures[(CatalogueMeasure.allCases.count * 5 + shape.rawValue) * stride]) }
        nonmutating set {
            measures[(CatalogueMeasure.allCases.count * 5 + shape.rawValue) * stride] = Float(newValue)
        }
    }

    /// Bands' columns and those that there are once.
    static let measureColumns = CatalogueMeasure.allCases.count * 5 + CatalogueShape.allCases.count
    static let countColumns = CatalogueCount.allCases.count * 5
}

/// How deep and sharp the survey sees in a band.
struct CatalogueBandQuality {
    /// Magnitude of a point source at ten times the noise, five exposures (DES DR1).
    let depth: Double
    /// Radius of half of a point source's light, pixels.
    let pointRadius: Double

    static let all: [CatalogueBandQuality] = [
        .init(depth: 24.33, pointRadius: 2.25), .init(depth: 24.08, pointRadius: 2.05),
        .init(depth: 23.44, pointRadius: 1.95), .init(depth: 22.69, pointRadius: 1.9),
        .init(depth: 21.44, pointRadius: 1.95),
    ]
}

/// Measures objects as the survey's pipeline would.
struct CatalogueMeter {
    private let qualities = CatalogueBandQuality.all
    /// What a number of exposures does to the depth, magnitudes.
    private let depthOfEpochs: [Double] = (0...12).map { 1.25 * log10(max(0.2, Double($0)) / 5) }

    /// The values that stand for "not detected" in magnitudes and for "none" elsewhere.
    static let noMagnitude = 99.0
    static let noValue = -9999.0

    @inline(__always)
    func measure(_ object: CatalogueObject, into row: CatalogueRow, random: inout SimulationRandom) {
        // One draw serves all of what is seldom, eleven bits for each band.
        var epochBits = random.next()
        var flagBits = random.next()
        // The edge of what Y has seen.
        let isWithoutY = flagBits >> 57 == 0
        let blending = random.next()
        let flag: Int16 = blending & 15 == 0 ? 3 : (blending & 0xf0 == 0 ? 2 : (blending & 0xf00 == 0 ? 1 : 0))
        let size = object.radius
        let penalty = (1 + size * size * 2.8).squareRoot()
        let pointLoss = 1.2 * size / (size + 0.6)
        let trueSpread = 0.03 * size / (size + 0.5)
        let pixels = object.radius / CatalogueTile.pixelScale
        for band in 0..<5 {
            // Half of ten bits are set on the average; a band in a thousand has no exposure.
            let epochs = Int((epochBits & 0x3ff).nonzeroBitCount)
            epochBits >>= 10
            let quality = qualities[band]
            let isMissing = epochs == 0 || (band == 4 && isWithoutY)
            let flags = UInt32(truncatingIfNeeded: flagBits & 0x7ff)
            flagBits >>= 11
            row[.epochs, band] = isMissing ? 0 : Int16(epochs)
            row[.imaflags, band] = flags < 47 ? [1, 4, 8, 32][Int(flags & 3)] : 0
            let magnitude = object.magnitudes[band]
            row[.flags, band] = flag | (magnitude < 15.6 ? 4 : 0)
            if isMissing {
                forget(band, in: row)
                continue
            }
            let signal =
                10 / penalty * exp2(1.328_771_237_95 * (quality.depth + depthOfEpochs[epochs] - magnitude))
            let flux = signal + random.quickNormal()
            let error = 1 / max(0.3, flux)
            if flux > 0.3 {
                let measured = magnitude - 0.752_574_989_16 * log2(flux / signal)
                row[.magAuto, band] = measured
                row[.magErrAuto, band] = max(0.000_2, 1.085_736_204_76 * error)
                row[.magAutoDered, band] = measured - CatalogueObject.extinction[band] * object.reddening
            } else {
                row[.magAuto, band] = Self.noMagnitude
                row[.magErrAuto, band] = Self.noMagnitude
                row[.magAutoDered, band] = Self.noMagnitude
            }
            let spreadError = 0.000_4 + 0.04 * min(2, error)
            row[.spreadModel, band] = trueSpread + spreadError * random.quickNormal()
            row[.spreadErrModel, band] = spreadError
            // A fiftieth has no single exposure in which it was found.
            if flags >= 2007 {
                forgetMean(band, in: row)
            } else {
                let pointError = max(0.000_2, min(1.2, 0.8 * error * penalty))
                row[.wavgMagPSF, band] = magnitude + pointLoss + pointError * random.quickNormal()
                row[.wavgMagErrPSF, band] = pointError
                row[.wavgSpreadModel, band] = trueSpread + 0.8 * spreadError * random.quickNormal()
                row[.wavgSpreadErrModel, band] = 0.8 * spreadError
            }
            let weight = 1 / (1 + 15 * error)
            let type = object.isStar ? 0.98 : 0.02 + 0.5 * max(0, 0.2 - size)
            row[.classStar, band] = min(
                1, max(0, weight * type + (1 - weight) * (0.45 + 0.15 * random.quickNormal())))
            row[.fluxRadius, band] = max(
                0.5,
                (quality.pointRadius * quality.pointRadius + pixels * pixels).squareRoot()
                    * (1 + 0.4 * min(1, error) * random.quickNormal()))
        }
        row[.reddening] = object.reddening
        let a = (1.6 * 1.6 + 0.9 * pixels * pixels).squareRoot()
        row[.a] = a * (1 + 0.02 * random.quickNormal())
        row[.b] = a * object.axisRatio * (0.97 + 0.02 * random.uniform())
        row[.theta] = random.uniform(-90, 90)
        row[.kron] = 3.5 + abs(0.6 * random.quickNormal())
        if row[.b] > row[.a] { row[.b] = row[.a] }
    }

    /// Not observed in a band.
    private func forget(_ band: Int, in row: CatalogueRow) {
        row[.magAuto, band] = Self.noMagnitude
        row[.magErrAuto, band] = Self.noMagnitude
        row[.magAutoDered, band] = Self.noMagnitude
        row[.spreadModel, band] = Self.noValue
        row[.spreadErrModel, band] = Self.noValue
        row[.classStar, band] = Self.noValue
        row[.fluxRadius, band] = Self.noValue
        forgetMean(band, in: row)
    }

    private func forgetMean(_ band: Int, in row: CatalogueRow) {
        row[.wavgMagPSF, band] = Self.noMagnitude
        row[.wavgMagErrPSF, band] = Self.noMagnitude
        row[.wavgSpreadModel, band] = Self.noValue
        row[.wavgSpreadErrModel, band] = Self.noValue
    }

    // MARK: Odd objects

    /// Changes an object before it is measured.
    func prepare(_ object: inout CatalogueObject, as oddity: CatalogueOddity, random: inout SimulationRandom) {
        switch oddity {
        case .quasar:
            makePoint(&object)
            let i = random.uniform(18.5, 21)
            object.magnitudes = BandValues(i + 2.6, i + 0.3, i, i - 0.05, i - 0.1, 0, 0, 0)
        case .ultracoolDwarf:
            makePoint(&object)
            let z = random.uniform(18.5, 20.5)
            object.magnitudes = BandValues(z + 9, z + 6.5, z + 3.4, z, z - 1.1, 0, 0, 0)
        case .asteroidTrail:
            makePoint(&object)
            object.magnitudes = BandValues(repeating: 35)
            object.magnitudes[Int(random.next() % 4)] = random.uniform(18.5, 21)
        case .blend:
            object.isStar = false
            object.radius = random.uniform(1.5, 2.5)
            object.axisRatio = random.uniform(0.2, 0.35)
            let i = random.uniform(18, 21)
            object.magnitudes = BandValues(i + 0.2, i + 1.3, i, i + 0.5, i - 0.9, 0, 0, 0)
        case .saturatedBleed:
            makePoint(&object)
            object.magnitudes = BandValues(repeating: random.uniform(12, 13.5))
        case .wrongMatch:
            makePoint(&object)
            let i = random.uniform(17, 20)
            object.magnitudes = BandValues(i - 1.5, i + 2.2, i, i + 1.8, i - 0.3, 0, 0, 0)
        case .ghost:
            object.isStar = false
            object.radius = random.uniform(8, 14)
            object.axisRatio = 1
            let i = random.uniform(17, 18.5)
            object.magnitudes = BandValues(i + 0.1, i, i, i - 0.1, i + 0.2, 0, 0, 0)
        }
    }

    private func makePoint(_ object: inout CatalogueObject) {
        object.isStar = true
        object.radius = 0
        object.axisRatio = 1
    }

    /// Changes what was measured.
    func finish(_ row: CatalogueRow, as oddity: CatalogueOddity, random: inout SimulationRandom) {
        switch oddity {
        case .quasar, .ultracoolDwarf, .wrongMatch, .ghost: return
        case .asteroidTrail:
            row[.a] = random.uniform(9, 16)
            row[.b] = 1.6
            for band in 0..<5 where row[.magAuto, band] < 90 {
                row[.spreadModel, band] = random.uniform(0.02, 0.04)
                row[.fluxRadius, band] = random.uniform(5, 8)
                forgetMean(band, in: row)
            }
        case .blend:
            for band in 0..<5 { row[.flags, band] = 3 }
        case .saturatedBleed:
            row[.a] = random.uniform(25, 60)
            row[.b] = random.uniform(3, 5)
            row[.theta] = random.normal(0, 1)
            for band in 0..<5 {
                row[.flags, band] = 7
                row[.imaflags, band] = 34
                row[.spreadModel, band] = random.uniform(0.05, 0.2)
            }
        }
    }
}
