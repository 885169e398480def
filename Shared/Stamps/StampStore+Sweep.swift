import Foundation

/// What a sweep found.
public struct StampSweep: Sendable, Equatable {
    /// Stamps that stay.
    public var kept = 0
    /// Their bytes.
    public var keptBytes = 0
    /// Stamps that went.
    public var removed = 0
    /// What could not be looked at or removed; the first of it.
    public var failure: StampError?
}

extension StampStore {
    /// Removes the stamps of all projects whose time is over, and what crashed writers left behind.
    ///
    /// Ends early when its task is cancelled.
    ///
    /// - Parameter now: the time by which it is judged.
    /// - Complexity: one look at each stamp.
    public func sweep(now: Date = .now) -> StampSweep {
        var sweep = StampSweep()
        // Only what has a stamp's place and name is touched, whatever folder somebody gives.
        for project in names(in: folder, &sweep) where Self.isProject(project) {
            for shard in names(in: "\(folder)/\(project)", &sweep) where shard.utf8.count == Self.shardDigits {
                guard !Task.isCancelled else { return sweep }
                let place = "\(folder)/\(project)/\(shard)"
                for name in names(in: place, &sweep) {
                    do throws(StampError) {
                        try judge(name, in: place, now, &sweep)
                    } catch {
                        sweep.failure = sweep.failure ?? error
                    }
                }
            }
        }
        return sweep
    }

    /// How long a file may be on its way in or out before its process is taken for dead, seconds.
    private static let patienceSeconds = 3_600.0

    private func judge(_ name: String, in place: String, _ now: Date, _ sweep: inout StampSweep) throws(StampError) {
        let path = "\(place)/\(name)"
        guard let file = try StampFile.status(path) else { return }
        if name.hasPrefix(Self.draftPrefix) {
            if now.timeIntervalSince(file.changed) > Self.patienceSeconds { unlink(path) }
        } else if name.hasPrefix(Self.gravePrefix) {
            guard now.timeIntervalSince(file.changed) > Self.patienceSeconds else { return }
            try bury(path, name: String(name.dropFirst(Self.gravePrefix.count)), in: place, now)
        } else if (try? StampHash(name)) == nil || !place.hasSuffix("/\(name.prefix(Self.shardDigits))") {
            return
        } else if file.modified >= now {
            sweep.kept += 1
            sweep.keptBytes += file.size
        } else {
            let grave = "\(place)/\(Self.gravePrefix)\(name)"
            do throws(StampError) {
                try StampFile.rename(path, to: grave)
            } catch .file(_, _, ENOENT) {
                // Another sweeper was faster.
                return
            }
            if try bury(grave, name: name, in: place, now) { sweep.removed += 1 } else { sweep.kept += 1 }
        }
    }

    /// Removes a stamp that was taken away, or brings it back if it was renewed in the last moment.
    @discardableResult
    private func bury(_ grave: String, name: String, in place: String, _ now: Date) throws(StampError) -> Bool {
        guard let file = try StampFile.status(grave) else { return true }
        guard file.modified >= now else {
            unlink(grave)
            return true
        }
        let path = "\(place)/\(name)"
        if let anew = try StampFile.status(path), anew.modified >= file.modified {
            unlink(grave)
        } else {
            try StampFile.rename(grave, to: path)
        }
        return false
    }

    private func names(in folder: String, _ sweep: inout StampSweep) -> [String] {
        do throws(StampError) {
            return try StampFile.names(in: folder)
        } catch {
            // A file beside the folders is none of ours.
            if case .file(_, _, ENOTDIR) = error { return [] }
            sweep.failure = sweep.failure ?? error
            return []
        }
    }
}
