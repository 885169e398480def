/// Quantiles of many numbers without sorting them: by counting how their leading bits are distributed (radix selection).
struct Quantiles {
    /// The numbers as whole numbers of the same order.
    private let keys: [UInt32]
    /// How many numbers have each value of the leading bits.
    private let leading: [UInt32]

    private static let leadingBits = 11
    /// The bits that are looked at after the leading ones: where they begin, and how many they are.
    private static let further = [(shift: 10, bits: 11), (shift: 0, bits: 10)]

    /// Over finite values, at least one.
    init(of values: UnsafeBufferPointer<Float>) {
        var leading = [UInt32](repeating: 0, count: 1 << Self.leadingBits)
        keys = [UInt32](unsafeUninitializedCapacity: values.count) { keys, initialized in
            leading.withUnsafeMutableBufferPointer { leading in
                for index in values.indices {
                    let key = Self.key(of: values[index])
                    keys[index] = key
                    leading[Int(key >> UInt32(32 - Self.leadingBits))] += 1
                }
            }
            initialized = values.count
        }
        self.leading = leading
    }

    /// The quantile of a share between 0 and 1, linear between neighbours.
    func quantile(_ share: Double) -> Double {
        let position = share * Double(keys.count - 1)
        let lower = Int(position)
        let weight = position - Double(lower)
        let (key, atMost) = select(lower)
        let value = Double(Self.value(of: key))
        if weight == 0 || atMost > lower + 1 { return value }
        return value * (1 - weight) + Double(Self.value(of: select(lower + 1).key)) * weight
    }

    /// The standard deviation about the mean.
    var standardDeviation: Double {
        var mean = 0.0
        for key in keys { mean += Double(Self.value(of: key)) }
        mean /= Double(keys.count)
        var squares = 0.0
        for key in keys {
            let deviation = Double(Self.value(of: key)) - mean
            squares += deviation * deviation
        }
        return (squares / Double(keys.count)).squareRoot()
    }

    /// The number of this rank from 0, and how many are not greater than it.
    private func select(_ rank: Int) -> (key: UInt32, atMost: Int) {
        var below = 0
        /// The digit in which the count from below passes the rank.
        func digit(in counts: [UInt32]) -> Int {
            for digit in counts.indices {
                if below + Int(counts[digit]) > rank { return digit }
                below += Int(counts[digit])
            }
            return counts.count - 1
        }
        var prefix = digit(in: leading)
        var known = Self.leadingBits
        var among = Int(leading[prefix])
        for (shift, bits) in Self.further {
            var counts = [UInt32](repeating: 0, count: 1 << bits)
            counts.withUnsafeMutableBufferPointer { counts in
                let (wanted, known) = (UInt32(prefix), UInt32(32 - known))
                let mask = UInt32(1 << bits - 1)
                keys.withUnsafeBufferPointer { keys in
                    for index in keys.indices where keys[index] >> known == wanted {
                        counts[Int(keys[index] >> UInt32(shift) & mask)] += 1
                    }
                }
            }
            let next = digit(in: counts)
            among = Int(counts[next])
            prefix = prefix << bits | next
            known += bits
        }
        return (UInt32(prefix), below + among)
    }

    /// Positive numbers above negative ones, and those in reverse: the order of floats as whole numbers.
    private static func key(of value: Float) -> UInt32 {
        // Minus zero is zero.
        let bits = (value + 0).bitPattern
        return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000)
    }

    private static func value(of key: UInt32) -> Float {
        Float(bitPattern: key ^ (UInt32(bitPattern: Int32(bitPattern: ~key) >> 31) | 0x8000_0000))
    }
}
