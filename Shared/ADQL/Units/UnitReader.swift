/// Reads VOUnits: units with points or stars between them, powers, one solidus, parentheses, sqrt.
struct UnitReader {
    private let characters: [Character]
    private var index = 0
    private var depth = 0

    init(_ text: String) { characters = Array(text.prefix(200)) }

    mutating func read() -> Unit? {
        if characters.isEmpty { return Unit() }
        guard let unit = product(), index == characters.count else { return nil }
        return unit
    }

    private var current: Character? { index < characters.count ? characters[index] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard current == character else { return false }
        index += 1
        return true
    }

    private mutating func product() -> Unit? {
        guard depth < 20 else { return nil }
        depth += 1
        defer { depth -= 1 }
        var result = Unit()
        if current == "/" {
            index += 1
            guard let divisor = power() else { return nil }
            result = result.multiplied(with: divisor, power: -1)
        } else {
            guard let first = power() else { return nil }
            result = first
        }
        while let sign = current {
            switch sign {
            case ".", "*", " ":
                index += 1
                guard let next = power() else { return nil }
                result = result.multiplied(with: next, power: 1)
            case "/":
                index += 1
                guard let next = power() else { return nil }
                result = result.multiplied(with: next, power: -1)
            case _ where sign.isLetter && result.powers.isEmpty:
                // A scale factor goes before a unit with nothing between.
                guard let next = power() else { return nil }
                result = result.multiplied(with: next, power: 1)
            default: return result
            }
        }
        return result
    }

    private mutating func power() -> Unit? {
        guard let base = primary() else { return nil }
        guard let exponent = exponent() else { return nil }
        return exponent == 1 ? base : Unit().multiplied(with: base, power: exponent)
    }

    private mutating func primary() -> Unit? {
        if take("(") {
            guard let inner = product(), take(")") else { return nil }
            return inner
        }
        if let digit = current, digit.isASCII, digit.isNumber { return scale() }
        var symbol = ""
        while let letter = current, letter.isLetter || letter == "%" || letter == "_" || letter == "'" {
            symbol.append(letter)
            index += 1
        }
        if symbol == "sqrt", take("(") {
            guard let inner = product(), take(")") else { return nil }
            return Unit().multiplied(with: inner, power: 0.5)
        }
        return UnitSymbols.unit(symbol)
    }

    /// A number before a unit: 10**3, 10+3, 1000.
    private mutating func scale() -> Unit? {
        var digits = ""
        while let digit = current, digit.isASCII && digit.isNumber || digit == "." {
            // A point that no digit follows separates units.
            if digit == ".", index + 1 >= characters.count || !characters[index + 1].isNumber { break }
            digits.append(digit)
            index += 1
        }
        guard let number = Double(digits), number > 0 else { return nil }
        return Unit(factor: number)
    }

    /// ** or ^ and a number, or digits right behind a symbol; 1 without; nil where it is none.
    private mutating func exponent() -> Double? {
        if current == "*", index + 1 < characters.count, characters[index + 1] == "*" {
            index += 2
        } else if current == "^" {
            index += 1
        } else if let next = current, next == "+" || next == "-" || (next.isASCII && next.isNumber) {
            return signedNumber()
        } else {
            return 1
        }
        guard take("(") else { return signedNumber() }
        guard let numerator = signedNumber() else { return nil }
        var value = numerator
        if take("/") {
            guard let denominator = signedNumber(), denominator != 0 else { return nil }
            value = numerator / denominator
        }
        return take(")") ? value : nil
    }

    private mutating func signedNumber() -> Double? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        var digits = ""
        while let digit = current, digit.isASCII, digit.isNumber || digit == "." {
            if digit == ".", index + 1 >= characters.count || !characters[index + 1].isNumber { break }
            digits.append(digit)
            index += 1
        }
        guard let value = Double(digits), value <= 100 else { return nil }
        return isNegative ? -value : value
    }
}
