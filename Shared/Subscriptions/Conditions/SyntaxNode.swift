/// A part of a condition as it is written, with its place.
struct SyntaxNode {
    indirect enum Kind {
        case number(Double)
        case text(String)
        case truth(Bool)
        case name(String)
        /// A name in a family of names: "feature", "drb".
        case member(String, SyntaxNode.Name)
        case call(SyntaxNode.Name, [SyntaxNode])
        case negated(SyntaxNode)
        case arithmetic(Arithmetic, SyntaxNode, SyntaxNode)
        case not(SyntaxNode)
        case and([SyntaxNode])
        case or([SyntaxNode])
        case comparison(Comparison, SyntaxNode, SyntaxNode)
        case among(SyntaxNode, [SyntaxNode])
        case between(SyntaxNode, SyntaxNode, SyntaxNode)
        case like(SyntaxNode, SyntaxNode)
        case missing(SyntaxNode)
    }

    /// A name with its own place.
    struct Name {
        var text: String
        var span: ConditionToken.Span
    }

    var kind: Kind
    var span: ConditionToken.Span
}
