/// Elementary functions from IEEE additions, multiplications and divisions alone.
///
/// The system's `log` and `exp2` differ in the last bit between libraries and machines; these do not, so that a forest
/// and its scores are the same bits wherever they are computed. Both are accurate to about 1e-15.
enum Mathematics {
    private static let ln2High = 0.693_147_180_369_123_816_490
    private static let ln2Low = 1.908_214_929_270_587_700_02e-10

    /// Natural logarithm of a positive, finite number.
    static func log(_ x: Double) -> Double {
        var mantissa = x.significand
        var exponent = Double(x.exponent)
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh t with |t| < 0.172, so that eleven terms reach the last bit.
        let t = (mantissa - 1) / (mantissa + 1)
        let t2 = t * t
        var series = 1.0 / 21
        for index in oddReciprocals.indices { series = series * t2 + oddReciprocals[index] }
        let logarithm = 2 * t + 2 * t * (series * t2)
        return exponent * ln2High + (exponent * ln2Low + logarithm)
    }

    private static let oddReciprocals: InlineArray<9, Double> = [
        1 / 19.0, 1 / 17.0, 1 / 15.0, 1 / 13.0, 1 / 11.0, 1 / 9.0, 1 / 7.0, 1 / 5.0, 1 / 3.0,
    ]

    /// Two to the power of `x`; zero below the normal numbers, infinite above them.
    static func exp2(_ x: Double) -> Double {
        if x.isNaN || x >= 1024 { return x.isNaN ? x : .infinity }
        if x < -1022 { return 0 }
        let whole = x.rounded(.toNearestOrEven)
        let y = (x - whole) * 0.693_147_180_559_945_309_417
        // Horner's scheme; 1/n! for n from 13 down.
        var series = 1 / 87_178_291_200.0
        for index in reciprocalFactorials.indices { series = series * y + reciprocalFactorials[index] }
        // Two steps, as 2^1024 is not a number while 2^1023 · 2 · 0.8 is.
        let half = (whole * 0.5).rounded(.towardZero)
        return series * power(half) * power(whole - half)
    }

    private static let reciprocalFactorials: InlineArray<14, Double> = [
        1 / 6_227_020_800.0, 1 / 479_001_600.0, 1 / 39_916_800.0, 1 / 3_628_800.0, 1 / 362_880.0, 1 / 40_320.0,
        1 / 5_040.0,
        1 / 720.0, 1 / 120.0, 1 / 24.0, 1 / 6.0, 1 / 2.0, 1, 1,
    ]

    /// Natural exponential.
    static func exp(_ x: Double) -> Double { exp2(x * 1.442_695_040_888_963_407_36) }

    /// Two to a whole power between −1022 and 1023.
    private static func power(_ whole: Double) -> Double {
        Double(sign: .plus, exponent: Int(whole), significand: 1)
    }

    private static let euler = 0.577_215_664_901_532_860_607
    private static let harmonicLimit = 1024
    private static let harmonicTable: [Double] = {
        var table = [0.0]
        for n in 1...harmonicLimit { table.append(table[n - 1] + 1 / Double(n)) }
        return table
    }()

    /// The n-th harmonic number 1 + 1/2 + … + 1/n: summed up to 1,024, by its asymptotic series (error below 1e-14)
    /// beyond.
    static func harmonicNumber(_ n: Int) -> Double {
        if n <= harmonicLimit { return harmonicTable[max(n, 0)] }
        let x = Double(n)
        return log(x) + euler + 1 / (2 * x) - 1 / (12 * x * x)
    }

    private static let averagePathLengthTable = (0...harmonicLimit).map { averagePathLength($0) }

    /// c(n) for n from 0 to `limit` at least.
    static func averagePathLengths(upTo limit: Int) -> [Double] {
        // The table may be longer than it was asked for: it is only looked things up in.
        limit <= harmonicLimit ? averagePathLengthTable : (0...limit).map { averagePathLength($0) }
    }

    /// c(n) = 2 H(n−1) − 2 (n−1)/n: the mean path length of an unsuccessful search among `n` points (Liu, Ting & Zhou
    /// 2008, equation 1), with c(1) = 0 and c(2) = 1.
    static func averagePathLength(_ n: Int) -> Double {
        if n < 2 { return 0 }
        return 2 * harmonicNumber(n - 1) - 2 * Double(n - 1) / Double(n)
    }
}
