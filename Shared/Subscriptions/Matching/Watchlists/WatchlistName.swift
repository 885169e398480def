/// Whose watch-list it is, and which.
public struct WatchlistName: Hashable, Sendable {
    /// Project that it belongs to.
    public let project: String
    /// User whom it belongs to.
    public let owner: String
    /// Name within the project.
    public let name: String

    /// A list's name.
    public init(project: String, owner: String, name: String) {
        (self.project, self.owner, self.name) = (project, owner, name)
    }
}

/// A number that a `WatchlistIndex` gave to a list; it stays the list's own while the index lives.
public struct WatchlistID: Hashable, Sendable {
    let number: Int32
}

/// A watched row near a place.
public struct WatchlistFind: Sendable, Equatable {
    /// The list.
    public let list: WatchlistID
    /// The row's id.
    public let rowID: String
    /// How far from the place, arcseconds.
    public let separationArcseconds: Double
    /// What the list says of the row.
    public let comment: String
}
