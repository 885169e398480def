import Foundation
import Sky

/// A piece of sky in a survey's coadded pictures, in the shape of DES's first data release, that never was.
///
/// ```swift
/// let sky = SimulatedSky(seed: 1, objects: 1_000_000, tiles: 4, size: .small)
/// try sky.write(toFolder: "sky")
/// ```
/// It shows what the catalogue of the same seed and number of objects (`SimulatedCatalogue`) says, at its places: an
/// object has the light of its mag_auto in each band, its a_image, b_image and theta_j2000. As such a catalogue has far
/// fewer objects than DES saw, further ones of the same population are added up to DES's number on a square degree; they
/// have ids of their own and are in the field's table, `objects`.
///
/// The field lies where four of the survey's tiles nearly meet, near right ascension 0.45° and declination −38.6°. In
/// full size the pictures are the tiles': 10,000 pixels, 0.7306° a side, with 60″ of overlap. Smaller ones are what is
/// around that meeting point, one picture in each tile, with the tile's name and again 60″ of overlap.
///
/// All is made of the seed: the same seed gives the same pixels, and an object is the same in every size of picture.
public struct SimulatedSky: Sendable {
    /// Seed of all that is random.
    public let seed: UInt64
    /// Number of objects of the catalogue that it shows.
    public let catalogueObjects: Int
    /// Size of the pictures.
    public let size: Size
    /// The pictures: the first is the south-western one, then eastwards and northwards.
    public let tiles: [SkyTile]
    /// All that is drawn.
    let objects: [SkyObject]
    /// The rows of those objects that lie in a picture.
    let table: SkyTable
    /// The plane in which the exposures of the whole field are laid out.
    let exposures: TangentPlane

    /// Version of the simulation: skies of different versions differ though their seeds do not.
    public static let version = 1

    /// Objects on a square degree, catalogue's and further ones together (DES DR1: 399,263,026 on 5,186).
    static let density = 77_000.0

    /// Pixels that neighbouring pictures share: DES's 60″.
    static let overlap = 226

    /// How large the pictures are.
    public enum Size: Sendable, Equatable {
        /// So many pixels a side, from 512 on.
        case pixels(Int)
        /// A whole tile of 10,000 pixels.
        case full

        /// 2,500 pixels, 11′ a side.
        ///
        /// Twenty of such pictures are made in seconds and take little room, and yet a
        /// field of 20′ has thousands of objects; full tiles take sixteen times of both.
        public static let small = Size.pixels(2500)

        /// Pixels of a side.
        public var side: Int {
            switch self {
            case .pixels(let side): min(max(512, side), CatalogueTile.pixels)
            case .full: CatalogueTile.pixels
            }
        }

        /// The most pictures there can be: smaller ones surround the point where four tiles meet.
        public var maximumTiles: Int { self == .full ? 16 : 4 }
    }

    /// Makes the sky's objects; takes some half a second, for the catalogue.
    ///
    /// - Parameters:
    ///   - objects: number of objects of the catalogue.
    ///   - tiles: number of pictures, brought into 1…`size.maximumTiles`.
    public init(seed: UInt64, objects: Int = 1_000_000, tiles: Int = 4, size: Size = .small) {
        self.init(
            of: SimulatedCatalogue(seed: seed, objects: objects), tiles: tiles, size: size)
    }

    init(of catalogue: SimulatedCatalogue, tiles count: Int, size: Size) {
        seed = catalogue.seed
        catalogueObjects = catalogue.objects
        self.size = size
        let field = SkyField(tiles: min(max(1, count), size.maximumTiles), size: size)
        tiles = field.tiles
        exposures = TangentPlane(at: field.corner)
        let population = SkyPopulation(catalogue, field: field)
        objects = population.objects
        table = population.table
    }
}
