import CWCS
import Synchronization

/// A header's coordinates as WCSLIB has read them; not for two threads at once, as it works in memory of its own.
final class WCSLibrary {
    /// WCSLIB's readers of headers and units are not all reentrant: one at a time.
    private static let reading = Mutex(())

    private var count: Int32 = 0
    private var all: UnsafeMutablePointer<wcsprm>?
    private let chosen: UnsafeMutablePointer<wcsprm>
    /// Number of axes, and which of them are longitude and latitude.
    private let axes: Int
    private let longitude: Int
    private let latitude: Int
    /// Kind of longitude (RA, GLON, ELON, …), RADESYS (or empty) and equinox (if any).
    let longitudeType: String
    let radesys: String
    let equinox: Double?
    let projection: String

    /// Reads the coordinates that a header has under a letter (a blank: the primary ones).
    init(_ header: ImageHeader, alternative: Character) throws(ImageError) {
        var records = Self.usable(header).records().map { CChar(bitPattern: $0) }
        let number = Int32(records.count / ImageHeader.recordLength)
        records.append(0)
        var rejected: Int32 = 0
        var read: UnsafeMutablePointer<wcsprm>?
        var found: Int32 = 0
        let result = Self.reading.withLock { _ in
            // WCSHDR_all: every spelling that is in use.
            wcspih(&records, number, Int32(WCSHDR_all), 0, &rejected, &found, &read)
        }
        guard result == 0, let read else {
            throw .noWorldCoordinates(reason: result == 0 ? "the header has none" : Self.message(result))
        }
        func release() {
            var (number, memory): (Int32, UnsafeMutablePointer<wcsprm>?) = (found, read)
            wcsvfree(&number, &memory)
        }
        let index = (0..<Int(found)).first { Self.text(read[$0].alt).first ?? " " == alternative }
        guard let index else {
            release()
            throw .noWorldCoordinates(reason: "the header has none under the letter \(alternative)")
        }
        let chosen = read + index
        let status = Self.reading.withLock { _ in
            // A matrix may leave out a third axis; that of two axes has to be whole, or the header lies.
            if chosen.pointee.naxis > 2 { cdfix(chosen) }
            unitfix(0, chosen)
            return wcsset(chosen)
        }
        let type = Self.text(chosen.pointee.lngtyp)
        guard status == 0, chosen.pointee.lng >= 0, chosen.pointee.lat >= 0, !type.isEmpty,
            chosen.pointee.naxis >= 2
        else {
            release()
            throw .noWorldCoordinates(reason: status == 0 ? "the axes are not celestial" : Self.message(status))
        }
        count = found
        all = read
        self.chosen = chosen
        axes = Int(chosen.pointee.naxis)
        longitude = Int(chosen.pointee.lng)
        latitude = Int(chosen.pointee.lat)
        longitudeType = type
        radesys = Self.text(chosen.pointee.radesys).uppercased()
        // WCSLIB's number for what is not there is much larger than any year.
        equinox = chosen.pointee.equinox < 1e5 ? chosen.pointee.equinox : nil
        projection = Self.text(chosen.pointee.cel.prj.code)
    }

    deinit { wcsvfree(&count, &all) }

    /// Longitude and latitude of pixels in degrees, in the header's own frame; NaN where there are none.
    ///
    /// Pixels are zero-based.
    func world(_ pixels: [(x: Double, y: Double)]) -> [(longitude: Double, latitude: Double)] {
        let number = pixels.count
        var given = [Double](repeating: 1, count: number * axes)
        for (index, pixel) in pixels.enumerated() {
            given[index * axes] = pixel.x + 1
            given[index * axes + 1] = pixel.y + 1
        }
        var (images, worlds) = (given, given)
        var (phi, theta) = ([Double](repeating: 0, count: number), [Double](repeating: 0, count: number))
        var status = [Int32](repeating: 0, count: number)
        let result = wcsp2s(
            chosen, Int32(number), Int32(axes), given, &images, &phi, &theta, &worlds, &status)
        return (0..<number).map { index in
            guard result == 0 || (result == 8 && status[index] == 0) else { return (.nan, .nan) }
            return (worlds[index * axes + longitude], worlds[index * axes + latitude])
        }
    }

    /// Zero-based pixels of places in the header's own frame; NaN where there are none.
    func pixels(_ places: [(longitude: Double, latitude: Double)]) -> [(x: Double, y: Double)] {
        let number = places.count
        var given = [Double](repeating: 0, count: number * axes)
        for (index, place) in places.enumerated() {
            // The further axes stay at their reference.
            for axis in 0..<axes where axis != longitude && axis != latitude {
                given[index * axes + axis] = chosen.pointee.crval[axis]
            }
            given[index * axes + longitude] = place.longitude
            given[index * axes + latitude] = place.latitude
        }
        var (images, results) = (given, given)
        var (phi, theta) = ([Double](repeating: 0, count: number), [Double](repeating: 0, count: number))
        var status = [Int32](repeating: 0, count: number)
        let result = wcss2p(
            chosen, Int32(number), Int32(axes), given, &phi, &theta, &images, &results, &status)
        return (0..<number).map { index in
            guard result == 0 || (result == 9 && status[index] == 0) else { return (.nan, .nan) }
            return (results[index * axes] - 1, results[index * axes + 1] - 1)
        }
    }

    /// The zero-based reference pixel.
    var reference: (x: Double, y: Double) { (chosen.pointee.crpix[0] - 1, chosen.pointee.crpix[1] - 1) }

    private static func message(_ status: Int32) -> String {
        switch status {
        case 2: "there is no memory"
        case 3: "the matrix of the linear transformation is singular"
        case 4: "the types of the axes contradict each other or are unknown"
        case 5: "a parameter of the coordinates is wrong"
        case 6: "the parameters of the projection contradict each other"
        case 7: "the coordinates cannot be set up"
        default: "WCSLIB's error \(status)"
        }
    }

    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).trimmed
        }
    }

    /// The cards that WCSLIB is shown: no texts, and polynomials that only stand there announced in CTYPE.
    ///
    /// SIP's are applied by other readers too; SCAMP once wrote those of TPV under the name of TAN, which has none.
    private static func usable(_ header: ImageHeader) -> ImageHeader {
        var usable = ImageHeader(cards: header.cards.filter { !$0.isCommentary && $0.keyword.utf8.count <= 8 })
        let hasSIP = (header.integer("A_ORDER") ?? 0) > 1 && (header.integer("B_ORDER") ?? 0) > 1
        let isSCAMP = usable.cards.contains { card in
            guard card.keyword.hasPrefix("PV1_") || card.keyword.hasPrefix("PV2_") else { return false }
            return Int(card.keyword.dropFirst(4)).map { $0 >= 5 } ?? false
        }
        for keyword in ["CTYPE1", "CTYPE2"] {
            guard let type = header.text(keyword), type.hasSuffix("-TAN") else { continue }
            if hasSIP {
                usable.set(keyword, type + "-SIP")
            } else if isSCAMP {
                usable.set(keyword, type.dropLast(3) + "TPV")
            }
        }
        if hasSIP, isSCAMP { usable.removeAll { $0.keyword.hasPrefix("PV1_") || $0.keyword.hasPrefix("PV2_") } }
        return usable
    }
}

extension String {
    /// Without blanks at its end.
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
