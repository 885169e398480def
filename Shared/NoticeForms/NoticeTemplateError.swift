/// Why a template was refused.
public struct NoticeTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Line of the template, from 1; 0 where the whole template is meant.
    public let line: Int
    /// Letter of the line, from 1; 0 where the whole template is meant.
    public let column: Int
    /// What was wrong and what is expected.
    public let problem: String

    /// One line for people.
    public var description: String {
        line == 0 ? "template: \(problem)" : "template, line \(line), column \(column): \(problem)"
    }
}
