import Foundation

/// What surveys put into file names to tell planes apart.
enum PlaneNames {
    private static let marks = [
        ("_ooi_", "_oo*_"), ("_ood_", "_oo*_"), ("_oow_", "_oo*_"), ("_oki_", "_ok*_"), ("_okd_", "_ok*_"),
        ("_okw_", "_ok*_"), ("-img-m", "-*"), ("-img-u", "-*"), ("-invvar-m", "-*"), ("-invvar-u", "-*"),
        ("-std-m", "-*"), ("-msk", "-*"), ("-mask", "-*"), ("_sci", "_*"), ("_msk", "_*"), ("_mask", "_*"),
        ("_wgt", "_*"), ("_weight", "_*"), (".mask", ".*"), (".weight", ".*"),
    ]

    /// The same for all planes of an image; compression makes no difference.
    static func withoutPlane(_ path: String) -> String {
        var name = path
        for ending in [".fz", ".gz"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        for (mark, joker) in marks where name.contains(mark) { return name.replacingOccurrences(of: mark, with: joker) }
        return name
    }
}
