import Tables

/// Finds in a condition what a sky index can answer and adds that search beside the exact condition.
///
/// Only conditions that must hold are looked at: those that AND joins at the top. CONTAINS(point, shape) = 1 and
/// DISTANCE(point, point) < r allow a search where one point is the main position of a table with an index and all the
/// rest does not depend on that table.
struct SkyIndexing {
    /// A table that can be searched.
    private struct Searchable {
        var table: TableDescription
        var alias: String
        /// Whether an outer join lets its rows be missing: then it is read inside and should be the one searched.
        var isInner: Bool
    }

    /// In the order of FROM.
    private var searchable: [Searchable] = []

    /// For WHERE: every table of FROM.
    init(tables: [CheckedTable], movable aliases: Set<String>) {
        for table in tables { collect(table, isInner: false) }
        searchable.removeAll { !aliases.contains($0.alias) }
    }

    /// For ON: the tables whose rows the condition chooses.
    init(join kind: JoinKind, left: CheckedTable, right: CheckedTable) {
        switch kind {
        case .inner:
            collect(left, isInner: false)
            collect(right, isInner: false)
        case .left: collect(right, isInner: false)
        case .right: collect(left, isInner: false)
        case .full: break
        }
    }

    private mutating func collect(_ table: CheckedTable, isInner: Bool) {
        switch table {
        case .base(let description, let alias):
            guard description.position?.isIndexed == true else { return }
            searchable.append(Searchable(table: description, alias: alias, isInner: isInner))
        case .common, .rows: return
        case .join(let kind, let left, let right, _):
            collect(left, isInner: isInner || kind == .right || kind == .full)
            collect(right, isInner: isInner || kind == .left || kind == .full)
        }
    }

    /// The condition with its searches.
    func indexed(_ condition: Predicate) -> Predicate {
        guard !searchable.isEmpty else { return condition }
        var conjuncts: [Predicate] = []
        flatten(condition, into: &conjuncts)
        let candidates = conjuncts.map { searches(for: $0) }.filter { !$0.isEmpty }
        var chosen: [SkySearch] = []
        // Searches that depend on nothing first: the others then go to other tables where they can.
        let constant = candidates.filter { $0.count == 1 && !dependsOnTables($0[0]) }
        let others = candidates.filter { !($0.count == 1 && !dependsOnTables($0[0])) }
        for options in constant + others {
            let free = options.filter { option in !chosen.contains { $0.alias == option.alias } }
            if let best = preferred(free) { chosen.append(best) }
        }
        guard !chosen.isEmpty else { return condition }
        return .all(conjuncts + chosen.map { .sky($0) })
    }

    private func flatten(_ condition: Predicate, into list: inout [Predicate]) {
        if case .all(let parts) = condition {
            for part in parts { flatten(part, into: &list) }
        } else {
            list.append(condition)
        }
    }

    private func dependsOnTables(_ search: SkySearch) -> Bool {
        switch search.shape {
        case .circle(let longitude, let latitude, let radius):
            longitude.dependsOn(nil) || latitude.dependsOn(nil) || radius.dependsOn(nil)
        case .geometry(let region): region.dependsOn(nil)
        }
    }

    /// The inner table of an outer join, else the larger table, else the later one.
    private func preferred(_ options: [SkySearch]) -> SkySearch? {
        let ranked = options.compactMap { option in
            searchable.firstIndex { $0.alias == option.alias }.map { (option: option, place: $0) }
        }
        let counts = ranked.map { $0.option.table.rowCount }
        let areKnown = counts.allSatisfy { $0 != nil }
        return ranked.max { left, right in
            let isInner = (searchable[left.place].isInner, searchable[right.place].isInner)
            if isInner.0 != isInner.1 { return isInner.1 }
            let sizes = (left.option.table.rowCount ?? 0, right.option.table.rowCount ?? 0)
            if areKnown, sizes.0 != sizes.1 { return sizes.0 < sizes.1 }
            return left.place < right.place
        }?.option
    }

    // MARK: Conditions

    private func searches(for condition: Predicate) -> [SkySearch] {
        switch condition {
        case .comparison(let comparison, let left, let right):
            searches(comparison, left, right) + searches(comparison.mirrored, right, left)
        case .between(let value, _, let high, isNegated: false): searches(.lessOrEqual, value, high)
        default: []
        }
    }

    private func searches(_ comparison: ComparisonOperator, _ call: Value, _ other: Value) -> [SkySearch] {
        guard case .function(let function, let arguments) = call.kind, arguments.count == 2 else { return [] }
        switch function {
        case .distance:
            guard comparison == .less || comparison == .lessOrEqual else { return [] }
            return around(arguments[0], arguments[1], radius: other)
        case .contains:
            return isTrue(comparison, other) ? containing(arguments[0], in: arguments[1]) : []
        case .intersects:
            guard isTrue(comparison, other) else { return [] }
            return arguments[0].type == .geometry(.point)
                ? containing(arguments[0], in: arguments[1]) : containing(arguments[1], in: arguments[0])
        default: return []
        }
    }

    /// Whether the comparison with what gives 1 or 0 holds for 1 alone.
    private func isTrue(_ comparison: ComparisonOperator, _ other: Value) -> Bool {
        guard case .literal(.integer(let number)) = other.kind else { return false }
        switch comparison {
        case .equal, .greaterOrEqual: return number == 1
        case .notEqual, .greater: return number == 0
        default: return false
        }
    }

    private func containing(_ point: Value, in region: Value) -> [SkySearch] {
        guard point.type == .geometry(.point) else { return [] }
        if case .circle(let centre, let radius) = region.kind { return around(point, centre, radius: radius) }
        guard let owner = owner(of: point), !region.dependsOn([owner.alias]) else { return [] }
        return [search(owner, .geometry(region))]
    }

    private func around(_ first: Value, _ second: Value, radius: Value) -> [SkySearch] {
        [(first, second), (second, first)].compactMap { point, centre in
            guard let owner = owner(of: point), !centre.dependsOn([owner.alias]), !radius.dependsOn([owner.alias])
            else { return nil }
            return search(owner, .circle(centre.longitude, centre.latitude, radius))
        }
    }

    private func search(_ owner: Searchable, _ shape: SkySearch.Shape) -> SkySearch {
        SkySearch(alias: owner.alias, table: owner.table, shape: shape)
    }

    /// The table whose main position a point is.
    private func owner(of point: Value) -> Searchable? {
        guard case .point(let longitude, let latitude) = point.kind,
            case .column(let alias, let longitudeName) = longitude.kind,
            case .column(alias, let latitudeName) = latitude.kind,
            let owner = searchable.first(where: { $0.alias == alias }), let position = owner.table.position,
            position.rightAscension.lowercased() == longitudeName.lowercased(),
            position.declination.lowercased() == latitudeName.lowercased()
        else { return nil }
        return owner
    }
}

extension Value {
    /// Longitude of a point in degrees.
    var longitude: Value { coordinate(.coord1) }

    /// Latitude of a point in degrees.
    var latitude: Value { coordinate(.coord2) }

    private func coordinate(_ function: StandardFunction) -> Value {
        if case .point(let longitude, let latitude) = kind { return function == .coord1 ? longitude : latitude }
        return Value(.function(function, [self]), .double, .init(unit: "deg"), at: position)
    }
}
