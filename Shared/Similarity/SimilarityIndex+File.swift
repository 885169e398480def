import CZlib
import Foundation

/// The stored form, little-endian throughout:
///
/// ```
/// bytes        what
/// 0…7          "PRYTNSIM"
/// 8…11         version of this form: 1
/// 12…15        version of the descriptors (DescriptorLayout.version)
/// 16…19        bands of the descriptors
/// 20…23        features of a descriptor, F
/// 24…31        objects, N
/// 32…39        objects when spreads were measured
/// 40…          F spreads, Float32
///              N ids, Int64
///              N right ascensions, then N declinations, Float64, degrees
///              N rows of F features, Float32, padded with zeros to a multiple of eight
/// last 4       CRC-32 (zlib's) of all bytes before
/// ```
extension SimilarityIndex {
    private static let magic = Array("PRYTNSIM".utf8)
    private static let formVersion: UInt32 = 1
    private static let headerBytes = 40
    private static let checksumBytes = 4

    /// Writes the index to a file, which appears whole or not at all.
    ///
    /// - Throws: `SimilarityError.file`.
    public func write(to path: String) throws(SimilarityError) {
        var header = Data(Self.magic)
        for number in [Self.formVersion, layout.version, UInt32(layout.bandCount), UInt32(layout.length)] {
            withUnsafeBytes(of: number.littleEndian) { header.append(contentsOf: $0) }
        }
        for number in [UInt64(count), UInt64(measuredCount)] {
            withUnsafeBytes(of: number.littleEndian) { header.append(contentsOf: $0) }
        }
        let draft = "\(path).draft"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .file(path: draft, reason: Self.systemReason("cannot be made")) }
        var checksum = crc32(0, nil, 0)
        var written = true
        func put(_ bytes: UnsafeRawBufferPointer) {
            guard written, let base = bytes.baseAddress else { return }
            checksum = crc32_z(checksum, base.assumingMemoryBound(to: UInt8.self), bytes.count)
            written = Self.writeAll(bytes, to: file)
        }
        header.withUnsafeBytes(put)
        spreads.withUnsafeBytes(put)
        ids.withUnsafeBytes(put)
        rightAscensions.withUnsafeBytes(put)
        declinations.withUnsafeBytes(put)
        rows.withUnsafeBytes(put)
        withUnsafeBytes(of: UInt32(checksum).littleEndian, put)
        written = written && fsync(file) == 0
        let reason = Self.systemReason("cannot be written")
        close(file)
        guard written else {
            unlink(draft)
            throw .file(path: draft, reason: reason)
        }
        guard rename(draft, path) == 0 else {
            let reason = Self.systemReason("cannot be put in place")
            unlink(draft)
            throw .file(path: path, reason: reason)
        }
    }

    /// The index that a file holds.
    ///
    /// - Throws: `SimilarityError.file` where the system does not read it, `.stored` where it is not a whole, undamaged
    ///   index of descriptors that this version makes.
    public init(contentsOf path: String) throws(SimilarityError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        } catch {
            throw .file(path: path, reason: "cannot be read: \((error as NSError).localizedDescription)")
        }
        func fault(_ reason: String, at offset: Int) -> SimilarityError {
            .stored(path: path, reason: reason, offset: offset)
        }
        guard data.count >= Self.headerBytes + Self.checksumBytes else {
            throw fault(
                "it has \(data.count) bytes; expected at least \(Self.headerBytes + Self.checksumBytes)", at: data.count
            )
        }
        guard data.prefix(Self.magic.count).elementsEqual(Self.magic) else {
            throw fault("it does not begin with \"PRYTNSIM\"", at: 0)
        }
        let version: UInt32 = data.number(at: 8)
        guard version == Self.formVersion else {
            throw fault("form version \(version); expected \(Self.formVersion)", at: 8)
        }
        let bands: UInt32 = data.number(at: 16)
        guard DescriptorLayout.bandCounts.contains(Int(bands)) else {
            throw fault("\(bands) bands; expected \(DescriptorLayout.bandCounts)", at: 16)
        }
        let layout = DescriptorLayout(bandCount: Int(bands))
        let described: UInt32 = data.number(at: 12)
        guard described == layout.version else {
            throw fault(
                "descriptors of version \(described); expected \(layout.version): describe the images again", at: 12)
        }
        let features: UInt32 = data.number(at: 20)
        guard Int(features) == layout.length else {
            throw fault("\(features) features; expected \(layout.length)", at: 20)
        }
        self.init(layout: layout)
        let stored: UInt64 = data.number(at: 24)
        let objectBytes = 24 + 4 * stride
        let body = data.count - Self.headerBytes - Self.checksumBytes - 4 * layout.length
        guard body >= 0, body % objectBytes == 0, stored == UInt64(body / objectBytes) else {
            throw fault("\(stored) objects do not take its \(data.count) bytes: it was cut or never finished", at: 24)
        }
        let checked = data.count - Self.checksumBytes
        let checksum = data.withUnsafeBytes { bytes in
            crc32_z(crc32(0, nil, 0), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), checked)
        }
        let storedChecksum: UInt32 = data.number(at: checked)
        guard UInt32(checksum) == storedChecksum else {
            throw fault("its bytes have CRC-32 \(checksum); expected \(storedChecksum)", at: checked)
        }
        let objects = Int(stored)
        var offset = Self.headerBytes
        spreads = data.array(layout.length, at: &offset)
        ids = data.array(objects, at: &offset)
        rightAscensions = data.array(objects, at: &offset)
        declinations = data.array(objects, at: &offset)
        rows = data.array(objects * stride, at: &offset)
        let measured: UInt64 = data.number(at: 32)
        measuredCount = Int(clamping: measured)
        guard spreads.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw fault("a spread is not above zero", at: Self.headerBytes)
        }
        if let id = numberPlaces() {
            throw fault("object \(id) stands twice", at: Self.headerBytes + 4 * layout.length)
        }
    }

    private static func systemReason(_ what: String) -> String { "\(what): \(String(cString: strerror(errno)))" }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(file, rest.baseAddress, rest.count)
            if count < 0 {
                guard errno == EINTR else { return false }
                continue
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        return true
    }
}

extension Data {
    /// A little-endian number.
    fileprivate func number<Number: FixedWidthInteger>(at offset: Int) -> Number {
        withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }

    /// The next numbers, as the machine keeps them: all that Swift runs on with Linux are little-endian.
    fileprivate func array<Number: BitwiseCopyable>(_ count: Int, at offset: inout Int) -> [Number] {
        let start = offset
        offset += count * MemoryLayout<Number>.stride
        return withUnsafeBytes { bytes in
            [Number](unsafeUninitializedCapacity: count) { output, initialized in
                UnsafeMutableRawBufferPointer(output).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * MemoryLayout<Number>.stride]))
                initialized = count
            }
        }
    }
}
