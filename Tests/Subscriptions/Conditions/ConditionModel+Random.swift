import Subscriptions
import TestSupport

extension ModelNumber {
    /// A random expression, at most so deep.
    static func random(_ random: inout SeededGenerator, depth: Int) -> ModelNumber {
        switch depth > 0 ? Int.random(in: 0..<10, using: &random) : Int.random(in: 0..<6, using: &random) {
        case 0, 1: .constant([-2, -1, 0, 0.1, 0.9, 1, 1.5, 3, 19].randomElement(using: &random) ?? 0)
        case 2...5: .field(numberFields.randomElement(using: &random) ?? .magnitude)
        case 6: .negated(.random(&random, depth: depth - 1))
        case 7:
            .function(
                ["abs", "sqrt", "log10", "ln", "exp", "floor", "ceil", "round"].randomElement(using: &random) ?? "abs",
                [.random(&random, depth: depth - 1)])
        case 8:
            .function(
                Bool.random(using: &random) ? "min" : "max",
                (0..<Int.random(in: 2...4, using: &random)).map { _ in .random(&random, depth: depth - 1) })
        default:
            .operation(
                ["+", "-", "*", "/"].randomElement(using: &random) ?? "+", .random(&random, depth: depth - 1),
                .random(&random, depth: depth - 1))
        }
    }

    private static let numberFields: [Field] = [
        .magnitude, .magnitudeError, .mjd, .score, .feature("drb"), .feature("a-b"), .typical("drb"), .share("distnr"),
    ]
}

extension ModelTruth {
    /// A random expression, at most so deep.
    static func random(_ random: inout SeededGenerator, depth: Int) -> ModelTruth {
        let field = [Field.band, .survey, .objectID].randomElement(using: &random) ?? .band
        let text = ["g", "r", "gr", "é", "drb", "none"].randomElement(using: &random) ?? "g"
        func number(_ random: inout SeededGenerator) -> ModelNumber {
            .random(&random, depth: Int.random(in: 0..<3, using: &random))
        }
        let many = 2...4
        switch depth > 0 ? Int.random(in: 0..<16, using: &random) : Int.random(in: 5..<16, using: &random) {
        case 0: return .not(.random(&random, depth: depth - 1))
        case 1, 2:
            return .all(
                (0..<Int.random(in: many, using: &random)).map { _ in .random(&random, depth: depth - 1) })
        case 3, 4:
            return .any(
                (0..<Int.random(in: many, using: &random)).map { _ in .random(&random, depth: depth - 1) })
        case 5: return .trained
        case 6: return .missing(number(&random))
        case 7: return .textEqual(field, text)
        case 8: return .sameTexts(field, Bool.random(using: &random) ? .band : .topFeature)
        case 9: return .textAmong(field, [text, "gr", "ztf"])
        case 10:
            return .like(field, ["g*", "*", "?", "*r", "?r", "d*b", "*s*n*", "g"].randomElement(using: &random) ?? "")
        case 11: return .textMissing(field)
        case 12:
            return .among(number(&random), [0, 1, Double.random(in: 0...3, using: &random).rounded()])
        case 13:
            return .between(
                number(&random), .constant(-1), Bool.random(using: &random) ? .constant(2) : number(&random))
        default:
            return .compare(
                ["<", "<=", ">", ">=", "=", "!="].randomElement(using: &random) ?? "<", number(&random),
                number(&random))
        }
    }

    /// How tightly it binds: `or` 0, `and` 1, `not` 2, a test 3.
    private var binding: Int {
        switch self {
        case .any: 0
        case .all: 1
        case .not: 2
        default: 3
        }
    }

    /// Written with brackets where they are needed, and sometimes more, in one of the ways that mean the same.
    func text(_ random: inout SeededGenerator, within outer: Int = 0) -> String {
        func either(_ choices: String..., random: inout SeededGenerator) -> String {
            choices.randomElement(using: &random) ?? choices[0]
        }
        let text: String
        switch self {
        case .trained: text = "in_training_sample"
        case .not(.missing(let value)): text = "\(value.text(&random)) is not missing"
        case .not(.textAmong(let field, let texts)):
            text = "\(field.name) not in (\(texts.map { "'\($0)'" }.joined(separator: ",")))"
        case .not(.textEqual(let field, let value)):
            text = "\(field.name) \(either("!=", "<>", random: &random)) \"\(value)\""
        case .not(let part):
            text = either("not ", "NOT ", "!", random: &random) + part.text(&random, within: 2)
        case .all(let parts):
            let sign = either(" and ", " AND ", "&&", "\n and\t", random: &random)
            text = parts.map { $0.text(&random, within: 2) }.joined(separator: sign)
        case .any(let parts):
            let sign = either(" or ", " Or ", "||", random: &random)
            text = parts.map { $0.text(&random, within: 1) }.joined(separator: sign)
        case .compare(let sign, let left, let right):
            let written = sign == "=" ? either("=", "==", random: &random) : sign
            text = "\(left.text(&random)) \(written) \(right.text(&random))"
        case .between(let value, let lowest, let highest):
            text = "\(value.text(&random)) between \(lowest.text(&random)) and \(highest.text(&random))"
        case .among(let value, let values):
            text = "\(value.text(&random)) in (\(values.map { "\($0)" }.joined(separator: ", ")))"
        case .missing(let value): text = "\(value.text(&random)) is missing"
        case .textEqual(let field, let value): text = "\(field.name) = '\(value)'"
        case .sameTexts(let field, let other): text = "\(field.name) = \(other.name)"
        case .textAmong(let field, let texts):
            text = "\(field.name) in (\(texts.map { "\"\($0)\"" }.joined(separator: ", ")))"
        case .like(let field, let pattern): text = "\(field.name) like \"\(pattern)\""
        case .textMissing(let field): text = "\(field.name) is missing"
        }
        return binding < outer || Int.random(in: 0..<8, using: &random) == 0 ? "(\(text))" : text
    }
}
