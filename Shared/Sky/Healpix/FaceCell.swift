/// A pixel as HEALPix's twelve base faces have it: a face, and a column and a row on it.
///
/// Columns grow towards the north-east, rows towards the north-west. Faces 0–3 touch the north pole, 4–7 the equator,
/// 8–11 the south pole.
struct FaceCell: Equatable {
    var face: Int
    var column: Int
    var row: Int

    @inline(__always)
    init(face: Int, column: Int, row: Int) {
        self.face = face
        self.column = column
        self.row = row
    }

    /// The cell of a NESTED number.
    @inline(__always)
    init(nested pixel: Int64, order: Int) {
        let bits = UInt64(bitPattern: pixel) & ((1 << UInt64(2 * order)) &- 1)
        face = Int(truncatingIfNeeded: pixel >> Int64(2 * order))
        column = Int(truncatingIfNeeded: FaceCell.evenBits(bits))
        row = Int(truncatingIfNeeded: FaceCell.evenBits(bits >> 1))
    }

    /// The NESTED number: the bits of column and row in turns behind the face.
    @inline(__always)
    func nested(order: Int) -> Int64 {
        let bits =
            FaceCell.spreadBits(UInt64(truncatingIfNeeded: column))
            | (FaceCell.spreadBits(UInt64(truncatingIfNeeded: row)) << 1)
        return (Int64(face) << Int64(2 * order)) | Int64(bitPattern: bits)
    }

    /// Puts a zero before each of the lower 32 bits.
    @inline(__always)
    private static func spreadBits(_ value: UInt64) -> UInt64 {
        var bits = value & 0xffff_ffff
        bits = (bits | (bits << 16)) & 0x0000_ffff_0000_ffff
        bits = (bits | (bits << 8)) & 0x00ff_00ff_00ff_00ff
        bits = (bits | (bits << 4)) & 0x0f0f_0f0f_0f0f_0f0f
        bits = (bits | (bits << 2)) & 0x3333_3333_3333_3333
        return (bits | (bits << 1)) & 0x5555_5555_5555_5555
    }

    /// Every second bit, from the lowest on.
    @inline(__always)
    private static func evenBits(_ value: UInt64) -> UInt64 {
        var bits = value & 0x5555_5555_5555_5555
        bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333
        bits = (bits | (bits >> 2)) & 0x0f0f_0f0f_0f0f_0f0f
        bits = (bits | (bits >> 4)) & 0x00ff_00ff_00ff_00ff
        bits = (bits | (bits >> 8)) & 0x0000_ffff_0000_ffff
        return (bits | (bits >> 16)) & 0xffff_ffff
    }

    /// The ring in which a face's southern corner lies, in sides of a face from the north pole.
    @inline(__always)
    static func southernRing(_ face: Int) -> Int { 2 + face >> 2 }

    /// The longitude of a face's middle in eighths of a turn.
    @inline(__always)
    static func eighth(_ face: Int) -> Int { (face & 3) << 1 + (face >> 2 == 1 ? 0 : 1) }
}

/// A place on the sphere as HEALPix computes with it; sine and cosine of the longitude are taken only where needed.
struct SpherePlace {
    /// Sine of the declination.
    let z: Double
    /// Cosine of the declination, exact at the poles too.
    let cosine: Double
    /// Longitude in eighths of a turn, 0 ..< 8.
    let eighths: Double

    @inline(__always)
    init(z: Double, cosine: Double, eighths: Double) {
        self.z = z
        self.cosine = cosine
        self.eighths = eighths
    }

    /// A place on a face, both coordinates 0…1 from its southern corner.
    ///
    /// The formulas are those of Górski et al. 2005, §4.
    @inline(__always)
    init(face: Int, column: Double, row: Double) {
        let ring = Double(FaceCell.southernRing(face)) - column - row
        let width: Double
        if ring < 1 {
            width = ring
            let height = ring * ring / 3
            z = 1 - height
            cosine = (height * (2 - height)).squareRoot()
        } else if ring > 3 {
            width = 4 - ring
            let height = width * width / 3
            z = height - 1
            cosine = (height * (2 - height)).squareRoot()
        } else {
            width = 1
            z = (2 - ring) * (2.0 / 3)
            cosine = (1 - z * z).squareRoot()
        }
        // At a pole all longitudes are one.
        let turn = width < 1e-15 ? 0 : Double(FaceCell.eighth(face)) + (column - row) / width
        eighths = turn < 0 ? turn + 8 : (turn >= 8 ? turn - 8 : turn)
    }
}
