extension CompactRange {
    /// The size in 8 bytes, big-endian, then the hashes, largest subtree first.
    public var serialised: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(8 + TreeHash.byteCount * hashes.count)
        withUnsafeBytes(of: UInt64(size).bigEndian) { output.append(contentsOf: $0) }
        for hash in hashes { hash.withBytes { output.append(contentsOf: $0) } }
        return output
    }

    /// Reads what ``serialised`` wrote.
    ///
    /// - Throws: ``MerkleError`` when the length does not fit the size.
    public init(serialised bytes: some Collection<UInt8>) throws(MerkleError) {
        let head = bytes.prefix(8)
        let number = head.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard head.count == 8, let size = Int(exactly: number) else {
            throw MerkleError(.sizeOutOfRange, "right edge without a valid size")
        }
        var rest = bytes.dropFirst(8)
        guard rest.count == TreeHash.byteCount * size.nonzeroBitCount else {
            throw MerkleError(.wrongLength, "right edge does not fit its size `\(size)`")
        }
        var hashes: [TreeHash] = []
        while !rest.isEmpty {
            hashes.append(try TreeHash(bytes: rest.prefix(TreeHash.byteCount)))
            rest = rest.dropFirst(TreeHash.byteCount)
        }
        try self.init(size: size, hashes: hashes)
    }
}
