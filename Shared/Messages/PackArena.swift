import CMessages

/// Memory for the structs that protobuf-c packs; all of it is freed together.
final class PackArena {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var free: UnsafeMutableRawPointer?
    private var freeBytes = 0
    private static let blockBytes = 4096
    private static let alignment = 16

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Uninitialised memory, aligned for every member that protoc-c makes.
    func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let rounded = max(Self.alignment, (byteCount + Self.alignment - 1) & ~(Self.alignment - 1))
        if let start = free, rounded <= freeBytes {
            free = start + rounded
            freeBytes -= rounded
            return start
        }
        let size = max(Self.blockBytes, rounded)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.alignment)
        blocks.append(block)
        free = block + rounded
        freeBytes = size - rounded
        return block
    }

    private func array<Element>(of type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        allocate(count * MemoryLayout<Element>.stride).bindMemory(to: Element.self, capacity: count)
    }

    /// A NUL-terminated copy; text ends at a NUL, which no field of ours may hold.
    func string(_ text: String) -> UnsafeMutablePointer<CChar> {
        var text = text
        return text.withUTF8 { utf8 in
            let copy = array(of: CChar.self, count: utf8.count + 1)
            if let start = utf8.baseAddress {
                UnsafeMutableRawPointer(copy).copyMemory(from: start, byteCount: utf8.count)
            }
            copy[utf8.count] = 0
            return copy
        }
    }

    /// A table of copies.
    func strings(_ texts: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        let table = array(of: UnsafeMutablePointer<CChar>?.self, count: texts.count)
        for (index, text) in texts.enumerated() { table[index] = string(text) }
        return table
    }

    /// A copy of bytes.
    func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        let copy = array(of: UInt8.self, count: bytes.count)
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { copy.initialize(from: start, count: source.count) }
        }
        return ProtobufCBinaryData(len: bytes.count, data: copy)
    }

    /// A copy of packed numbers.
    func floats(_ values: FeatureValues) -> UnsafeMutablePointer<Float> {
        let copy = array(of: Float.self, count: values.count)
        values.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { copy.initialize(from: start, count: source.count) }
        }
        return copy
    }

    /// A copy of packed numbers.
    func numbers<Number: BitwiseCopyable>(_ values: [Number]) -> UnsafeMutablePointer<Number> {
        let copy = array(of: Number.self, count: values.count)
        values.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { copy.initialize(from: start, count: source.count) }
        }
        return copy
    }

    /// The struct of a message.
    func message<Part: ProtobufMessage>(_ part: Part) -> UnsafeMutablePointer<Part.Raw> {
        let pointer = array(of: Part.Raw.self, count: 1)
        pointer.initialize(to: Part.emptyRaw())
        part.fill(&pointer.pointee, arena: self)
        return pointer
    }

    /// A table of structs.
    func messages<Part: ProtobufMessage>(_ parts: [Part]) -> UnsafeMutablePointer<UnsafeMutablePointer<Part.Raw>?> {
        let table = array(of: UnsafeMutablePointer<Part.Raw>?.self, count: parts.count)
        for (index, part) in parts.enumerated() { table[index] = message(part) }
        return table
    }
}
