import Tables

extension ConditionChecker {
    /// A part that is compared with another; an unknown name beside a text may be a text without quotes.
    func part(_ node: SyntaxNode, besides other: SyntaxNode) throws(ConditionFault) -> Part {
        if case .name(let name) = node.kind, Field.named(name) == nil, case .name(let otherName) = other.kind,
            Field.named(otherName)?.type == .text
        {
            throw ConditionFault(
                span: node.span,
                message: "there is no field “\(name.shortened)”; a text stands in quotes: \"\(name.shortened)\"")
        }
        return try part(node)
    }

    /// The field of a name.
    func field(_ node: SyntaxNode) throws(ConditionFault) -> Field {
        switch node.kind {
        case .name(let name):
            guard let field = Field.named(name) else { throw unknownField(name, node.span) }
            return field
        case .member(let family, let name):
            guard let make = Self.families[family] else {
                throw ConditionFault(
                    span: node.span,
                    message: "“\(family.shortened)” has no parts; feature.NAME, typical.NAME and share.NAME have"
                        + Suggestions.question(Suggestions.nearest(to: family, among: Self.families.keys)))
            }
            if let vocabulary, !vocabulary.features.contains(name.text) {
                throw ConditionFault(span: name.span, message: unknownFeature(name.text, vocabulary))
            }
            return make(name.text)
        default: throw ConditionFault(span: node.span, message: "a field was expected")
        }
    }

    private static let families: [String: @Sendable (String) -> Field] = [
        "feature": { .feature($0) }, "typical": { .typical($0) }, "share": { .share($0) },
    ]

    /// Checks a constant that a field of texts is compared with.
    func check(_ constant: String, of field: Field, _ span: ConditionToken.Span) throws(ConditionFault) {
        guard !constant.isEmpty else {
            throw ConditionFault(
                span: span, message: "an empty text counts as missing; write “\(field.name) is missing”")
        }
        guard let vocabulary else { return }
        switch field {
        case .topFeature where !vocabulary.features.contains(constant):
            throw ConditionFault(span: span, message: unknownFeature(constant, vocabulary))
        case .stream where vocabulary.anomalyLimits[constant] == nil:
            let streams = vocabulary.anomalyLimits.keys
            throw ConditionFault(
                span: span,
                message: "“\(constant.shortened)” is none of the streams"
                    + Suggestions.question(Suggestions.nearest(to: constant, among: streams)))
        default: break
        }
    }

    /// What to say of a function that does not exist.
    func unknownFunction(_ name: SyntaxNode.Name) -> ConditionFault {
        let functions = Condition.functionNames
        let nearest = Suggestions.nearest(to: name.text, among: functions)
        let hint = nearest.isEmpty ? "; there are \(functions.joined(separator: ", "))" : Suggestions.question(nearest)
        return ConditionFault(span: name.span, message: "there is no function “\(name.text.shortened)”\(hint)")
    }

    private func unknownField(_ name: String, _ span: ConditionToken.Span) -> ConditionFault {
        let hint: String
        if NumberFunction(rawValue: name) != nil {
            hint = "; the function is written \(name)(…)"
        } else if Self.families[name] != nil {
            hint = "; after it comes a point and the name of a feature"
        } else if vocabulary?.features.contains(name) == true {
            hint = "; the feature is written feature.\(name)"
        } else if ["null", "nan", "none"].contains(name.lowercased()) {
            hint = "; write “is missing”"
        } else {
            let nearest = Suggestions.nearest(to: name, among: Field.all.map(\.name))
            hint = nearest.isEmpty ? "; a text stands in quotes" : Suggestions.question(nearest)
        }
        return ConditionFault(span: span, message: "there is no field “\(name.shortened)”\(hint)")
    }

    private func unknownFeature(_ name: String, _ vocabulary: ConditionVocabulary) -> String {
        "“\(name.shortened)” is not a feature of the streams"
            + Suggestions.question(Suggestions.nearest(to: name, among: vocabulary.features))
    }
}
