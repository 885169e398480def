import Messages

extension CutoutSettings {
    /// What is not left open, by name.
    var said: [String: String] {
        var said: [String: String] = [:]
        for (name, value) in Mirror(reflecting: self).children {
            guard let name else { continue }
            switch value {
            case let text as String where !text.isEmpty: said[name] = text
            case let number as Double where number != 0: said[name] = "\(number)"
            case let number as UInt32 where number != 0: said[name] = "\(number)"
            case let choice as Bool? where choice != nil: said[name] = choice == true ? "yes" : "no"
            default: break
            }
        }
        return said
    }

    /// These settings, and another's where these are open.
    func filled(from other: CutoutSettings) -> CutoutSettings {
        var filled = self
        func take<Value: Equatable>(_ path: WritableKeyPath<CutoutSettings, Value>, open: Value) {
            if filled[keyPath: path] == open { filled[keyPath: path] = other[keyPath: path] }
        }
        take(\.collection, open: "")
        take(\.release, open: "")
        // A size counts as one setting: a width in pixels is not mixed with a height in arcminutes from elsewhere.
        if widthArcminutes == 0, heightArcminutes == 0, widthPixels == 0, heightPixels == 0 {
            filled.widthArcminutes = other.widthArcminutes
            filled.heightArcminutes = other.heightArcminutes
            filled.widthPixels = other.widthPixels
            filled.heightPixels = other.heightPixels
        }
        take(\.shape, open: "")
        take(\.polygon, open: "")
        take(\.bands, open: "")
        take(\.planes, open: "")
        take(\.fits, open: nil)
        take(\.compression, open: "")
        take(\.edges, open: "")
        take(\.lupton, open: "")
        take(\.stiff, open: "")
        take(\.grey, open: nil)
        take(\.pictureFormat, open: "")
        take(\.stretch, open: "")
        take(\.limits, open: "")
        take(\.luptonMinimum, open: 0)
        take(\.luptonStretch, open: 0)
        take(\.luptonQ, open: 0)
        take(\.listOnly, open: nil)
        return filled
    }
}
