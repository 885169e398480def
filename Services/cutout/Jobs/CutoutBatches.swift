import Dispatch
import Foundation
import Images
import Jobs
import Messages
import Sky
import Synchronization
import Tables

/// Makes the cutouts of table after table of targets, on all processors, and writes them as they are made.
///
/// Memory does not grow with the number of targets: some are cut at once, written, and forgotten.
struct CutoutBatches {
    private let maker: CutoutMaker
    private let index: ImageIndex
    private let settings: CutoutSettings
    private let largestArcminutes: Double
    private let find: ([String]) throws -> [String: SkyPosition]
    private let archive: ArchiveWriter?
    private var sheet: ContactSheetPages?
    private var summary: CutoutSummary
    private var taken: Set<Int> = []
    private(set) var rows = 0

    /// What cutouts that are made at once may weigh, bytes.
    private static let mostBytesAtOnce = 64 << 20

    init(
        maker: CutoutMaker, index: ImageIndex, settings: CutoutSettings, largestArcminutes: Double,
        archive: ArchiveWriter?, sheet: ContactSheetPages?, summary: CutoutSummary,
        find: @escaping ([String]) throws -> [String: SkyPosition]
    ) {
        self.maker = maker
        self.index = index
        self.settings = settings
        self.largestArcminutes = largestArcminutes
        self.archive = archive
        self.sheet = sheet
        self.summary = summary
        self.find = find
    }

    /// How it went so far.
    var count: CutoutSummary.Count { summary.count }

    /// Makes the cutouts of some rows.
    mutating func add(_ targets: [TargetTable.Row], progress: (_ rows: Int, _ files: Int) throws -> Void) throws {
        let orders = try orders(of: targets)
        var next = 0
        while next < orders.count {
            try progress(rows, summary.count.files)
            let group = Array(orders[next..<min(orders.count, next + atOnce(orders[next]))])
            next += group.count
            try write(replies(to: group))
        }
    }

    /// Ends all files.
    mutating func finish() throws {
        try sheet?.finish()
        try archive?.finish()
        try summary.finish()
    }

    // MARK: From rows to cutouts

    /// A target with all that it takes, or why it is none.
    private struct Order: Sendable {
        let name: String
        /// Where it is, as far as it is known.
        let position: SkyPosition?
        let work: Result<(position: SkyPosition, plan: CutPlan), Refusal>
    }

    private struct Refusal: Error {
        let reason: String
    }

    private func orders(of targets: [TargetTable.Row]) throws -> [Order] {
        let identifiers = targets.compactMap { row -> String? in
            if case .target(let target) = row, !target.objectID.isEmpty { target.objectID } else { nil }
        }
        let places = identifiers.isEmpty ? [:] : try find(identifiers)
        return targets.map { row in
            switch row {
            case .refused(let name, let reason):
                return Order(name: name, position: nil, work: .failure(Refusal(reason: reason)))
            case .target(let target):
                let position =
                    target.objectID.isEmpty
                    ? SkyPosition(rightAscension: target.raDegrees, declination: target.decDegrees)
                    : places[target.objectID]
                do {
                    guard let position else {
                        throw CutoutRefusal.notFound("object \(target.objectID): not in the table")
                    }
                    let plan = try CutPlan(
                        [target.settings ?? CutoutSettings(), settings], largestArcminutes: largestArcminutes)
                    return Order(name: target.name, position: position, work: .success((position, plan)))
                } catch {
                    return Order(name: target.name, position: position, work: .failure(Refusal(reason: "\(error)")))
                }
            }
        }
    }

    /// How many targets like this one are made at once.
    private func atOnce(_ order: Order) -> Int {
        guard case .success(let (_, plan)) = order.work else { return 64 }
        let side: Double =
            switch plan.size {
            case .arcminutes(let width, let height): max(width, height) * 60 / 0.2
            case .pixels(let width, let height): Double(max(width, height))
            }
        let bands = Double(plan.bands?.count ?? 5)
        let bytes = side * side * 4 * bands * Double(plan.planes.count)
        return max(2, min(64, Int(Double(Self.mostBytesAtOnce) / max(1, bytes))))
    }

    private func replies(to orders: [Order]) -> [MadeCutout] {
        let replies = Mutex([MadeCutout?](repeating: nil, count: orders.count))
        let (maker, index) = (maker, index)
        DispatchQueue.concurrentPerform(iterations: orders.count) { number in
            let order = orders[number]
            let reply: MadeCutout
            switch order.work {
            case .success(let (position, plan)): reply = maker.make(position, name: order.name, plan, in: index)
            case .failure(let refusal):
                reply = MadeCutout(
                    reply: CutoutReply(
                        name: order.name, raDegrees: order.position?.rightAscension ?? .nan,
                        decDegrees: order.position?.declination ?? .nan, reason: refusal.reason))
            }
            replies.withLock { $0[number] = reply }
        }
        return replies.withLock { $0.compactMap { $0 } }
    }

    // MARK: From cutouts to files

    private mutating func write(_ cutouts: [MadeCutout]) throws {
        var records: [(row: Int, folder: String, reply: CutoutReply)] = []
        for made in cutouts {
            var reply = made.reply
            rows += 1
            let folder = folder(reply)
            for index in reply.files.indices where !reply.files[index].content.isEmpty {
                try archive?.add("\(folder)/\(reply.files[index].name)", reply.files[index].content)
                reply.files[index].content = []
            }
            for (picture, bands) in made.pictures {
                try sheet?.add(picture, caption: reply.name, detail: bands)
            }
            records.append((rows, folder, reply))
        }
        try summary.add(records)
    }

    /// A folder of the target's own in the archive.
    private mutating func folder(_ reply: CutoutReply) -> String {
        guard let position = SkyPosition(rightAscension: reply.raDegrees, declination: reply.decDegrees) else {
            return ""
        }
        let stem = CutoutName.stem(collection: reply.files.first?.collection ?? "", position)
        return taken.insert(stem.hashValue).inserted ? stem : "\(stem)_\(rows)"
    }
}
