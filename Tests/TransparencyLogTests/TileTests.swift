import CanonicalJSON
import MerkleTree
import Testing
import TransparencyLog

@Suite(.enabled(if: Vectors.arePresent)) struct PublishedTilePaths {
    @Test func `are read and written alike`() throws {
        let json = try Vectors.json("tlog/tile-paths.json")
        let paths = try #require(json["paths"]?.arrayValue)
        for one in paths {
            let text = try #require(one["path"]?.stringValue)
            let level = one["level"]?.integerValue
            let path = try TilePath(
                level.map { .hashes(level: Int($0)) } ?? .entries,
                index: Int(try #require(one["n"]?.integerValue)),
                width: Int(try #require(one["width"]?.integerValue))
            )
            #expect(path.description == text)
            #expect(try TilePath(parsing: text) == path)
        }
        let invalid = (json["invalid"]?.arrayValue ?? []).compactMap(\.stringValue)
        for text in invalid {
            #expect(refusal { _ = try TilePath(parsing: text) } == .malformedTilePath, "\(text)")
        }
        print("\(paths.count) tile paths, \(invalid.count) refused")
        #expect(invalid.count == 15)
    }
}

@Suite struct Tiles {
    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000",
        "tile/0/x000/000",
        "tile/0/xx001/000", "tile/0/x001x/000", "tile/0/+01", "tile/0/x001/x00", "tile/0/000.p/1/2",
        "tile/0/000.p/-1", "tile/0/.p/1", "tile/entries/0000", "tile/0/000.p", "tile/0/\u{661}00",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x036/x028/x797/x018/x963/968",
    ])
    func `have no other paths`(text: String) {
        #expect(refusal { _ = try TilePath(parsing: text) } == .malformedTilePath)
    }

    @Test func `stay within range`() throws {
        let last = try TilePath(.entries, index: TilePath.maximumIndex)
        #expect(try TilePath(parsing: last.description) == last)
        #expect(
            HashTile.nodes(of: try TilePath(.hashes(level: 63), index: TilePath.maximumIndex)).count
                == 256
        )
        for (index, width) in [(-1, 1), (TilePath.maximumIndex + 1, 1), (0, 0), (0, 257)] {
            #expect(
                refusal { _ = try TilePath(.entries, index: index, width: width) }
                    == .malformedTilePath
            )
        }
        #expect(refusal { _ = try TilePath(.hashes(level: 64), index: 0) } == .malformedTilePath)
        #expect(refusal { _ = try TilePath(.hashes(level: -1), index: 0) } == .malformedTilePath)
    }

    @Test func `of a log of 70000 entries are those of the specification`() throws {
        let all = TilePath.all(ofSize: 70_000)
        let hashes = Dictionary(grouping: all.filter { $0.kind != .entries }, by: \.kind)

        #expect(all.filter { $0.kind == .entries }.count == 274)
        #expect(hashes[.hashes(level: 0)]?.count == 274)
        #expect(hashes[.hashes(level: 0)]?.last?.description == "tile/0/273.p/112")
        #expect(hashes[.hashes(level: 1)]?.map(\.description) == ["tile/1/000", "tile/1/001.p/17"])
        #expect(hashes[.hashes(level: 2)]?.map(\.description) == ["tile/2/000.p/1"])
        #expect(hashes.count == 3)
        #expect(
            TilePath.all(ofSize: 256).map(\.description) == [
                "tile/entries/000", "tile/0/000", "tile/1/000.p/1",
            ]
        )
        #expect(TilePath.all(ofSize: 0).isEmpty)
    }

    @Test func `gained by growing are those the larger log has and the smaller has not`() {
        let seed: UInt64 = 256
        print("growing logs: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let old = Int.random(in: 0...200_000, using: &random)
            let new = old + Int.random(in: 0...600, using: &random)
            let gained = TilePath.new(from: old, to: new)

            #expect(
                Set(gained) == Set(TilePath.all(ofSize: new)).subtracting(TilePath.all(ofSize: old))
            )
            #expect(Set(gained).count == gained.count)
        }
        #expect(TilePath.new(from: 5, to: 5).isEmpty)
        #expect(TilePath.new(from: 5, to: 4).isEmpty)
        #expect(TilePath.new(from: -1, to: 4).isEmpty)
    }

    @Test(arguments: [1, 255, 256, 257, 600, 66_000])
    func `give back the root, every node asked for and all proofs`(size: Int) throws {
        let log = MemoryLog(count: size)
        var files: [TilePath: [UInt8]] = [:]
        for path in TilePath.all(ofSize: size) { files[path] = try log.bytes(of: path) }
        let tree = TiledTree(size: size) { files[$0] }

        #expect(try tree.root() == log.range.root)
        let seed = UInt64(size)
        print("tiled trees: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5 {
            let index = Int.random(in: 0..<size, using: &random)
            let old = Int.random(in: 0...size, using: &random)
            let inclusion = try InclusionProof(index: index, size: size, lookup: tree.hash(at:))
            let consistency = try ConsistencyProof(
                oldSize: old,
                newSize: size,
                lookup: tree.hash(at:)
            )
            #expect(inclusion == (try InclusionProof(index: index, size: size, lookup: log.lookup)))
            #expect(
                consistency
                    == (try ConsistencyProof(oldSize: old, newSize: size, lookup: log.lookup))
            )
            let needed = TiledTree.tiles(
                for: InclusionProof.requiredNodes(index: index, size: size),
                size: size
            )
            let few = TiledTree(size: size) { needed.contains($0) ? files[$0] : nil }
            #expect(
                try InclusionProof(index: index, size: size, lookup: few.hash(at:)) == inclusion
            )
        }
    }

    @Test func `that became full stand in for the partial ones`() throws {
        let log = MemoryLog(count: 600)
        var files: [TilePath: [UInt8]] = [:]
        for path in TilePath.all(ofSize: 512) { files[path] = try log.bytes(of: path) }
        let earlier = MemoryLog(count: 300)

        #expect(files[try TilePath(.hashes(level: 0), index: 1, width: 44)] == nil)
        let partial = try TilePath(.hashes(level: 1), index: 0, width: 1)
        files[partial] = try earlier.bytes(of: partial)
        #expect(try TiledTree(size: 300) { files[$0] }.root() == earlier.range.root)
    }

    @Test func `that lack, are cut or lie outside give no hash`() throws {
        let log = MemoryLog(count: 300)
        let none = TiledTree(size: 300) { _ in nil }
        let cut = TiledTree(size: 300) { path in
            (try? log.bytes(of: path)).map { Array($0.dropLast()) }
        }
        let good = TiledTree(size: 300) { try? log.bytes(of: $0) }

        #expect(none.hash(at: NodeAddress(level: 0, index: 0)) == nil)
        #expect(cut.hash(at: NodeAddress(level: 0, index: 0)) == nil)
        #expect(good.hash(at: NodeAddress(level: 0, index: 299)) != nil)
        for (level, index) in [(0, 300), (0, -1), (-1, 0), (9, 0), (8, 1), (63, 0), (200, 0)] {
            #expect(good.hash(at: NodeAddress(level: level, index: index)) == nil)
        }
        #expect(throws: MerkleError.self) { _ = try none.root() }
    }
}

