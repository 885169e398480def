import Foundation
import Messages
import Subscriptions
import TestSupport

/// A condition as a plain tree, with the plainest meaning of it: what the compiled form is compared with.
indirect enum ModelNumber {
    case constant(Double)
    case field(Field)
    case negated(ModelNumber)
    case operation(String, ModelNumber, ModelNumber)
    case function(String, [ModelNumber])

    /// The number; nil where it is missing.
    func value(_ anomaly: Anomaly) -> Double? {
        let result: Double?
        switch self {
        case .constant(let value): result = value
        case .field(let field): result = modelNumber(field, anomaly)
        case .negated(let part): result = part.value(anomaly).map { -$0 }
        case .operation(let sign, let left, let right):
            guard let left = left.value(anomaly), let right = right.value(anomaly) else { return nil }
            switch sign {
            case "+": result = left + right
            case "-": result = left - right
            case "*": result = left * right
            default: result = left / right
            }
        case .function(let name, let arguments):
            let values = arguments.compactMap { $0.value(anomaly) }
            guard values.count == arguments.count else { return nil }
            switch name {
            case "abs": result = abs(values[0])
            case "sqrt": result = sqrt(values[0])
            case "log10": result = log10(values[0])
            case "ln": result = log(values[0])
            case "exp": result = exp(values[0])
            case "floor": result = floor(values[0])
            case "ceil": result = ceil(values[0])
            case "round": result = round(values[0])
            case "min": result = values.min()
            default: result = values.max()
            }
        }
        guard let result, result.isFinite else { return nil }
        return result
    }

    /// How tightly it binds: a sum 0, a product 1, a sign 2, anything else 3.
    var binding: Int {
        switch self {
        case .operation("+", _, _), .operation("-", _, _): 0
        case .operation: 1
        case .negated: 2
        case .constant(let value): value.sign == .minus ? 2 : 3
        case .field, .function: 3
        }
    }

    /// Written with brackets where they are needed, and sometimes more.
    func text(_ random: inout SeededGenerator, within outer: Int = 0) -> String {
        let text: String
        switch self {
        case .constant(let value): text = "\(value)"
        case .field(let field): text = field.name
        case .negated(let part): text = "-\(part.text(&random, within: 2))"
        case .operation(let sign, let left, let right):
            let space = Bool.random(using: &random) ? " " : ""
            text =
                "\(left.text(&random, within: binding))\(space)\(sign)\(space)"
                + right.text(&random, within: binding + 1)
        case .function(let name, let arguments):
            text = "\(name)(\(arguments.map { $0.text(&random) }.joined(separator: ", ")))"
        }
        return binding < outer || Int.random(in: 0..<8, using: &random) == 0 ? "(\(text))" : text
    }
}

/// A number of an anomaly; nil where it is missing.
func modelNumber(_ field: Field, _ anomaly: Anomaly) -> Double? {
    func contribution(_ name: String) -> Contribution? { anomaly.explanation.first { $0.feature == name } }
    let value: Double?
    switch field {
    case .magnitude: value = Double(anomaly.alert.magnitude)
    case .magnitudeError: value = Double(anomaly.alert.magnitudeError)
    case .mjd: value = anomaly.alert.mjdUTC
    case .score: value = anomaly.score.score
    case .feature(let name): value = contribution(name).map { Double($0.value) }
    case .typical(let name): value = contribution(name).map { Double($0.typical) }
    case .share(let name): value = contribution(name).map { Double($0.share) }
    default: value = nil
    }
    return value.flatMap { $0.isNaN ? nil : $0 }
}

/// A text of an anomaly; nil where it is missing.
func modelText(_ field: Field, _ anomaly: Anomaly) -> String? {
    let text =
        switch field {
        case .band: anomaly.alert.band
        case .survey: anomaly.alert.survey
        case .objectID: anomaly.alert.objectID
        default: anomaly.explanation.first?.feature ?? ""
        }
    return text.isEmpty ? nil : text
}

/// A truth as a plain tree.
indirect enum ModelTruth {
    case trained
    case not(ModelTruth)
    case all([ModelTruth])
    case any([ModelTruth])
    case compare(String, ModelNumber, ModelNumber)
    case between(ModelNumber, ModelNumber, ModelNumber)
    case among(ModelNumber, [Double])
    case missing(ModelNumber)
    case textEqual(Field, String)
    case sameTexts(Field, Field)
    case textAmong(Field, [String])
    case like(Field, String)
    case textMissing(Field)

    /// True, false, or nil for unknown: SQL's three-valued logic, table by table.
    func value(_ anomaly: Anomaly) -> Bool? {
        switch self {
        case .trained: return anomaly.score.inTrainingSample
        case .not(let part): return part.value(anomaly).map { !$0 }
        case .all(let parts): return Self.all(parts.map { $0.value(anomaly) })
        case .any(let parts): return Self.all(parts.map { $0.value(anomaly).map { !$0 } }).map { !$0 }
        case .compare(let sign, let left, let right): return Self.compare(sign, left, right, anomaly)
        case .between(let value, let lowest, let highest):
            return Self.all([
                Self.compare(">=", value, lowest, anomaly), Self.compare("<=", value, highest, anomaly),
            ])
        case .among(let value, let values):
            return Self.all(
                values.map { Self.compare("=", value, .constant($0), anomaly).map { !$0 } }
            ).map { !$0 }
        case .missing(let value): return value.value(anomaly) == nil
        case .textEqual(let field, let text): return modelText(field, anomaly).map { $0 == text }
        case .sameTexts(let field, let other):
            guard let one = modelText(field, anomaly), let two = modelText(other, anomaly) else { return nil }
            return one == two
        case .textAmong(let field, let texts): return modelText(field, anomaly).map { texts.contains($0) }
        case .like(let field, let pattern):
            return modelText(field, anomaly).map { fits(Array($0)[...], Array(pattern)[...]) }
        case .textMissing(let field): return modelText(field, anomaly) == nil
        }
    }

    private static func all(_ values: [Bool?]) -> Bool? {
        if values.contains(false) { return false }
        return values.contains(nil) ? nil : true
    }

    private static func compare(_ sign: String, _ left: ModelNumber, _ right: ModelNumber, _ anomaly: Anomaly) -> Bool?
    {
        // A constant beside a single-precision field is rounded to single precision.
        func rounded(_ value: Double, _ side: ModelNumber, _ other: ModelNumber) -> Double {
            guard case .constant = side, case .field(let field) = other, field != .mjd, field != .score else {
                return value
            }
            return Double(Float(value))
        }
        guard let leftValue = left.value(anomaly), let rightValue = right.value(anomaly) else { return nil }
        let one = rounded(leftValue, left, right)
        let two = rounded(rightValue, right, left)
        return switch sign {
        case "<": one < two
        case "<=": one <= two
        case ">": one > two
        case ">=": one >= two
        case "=": one == two
        default: one != two
        }
    }
}

/// Whether a text fits a pattern of `*` and `?`, by trying everything.
func fits(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
        return fits(text, pattern.dropFirst()) || (!text.isEmpty && fits(text.dropFirst(), pattern))
    }
    guard let character = text.first else { return false }
    return (first == "?" || first == character) && fits(text.dropFirst(), pattern.dropFirst())
}
