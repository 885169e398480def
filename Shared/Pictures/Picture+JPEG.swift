import CPictureKernels
import Foundation

extension Picture {
    /// The picture as a JPEG file: much smaller than PNG for photographs, not exact.
    ///
    /// From quality 90 up colours have the full resolution, below half of it in both directions.
    ///
    /// - Parameter quality: From 1 to 100, as libjpeg's; what lies outside counts as the nearer end.
    /// - Throws: `PictureError.jpeg` with libjpeg's message, for example for sides above 65,500 pixels.
    public func jpeg(quality: Int = 90) throws(PictureError) -> [UInt8] {
        var file: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        var message = [CChar](repeating: 0, count: 256)
        let quality = min(100, max(1, quality))
        guard let width = Int32(exactly: width), let height = Int32(exactly: height) else {
            throw .jpeg("a picture of \(width) × \(height) pixels, expected at most 65,500 a side")
        }
        let failed = pk_jpeg(
            pixels, width, height, Int32(quality), quality >= 90 ? 1 : 0, &file, &size, &message)
        defer { free(file) }
        guard failed == 0, let file else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw .jpeg(String(decoding: text, as: UTF8.self))
        }
        return Array(UnsafeBufferPointer(start: file, count: Int(size)))
    }
}