@Suite struct EntryBundles {
    @Test func `keep every entry`() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 9, count: 65_535), [0, 1, 2]]
        let bytes = try EntryBundle.encode(entries)

        #expect(bytes.count == 8 + 65_539)
        #expect(bytes.prefix(5) == [0, 0, 0, 1, 1])
        #expect(try EntryBundle.decode(bytes, width: 4) == entries)
        #expect(refusal { _ = try EntryBundle.decode(bytes, width: 3) } == .malformedTile)
        #expect(refusal { _ = try EntryBundle.decode(bytes, width: 5) } == .malformedTile)
        #expect(
            refusal { _ = try EntryBundle.decode(bytes.dropLast(), width: 4) } == .malformedTile
        )
        #expect(refusal { _ = try EntryBundle.decode([0], width: 1) } == .malformedTile)
        let large = [UInt8](repeating: 0, count: 65_536)
        #expect(refusal { _ = try EntryBundle.encode([large]) } == .entryTooLarge)
    }
}

@Suite struct Leaves {
    @Test func `hold small entries as they are`() throws {
        let entry = [UInt8](repeating: 7, count: 65_535)
        let leaf = try LogLeaf(recording: entry)

        #expect(leaf.bytes == entry)
        #expect(leaf.largeEntry == nil)
        #expect(leaf.hash == .leaf(entry))
        #expect(try LogLeaf(reading: entry).entry() == entry)
    }

    @Test func `refer to large entries by hash and size`() throws {
        let entry = [UInt8](repeating: 7, count: 65_536)
        let leaf = try LogLeaf(recording: entry)
        let json = try JSON(parsing: leaf.bytes)
        let read = try LogLeaf(reading: leaf.bytes)

        #expect(try json.canonicalBytes() == leaf.bytes)
        #expect(json["kind"] == "large-entry")
        #expect(json["size"] == 65_536)
        #expect(json["sha256"]?.stringValue?.utf8.count == 64)
        #expect(read == leaf)
        #expect(try read.entry(body: entry) == entry)
        #expect(refusal { _ = try read.entry() } == .bodyMismatch)
        #expect(refusal { _ = try read.entry(body: entry + [7]) } == .bodyMismatch)
        #expect(refusal { _ = try read.entry(body: entry.dropLast() + [8]) } == .bodyMismatch)
    }

    @Test func `refuse entries that pose as references`() throws {
        let reference = try LogLeaf(recording: [UInt8](repeating: 7, count: 65_536)).bytes
        #expect(refusal { _ = try LogLeaf(recording: reference) } == .reservedEntry)
        #expect(
            refusal { _ = try LogLeaf(reading: [UInt8](repeating: 7, count: 65_536)) }
                == .entryTooLarge
        )

        let hash = String(repeating: "a", count: 64)
        for text in [
            "{\"kind\":\"large-entry\",\"sha256\":\"\(hash)\",\"size\":65535}",
            "{\"kind\":\"large-entry\", \"sha256\":\"\(hash)\",\"size\":65536}",
            "{\"kind\":\"large-entry\",\"sha256\":\"\(hash.uppercased())\",\"size\":65536}",
            "{\"kind\":\"large-entry\",\"sha256\":\"aa\",\"size\":65536}",
            "{\"kind\":\"other\",\"sha256\":\"\(hash)\",\"size\":65536}",
        ] {
            #expect(LargeEntry(reading: Array(text.utf8)) == nil)
            #expect(try LogLeaf(recording: Array(text.utf8)).largeEntry == nil)
        }
    }
}
