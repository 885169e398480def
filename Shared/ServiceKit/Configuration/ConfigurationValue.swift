public import ArgumentParser

/// A type of option that can say what it expects, for the message about a value that it does not take.
///
/// Its description is what help shows as the default.
public protocol ConfigurationValue: ExpressibleByArgument, CustomStringConvertible {
    /// What goes after "expected", such as `a number from 0 to 1`.
    static var expectation: String { get }
}

/// Finds out what the options of a command expect, from their types.
enum Expectation {
    /// What the option with this key expects; nil when its type does not tell.
    static func of(_ key: String, in command: ParsableArguments) -> String? {
        for child in Mirror(reflecting: command).children {
            if let group = child.value as? any OptionGroupType {
                if let found = of(key, in: group.emptyGroup) { return found }
            } else if let label = child.label, let option = child.value as? any OptionType {
                // A property wrapper's storage is the property's name with an underscore.
                if keyName(of: label.drop { $0 == "_" }) == key { return expectation(of: option.valueType) }
            }
        }
        return nil
    }

    /// The option name that the parser makes of a property name: `anomalyLimit` is `anomaly-limit`.
    private static func keyName(of property: Substring) -> String {
        property.reduce(into: "") { name, character in
            if character.isUppercase { name += "-" }
            name += character.lowercased()
        }
    }

    private static func expectation(of type: Any.Type) -> String? {
        switch type {
        case let type as any WrappingType.Type: expectation(of: type.wrappedType)
        case let type as any ConfigurationValue.Type: type.expectation
        case let type as any FixedWidthInteger.Type: wholeNumber(type)
        case is Double.Type, is Float.Type: "a number"
        case is Bool.Type: "true or false"
        default: nil
        }
    }

    private static func wholeNumber<Number: FixedWidthInteger>(_ type: Number.Type) -> String {
        type.bitWidth >= 64 ? "a whole number" : "a whole number from \(type.min) to \(type.max)"
    }
}

private protocol OptionType {
    var valueType: Any.Type { get }
}

extension Option: OptionType {
    fileprivate var valueType: Any.Type { Value.self }
}

private protocol OptionGroupType {
    var emptyGroup: any ParsableArguments { get }
}

extension OptionGroup: OptionGroupType {
    fileprivate var emptyGroup: any ParsableArguments { Value() }
}

/// A type around another: what may be missing, or come several times.
private protocol WrappingType {
    static var wrappedType: Any.Type { get }
}

extension Optional: WrappingType {
    fileprivate static var wrappedType: Any.Type { Wrapped.self }
}

extension Array: WrappingType {
    fileprivate static var wrappedType: Any.Type { Element.self }
}
