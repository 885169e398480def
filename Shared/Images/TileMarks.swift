import CImageKernels
import Glibc

/// Where decoding can begin within the tiles of a compressed image, as far as they have been decoded before.
///
/// A tile can only be read from its beginning, unless it is known where in its bytes a pixel stands. Each reading leaves
/// a mark every 2,048 pixels, so that the next one does not read what is before its box again. Eight bytes a mark: at
/// most 400 kB for an image of 10,000 × 10,000 pixels.
///
/// Sendable is right: each mark is one number that is read and written in one step, and whichever thread writes it
/// writes the same.
final class TileMarks: @unchecked Sendable {
    /// Pixels between two marks.
    static let stride = Int(PERYTON_RICE_STRIDE)
    /// Marks of a tile.
    private let marksPerTile: Int
    private let marks: UnsafeMutablePointer<UInt64>?

    init(_ table: TileTable) {
        marksPerTile = table.tileWidth * table.tileHeight / Self.stride + 1
        let tiles = table.tilesAcross * ((table.height + table.tileHeight - 1) / table.tileHeight)
        // Tiles without room for a mark need none; memory that is not touched is not taken.
        let memory = marksPerTile > 1 ? calloc(tiles * marksPerTile, MemoryLayout<UInt64>.stride) : nil
        marks = memory?.assumingMemoryBound(to: UInt64.self)
    }

    deinit { free(marks) }

    /// The marks of a tile; the one at index i is that before the pixel i × stride.
    func marks(ofTile tile: Int) -> UnsafeMutablePointer<UInt64>? {
        marks.map { $0 + tile * marksPerTile }
    }

    /// The last mark before a pixel of a tile: its index, and the mark; (0, 0): the tile's beginning.
    func start(tile: Int, before pixel: Int) -> (index: Int, mark: UInt64) {
        guard let marks = marks(ofTile: tile) else { return (0, 0) }
        var index = min(pixel / Self.stride, marksPerTile - 1)
        while index > 0 {
            let mark = peryton_rice_mark(marks + index)
            if mark != 0 { return (index, mark) }
            index -= 1
        }
        return (0, 0)
    }

    /// Bytes of a tile that its first `pixels` take at most; nil where that is not known.
    func length(tile: Int, pixels: Int) -> Int? {
        let index = (pixels + Self.stride - 1) / Self.stride
        guard let marks = marks(ofTile: tile), index < marksPerTile else { return nil }
        let mark = peryton_rice_mark(marks + index)
        return mark == 0 ? nil : Int(mark >> 32) / 8 + 1
    }
}
