import Foundation
import Synchronization

/// Plans of the schemas seen lately, so that a schema that comes with each packet is parsed once.
///
/// A schema is recognised by its bytes, compared whole: at 26 kB that is one microsecond, cheaper than a hash, and
/// nothing can collide. The cache is small and forgets the oldest, so a stranger's schemas cannot fill memory.
final class PlanCache: Sendable {
    private struct Entry {
        let schema: [UInt8]
        let plan: ReadPlan
    }

    private static let capacity = 16
    /// Largest schema that is parsed, bytes.
    private static let largestSchema = 1 << 20

    private let selection: FieldSelection
    private let entries = Mutex<[Entry]>([])

    init(selection: FieldSelection) {
        self.selection = selection
    }

    /// The plan of a schema.
    ///
    /// - Parameter schema: JSON, as it stands in the packet.
    func plan(schema: UnsafeRawBufferPointer) throws(PacketError) -> ReadPlan {
        // The lock guards only the list; bytes are compared outside it.
        let known = entries.withLock { $0 }
        for entry in known where entry.schema.count == schema.count && entry.schema.elementsEqual(bytes: schema) {
            return entry.plan
        }
        guard schema.count <= Self.largestSchema else {
            throw PacketError(
                .wrongSchema, field: "schema", found: "\(schema.count) bytes",
                expected: "at most \(Self.largestSchema) bytes")
        }
        let plan = try ReadPlan(schema: AvroSchema(json: schema), selection: selection)
        entries.withLock {
            if $0.count == Self.capacity { $0.removeFirst() }
            $0.append(Entry(schema: Array(schema), plan: plan))
        }
        return plan
    }
}

extension [UInt8] {
    fileprivate func elementsEqual(bytes: UnsafeRawBufferPointer) -> Bool {
        withUnsafeBytes { own in
            guard let left = own.baseAddress, let right = bytes.baseAddress else { return own.count == bytes.count }
            return memcmp(left, right, own.count) == 0
        }
    }
}
