/// The dot product n·x, summed in one fixed order.
///
/// Feature i goes to lane i mod 8; lanes are summed in ascending feature order and then folded in halves:
/// ((0+4)+(2+6)) + ((1+5)+(3+7)). Absent terms add zero, which changes nothing, so that a sum over a few terms and the
/// sum over all features are the same bits, and so are vector units of 4, 8 or 16 lanes. Products are rounded before
/// they are added: no fused multiply-add.
enum Projection {
    /// Lanes of the sum; rows and normals are padded with zeros to a multiple.
    static let lanes = 8

    /// The padded length of a row.
    static func stride(features: Int) -> Int { (features + lanes - 1) / lanes * lanes }

    /// n·x over padded vectors of `stride` values.
    @inline(__always)
    static func dense(_ normal: UnsafePointer<Float>, _ row: UnsafePointer<Float>, stride: Int) -> Float {
        var sum = SIMD8<Float>.zero
        var offset = 0
        while offset < stride {
            let n = UnsafeRawPointer(normal + offset).loadUnaligned(as: SIMD8<Float>.self)
            let x = UnsafeRawPointer(row + offset).loadUnaligned(as: SIMD8<Float>.self)
            sum += n * x
            offset += lanes
        }
        let four = sum.lowHalf + sum.highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }

    /// n·x of two terms: the only order there is.
    @inline(__always)
    static func pair(_ a: Float, _ x: Float, _ b: Float, _ y: Float) -> Float { a * x + b * y }
}
