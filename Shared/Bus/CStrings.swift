import Foundation

/// C copies of Swift text that live as long as this object: libnats' configurations hold bare pointers.
final class CStrings {
    private var copies: [UnsafeMutablePointer<CChar>] = []
    private var tables: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

    deinit {
        copies.forEach { free($0) }
        tables.forEach { $0.deallocate() }
    }

    func copy(_ text: String) -> UnsafePointer<CChar>? {
        guard let copy = strdup(text) else { return nil }
        copies.append(copy)
        return UnsafePointer(copy)
    }

    func copy(_ text: String?) -> UnsafePointer<CChar>? { text.flatMap { copy($0) } }

    func table(_ texts: [String]) -> UnsafeMutablePointer<UnsafePointer<CChar>?> {
        let table = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: max(1, texts.count))
        for (index, text) in texts.enumerated() { table[index] = copy(text) }
        tables.append(table)
        return table
    }
}
