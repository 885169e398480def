import Mustache

/// What filling in a template may still cost, in bytes of text.
///
/// The library has no limit of its own: values and lists count what they give, and give nothing any more once it is
/// used up.
///
final class TemplateBudget {
    private(set) var rest: Int

    init(bytes: Int) { rest = bytes }

    /// Whether there was room for so many bytes.
    func take(_ bytes: Int) -> Bool {
        guard rest > 0 else { return false }
        rest -= max(1, bytes)
        return true
    }
}

/// A text of the notice.
struct TemplateText: MustacheCustomRenderable, MustacheParent {
    let text: String
    let budget: TemplateBudget

    var renderText: String { budget.take(text.utf8.count) ? text : "" }
    /// A section of it is shown where there is something.
    var isNull: Bool { text.isEmpty }
    /// The library would look into the value itself otherwise.
    func child(named: String) -> Any? { nil }
}

/// An entry of a list, or the notice itself: its names and nothing else.
struct TemplateEntry: MustacheParent {
    let values: [String: Any]

    func child(named name: String) -> Any? { values[name] }
}

/// A list of the notice, made entry by entry as it is gone through.
struct TemplateList: MustacheSequence, MustacheParent {
    let count: Int
    /// Bytes of plain text that the template has for each entry.
    let bytesAnEntry: Int
    let budget: TemplateBudget
    let entry: (Int) -> Any

    func makeIterator() -> AnyIterator<Any> {
        var next = 0
        return AnyIterator {
            guard next < count, budget.take(bytesAnEntry) else { return nil }
            defer { next += 1 }
            return entry(next)
        }
    }

    func child(named: String) -> Any? { nil }
}
