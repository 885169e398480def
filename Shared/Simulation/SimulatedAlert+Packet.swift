extension SimulatedAlert {
    /// Name of the packet's file; names sort by time.
    public var fileName: String { "\(candid).avro" }

    /// The packet, as the survey would send it.
    func packet(seed: UInt64, gzip: Gzip) throws(GzipError) -> [UInt8] {
        var random = SimulationRandom(seed: seed, stream: UInt64(index) + 1)
        let content = PacketContent(candid: candid, objectID: objectID, seen: candidate, seed: random.next())
        var painter = StampPainter(content)
        var stamps: [PacketContainer.Stamp] = []
        for (name, image) in zip(["targ_sci", "ref", "targ_refmsci"], painter.paint()) {
            stamps.append(
                .init(fileName: "candid\(candid)_\(name).fits.gz", bytes: try gzip.compress(image)))
        }
        return PacketContainer.bytes(of: content, stamps: stamps)
    }
}
