import Images
import Synchronization

/// Images that are open: opening one and reading its WCS takes longer than a cutout.
final class OpenImages: Sendable {
    /// A file with the WCS of its extensions.
    final class Entry: Sendable {
        let file: ImageFile
        private let worlds = Mutex<[Int: WorldCoordinates]>([:])

        init(_ path: String) throws { file = try ImageFile.open(path) }

        /// The image in an extension.
        func image(_ hdu: Int) throws -> ImageExtension {
            guard let image = file.extensions.first(where: { $0.hdu == hdu }) else {
                throw CutoutRefusal.notFound("\(file.path): extension \(hdu) is no image any more; scan again")
            }
            return image
        }

        /// Its WCS.
        func world(_ image: ImageExtension) throws -> WorldCoordinates {
            if let known = worlds.withLock({ $0[image.hdu] }) { return known }
            let world = try WorldCoordinates(image.header)
            worlds.withLock { $0[image.hdu] = world }
            return world
        }
    }

    private struct State {
        var entries: [String: (entry: Entry, used: UInt64)] = [:]
        var clock: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// An open file; one that has changed on the disk is opened anew.
    func open(_ path: String) throws -> Entry {
        let known = state.withLock { state -> Entry? in
            state.clock += 1
            state.entries[path]?.used = state.clock
            return state.entries[path]?.entry
        }
        if let known, known.file.isUnchanged() { return known }
        let entry = try Entry(path)
        state.withLock { state in
            state.clock += 1
            state.entries[path] = (entry, state.clock)
            while state.entries.count > limit, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
                state.entries[oldest.key] = nil
            }
        }
        return entry
    }
}
