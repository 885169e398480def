import Messages

/// What `apply` does so that the subscriptions become what files say; it does no I/O.
struct DefinitionPlan {
    /// One thing to do.
    enum Step {
        case make(Subscription)
        /// A new version in place of one, with what differs.
        case edit(Subscription, version: UInt32, changes: [String])
        case end(String)

        /// Name of the subscription.
        var name: String {
            switch self {
            case .make(let subscription), .edit(let subscription, _, _): subscription.name
            case .end(let name): name
            }
        }

        /// For people: what is done, or what would be.
        func lines(isPlan: Bool) -> [String] {
            let verb = isPlan ? "would be" : "is"
            return switch self {
            case .make: ["\(name) \(verb) made"]
            case .edit(_, _, let changes):
                ["\(name) \(verb) edited"] + (changes.isEmpty ? ["secrets: sent again"] : changes).map { "  \($0)" }
            case .end: ["\(name) \(verb) ended"]
            }
        }
    }

    /// In the order of the files; what ends comes last.
    let steps: [Step]
    /// How many are as they should be.
    let unchanged: Int

    /// - Parameters:
    ///   - wanted: what files say.
    ///   - kept: what the service has of this user.
    ///   - prunes: whether those that no file names end.
    ///   - sendsSecrets: whether secrets are sent where nothing else differs.
    init(wanted: [Subscription], kept: [Subscription], prunes: Bool, sendsSecrets: Bool) throws {
        var steps: [Step] = []
        var unchanged = 0
        for subscription in wanted {
            guard let old = kept.first(where: { $0.name == subscription.name }) else {
                steps.append(.make(subscription))
                continue
            }
            let changes = try DefinitionChanges.lines(from: old, to: subscription)
            let hasSecret = subscription.channels.contains { !$0.secret.isEmpty }
            if changes.isEmpty, !(sendsSecrets && hasSecret) {
                unchanged += 1
            } else {
                steps.append(.edit(subscription, version: old.version, changes: changes))
            }
        }
        if prunes {
            let names = Set(wanted.map(\.name))
            steps += kept.map(\.name).filter { !names.contains($0) }.map { .end($0) }
        }
        self.steps = steps
        self.unchanged = unchanged
    }

    /// One line: how many of each.
    func summary(isPlan: Bool) -> String {
        var (made, edited, ended) = (0, 0, 0)
        for step in steps {
            switch step {
            case .make: made += 1
            case .edit: edited += 1
            case .end: ended += 1
            }
        }
        let counts = "\(made) made, \(edited) edited, \(ended) ended, \(unchanged) as they were"
        return isPlan ? "a dry run: \(counts)" : counts
    }
}
