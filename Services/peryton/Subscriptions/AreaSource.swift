import Foundation
import Messages
import Subscriptions

/// Why something is no piece of the sky; one line without the place where it stands.
struct AreaFault: Error, CustomStringConvertible {
    let description: String
}

/// Pieces of the sky from numbers, texts and files.
enum AreaSource {
    /// The shapes, as definitions and options name them.
    static let shapes = figures.map(\.shape) + ["moc", "skymap"]
    /// The credible level of a sky map where none is given.
    static let usualLevel = 0.9

    private static let longestName = 60

    private static let figures: [(shape: String, expected: String, allows: @Sendable (Int) -> Bool)] = [
        ("cone", "right ascension, declination and radius", { $0 == 3 }),
        ("box", "right ascension and declination of its centre, width and height", { $0 == 4 }),
        ("polygon", "right ascension and declination of three corners or more", { $0 >= 6 && $0.isMultiple(of: 2) }),
        ("galactic-latitude", "from and to", { $0 == 2 }),
        ("ecliptic-latitude", "from and to", { $0 == 2 }),
    ]

    /// A shape that numbers describe, degrees.
    static func figure(_ shape: String, _ degrees: [Double]) throws -> SkyArea {
        if let figure = figures.first(where: { $0.shape == shape }), !figure.allows(degrees.count) {
            let count = degrees.count == 1 ? "1 number" : "\(degrees.count) numbers"
            throw AreaFault(description: "\(shape) has \(count); expected \(figure.expected), degrees")
        }
        return try SkyArea(shape: shape, degrees: degrees).readyToSend()
    }

    /// The same from a text, numbers parted by blanks or commas.
    static func figure(_ shape: String, _ text: String) throws -> SkyArea {
        let words = text.split { $0 == " " || $0 == "," }
        return try figure(
            shape,
            words.map { word in
                guard let number = Double(word), number.isFinite else {
                    throw AreaFault(description: "\(shape) \(text): '\(word)' is no number; expected degrees")
                }
                return number
            })
    }

    /// A MOC from its text, ASCII or JSON, or from a FITS file.
    static func moc(_ text: String, in folder: String) throws -> SkyArea {
        let isText = text.wholeMatch(of: /\s*(?:[st]?[0-9]+\/[0-9\s,\/-]*|\{.*\}\s*)/.dotMatchesNewlines()) != nil
        guard !isText else {
            // A short text is its own name, as the text itself is not kept.
            let label = text.count <= longestName ? text.trimmingCharacters(in: .whitespacesAndNewlines) : ""
            return try SkyArea(shape: "moc", moc: text, label: label).readyToSend()
        }
        let file = try content(of: text, in: folder, "a MOC as a FITS, ASCII or JSON file, or its text")
        let name = URL(fileURLWithPath: text).lastPathComponent
        let isFITS = file.starts(with: "SIMPLE".utf8) || file.starts(with: [0x1F, 0x8B])
        return try
            (isFITS
            ? SkyArea(shape: "moc", fits: file, label: name)
            : SkyArea(shape: "moc", moc: String(decoding: file, as: UTF8.self), label: name)).readyToSend()
    }

    /// The smallest area of a HEALPix sky map that holds a share of its probability.
    static func skymap(_ file: String, level: Double, in folder: String) throws -> SkyArea {
        guard level > 0, level < 1 else {
            throw AreaFault(description: "level \(level): expected a share between 0 and 1, such as 0.9")
        }
        return try SkyArea(
            shape: "skymap", fits: content(of: file, in: folder, "a HEALPix sky map as a FITS file"),
            credibleLevel: level, label: URL(fileURLWithPath: file).lastPathComponent
        ).readyToSend()
    }

    /// An area from one text: its shape, then what describes it: "cone 150.1 2.2 1.5", "skymap map.fits 0.9".
    static func area(_ text: String, in folder: String) throws -> SkyArea {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, shapes.contains(parts[0]) else {
            throw AreaFault(
                description: "\(text): expected a shape and its numbers or file, such as \"cone 150.1 2.2 1.5\"; "
                    + "shapes are \(shapes.joined(separator: ", "))")
        }
        switch parts[0] {
        case "moc": return try moc(parts[1], in: folder)
        case "skymap":
            let words = parts[1].split(separator: " ").map(String.init)
            let level = words.count > 1 ? Double(words[words.count - 1]) : nil
            return try skymap(
                level == nil ? parts[1] : words.dropLast().joined(separator: " "), level: level ?? usualLevel,
                in: folder)
        default: return try figure(parts[0], parts[1])
        }
    }

    private static func content(of file: String, in folder: String, _ expected: String) throws -> [UInt8] {
        let path = ChannelFiles.resolved(file, in: folder)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AreaFault(description: "\(path): no such file, or it may not be read; expected \(expected)")
        }
        return Array(data)
    }
}

extension SkyArea {
    /// The area as it goes to the service: checked, and of a file only what it covers.
    func readyToSend() throws -> SkyArea {
        do {
            return try normalised()
        } catch {
            throw AreaFault(description: error.description)
        }
    }
}
