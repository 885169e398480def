import Glibc

extension ConditionChecker {
    /// Refuses what tells tail probabilities apart above a stream's anomaly limit: no anomaly has such a one.
    ///
    /// `tail_probability < 0.05` would promise more than comes where the stream's limit is 0.01; `> 0.05` would never
    /// hold.
    ///
    /// - Parameter limits: the parts that the tail probability is compared with.
    func checkTailProbability(
        _ test: TruthExpression, _ limits: [SyntaxNode], _ span: ConditionToken.Span
    ) throws(ConditionFault) {
        guard test.orderedFields == [.tailProbability],
            let strictest = vocabulary?.anomalyLimits.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        else { return }
        let reason =
            "above the anomaly limit of stream “\(strictest.key)”, \(strictest.value): "
            + "no anomaly of it has a larger tail probability"
        if test.testsFieldItself {
            for limit in limits {
                guard case .number(let number) = try part(limit), let value = number.constant else { continue }
                guard value <= strictest.value else {
                    throw ConditionFault(span: limit.span, message: "\(text.excerpt(limit.span)) is \(reason)")
                }
            }
        } else if test.changes(above: strictest.value) {
            throw ConditionFault(span: span, message: "“\(text.excerpt(span))” has its limit \(reason)")
        }
    }
}

extension TruthExpression {
    /// Whether it compares nothing but a field with constants.
    fileprivate var testsFieldItself: Bool {
        switch self {
        case .numbers(_, .field, .constant), .numbers(_, .constant, .field), .between(.field, .constant, .constant),
            .numberAmong(.field, _):
            true
        default: false
        }
    }

    /// Whether a test of the tail probability comes out otherwise somewhere above a limit than it does at 1.
    fileprivate func changes(above limit: Double) -> Bool {
        let steps = 200
        let atOne = holds(1)
        return (1..<steps).contains { step in
            // From just above the limit up to 1, in equal ratios.
            let probability = limit * Glibc.pow(1 / limit, (Double(step) - 0.99) / Double(steps))
            return holds(probability) != atOne
        }
    }

    private func holds(_ probability: Double) -> Bool {
        func value(_ expression: NumberExpression) -> Double { expression.value { _ in probability } }
        return switch self {
        case .numbers(let comparison, let left, let right): comparison.holds(value(left), value(right))
        case .between(let number, let lowest, let highest):
            value(lowest) <= value(number) && value(number) <= value(highest)
        case .numberAmong(let number, let values): values.contains(value(number))
        default: false
        }
    }
}
