// Checks an exported log with the packages by which Go's own checksum database is checked:
// golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog.
//
// Usage: sumdb FOLDER VKEY; exit status 0 when all holds. Their tiles lie under tile/8/, ours (C2SP
// tlog-tiles) under tile/; besides that only the entry bundles are read by code of this file.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) read(t tlog.Tile) ([]byte, error) {
	path := "tile/" + strings.TrimPrefix(t.Path(), "tile/8/")
	data, err := os.ReadFile(filepath.Join(string(f), path))
	if os.IsNotExist(err) && t.W < 1<<height {
		width := t.W
		t.W = 1 << height
		data, err = f.read(t)
		if err == nil {
			data = data[:width*tlog.HashSize]
		}
	}
	return data, err
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := f.read(t)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func check(err error) {
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func require(holds bool, format string, values ...any) {
	if !holds {
		check(fmt.Errorf(format, values...))
	}
}

// checkpoint opens the note and reads what the log signed.
func checkpoint(f folder, key string) tlog.Tree {
	text, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	check(err)
	verifier, err := note.NewVerifier(key)
	check(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.SplitN(opened.Text, "\n", 2)
	require(lines[0] == verifier.Name(), "origin %q is not the key's name", lines[0])
	// What follows the origin has the form of Go's own tree heads.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
	check(err)
	return tree
}

// tiles compares every published tile with the hashes that the reader has proven.
func tiles(f folder, tree tlog.Tree, reader tlog.HashReader) int {
	count := 0
	for level := 0; tree.N>>uint(height*level) > 0; level++ {
		n := tree.N >> uint(height*level)
		for index := int64(0); index<<height < n; index++ {
			t := tlog.Tile{H: height, L: level, N: index, W: 1 << height}
			if rest := n - index<<height; rest < 1<<height {
				t.W = int(rest)
			}
			proven, err := tlog.ReadTileData(t, reader)
			check(err)
			served, err := f.read(t)
			check(err)
			require(bytes.Equal(proven, served), "%s is not what the root says", t.Path())
			count++
		}
	}
	return count
}

// leaves compares the hash of every entry of every bundle with the tile of its hashes.
func leaves(f folder, tree tlog.Tree) int64 {
	for first := int64(0); first < tree.N; first += 1 << height {
		t := tlog.Tile{H: height, L: 0, N: first >> height, W: 1 << height}
		if rest := tree.N - first; rest < 1<<height {
			t.W = int(rest)
		}
		hashes, err := f.read(t)
		check(err)
		path := strings.TrimPrefix(t.Path(), "tile/8/0/")
		bundle, err := os.ReadFile(filepath.Join(string(f), "tile/entries", path))
		check(err)
		for i := 0; i < t.W; i++ {
			require(len(bundle) >= 2, "bundle %s ends early", path)
			size := int(binary.BigEndian.Uint16(bundle))
			require(len(bundle) >= 2+size, "bundle %s is cut", path)
			hash := tlog.RecordHash(bundle[2 : 2+size])
			bundle = bundle[2+size:]
			require(
				bytes.Equal(hash[:], hashes[i*tlog.HashSize:(i+1)*tlog.HashSize]),
				"entry %d is not the one that was hashed", first+int64(i),
			)
		}
		require(len(bundle) == 0, "bundle %s is too long", path)
	}
	return tree.N
}

func proofs(tree tlog.Tree, reader tlog.HashReader, count int) {
	random := rand.New(rand.NewSource(1))
	for i := 0; i < count; i++ {
		index := random.Int63n(tree.N)
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		check(err)
		record, err := tlog.ProveRecord(tree.N, index, reader)
		check(err)
		check(tlog.CheckRecord(record, tree.N, tree.Hash, index, hashes[0]))
		other := hashes[0]
		other[0] ^= 1
		require(
			tlog.CheckRecord(record, tree.N, tree.Hash, index, other) != nil,
			"another leaf passes at %d", index,
		)
		old := 1 + random.Int63n(tree.N)
		root, err := tlog.TreeHash(old, reader)
		check(err)
		grown, err := tlog.ProveTree(tree.N, old, reader)
		check(err)
		check(tlog.CheckTree(grown, tree.N, tree.Hash, old, root))
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Println("usage: sumdb FOLDER VKEY")
		os.Exit(2)
	}
	f := folder(os.Args[1])
	tree := checkpoint(f, os.Args[2])
	reader := tlog.TileHashReader(tree, f)
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	require(root == tree.Hash, "the tiles do not give the signed root")
	const pairs = 300
	count := tiles(f, tree, reader)
	entries := leaves(f, tree)
	proofs(tree, reader, pairs)
	fmt.Printf("%d entries, %d tiles, %d inclusion and %d consistency proofs\n",
		entries, count, pairs, pairs)
}
