/// Guesses what the pixels of an image say, by the customs of surveys.
enum PlaneGuess {
    /// Words in names of files and extensions: DES (SCI, MSK, WGT), NOAO (ooi, ood, oow), unWISE (img, msk, invvar).
    private static let words: [String: PlaneKind] = [
        "sci": .science, "ooi": .science, "opi": .science, "img": .science, "image": .science, "science": .science,
        "msk": .mask, "ood": .mask, "opd": .mask, "mask": .mask, "dq": .mask, "dqmask": .mask, "flag": .mask,
        "flags": .mask, "maskbits": .mask, "mk": .mask,
        "wgt": .weight, "oow": .weight, "opw": .weight, "weight": .weight, "wht": .weight, "wt": .weight,
        "wtmap": .weight, "invvar": .weight, "ivar": .weight, "weights": .weight,
        "std": .other, "unc": .other, "err": .other, "error": .other, "sky": .other, "bkg": .other, "psf": .other,
        "psfsize": .other, "nexp": .other, "exp": .other, "var": .other, "variance": .other, "depth": .other,
        "galdepth": .other, "psfdepth": .other, "chi2": .other,
    ]

    /// The plane that a text names as one of its words; the last such word counts.
    static func plane(in text: String) -> PlaneKind? {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.reversed().lazy.compactMap { words[String($0)] }.first
    }

    /// The planes of all images of a file.
    ///
    /// The extension's name decides, then DES_EXT, the file's name, PRODTYPE (whose image is also said of masks), then pixels:
    /// integers of 8, 32 or 64 bits beside a floating-point image are a mask, all else is brightness.
    static func planes(_ images: [ImageExtension], path: String, primary: ImageHeader) -> [PlaneKind] {
        let fileName = String(path.split(separator: "/").last ?? "")
        let hasFloating = images.contains { $0.pixelType.isFloating }
        return images.map { image in
            if let named = plane(in: image.name) { return named }
            if let value = image.header.text("DES_EXT"), let named = plane(in: value) { return named }
            if let named = plane(in: fileName) { return named }
            let product = image.header.text("PRODTYPE") ?? primary.text("PRODTYPE")
            if let product, let named = plane(in: product) { return named }
            let isMask = hasFloating && !image.pixelType.isFloating && abs(image.storage.bitpix) != 16
            return isMask ? .mask : .science
        }
    }
}
