// Verifies an exported log with Go's own implementation of the checksum database: golang.org/x/mod/sumdb.
// usage: go run verify.go <directory> <verifier key>
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io/ioutil"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
}

// tiles reads tiles of height 8 as c2sp.org/tlog-tiles lays them out.
type tiles struct{ directory string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		name := strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := ioutil.ReadFile(filepath.Join(t.directory, "tile", name))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	directory := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	text, err := ioutil.ReadFile(filepath.Join(directory, "checkpoint"))
	check(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	var size int64
	_, err = fmt.Sscan(lines[1], &size)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	var head tlog.Tree
	head.N = size
	copy(head.Hash[:], root)
	reader := tlog.TileHashReader(head, tiles{directory})
	entries := int64(0)
	for bundle := int64(0); entries < size; bundle++ {
		width := size - bundle*256
		name := strings.TrimPrefix(tlog.Tile{H: 8, L: 0, N: bundle, W: 256}.Path(), "tile/8/0/")
		if width < 256 {
			name = strings.TrimPrefix(tlog.Tile{H: 8, L: 0, N: bundle, W: int(width)}.Path(), "tile/8/0/")
		}
		data, err := ioutil.ReadFile(filepath.Join(directory, "tile", "entries", name))
		check(err)
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			proof, err := tlog.ProveRecord(size, entries, reader)
			check(err)
			check(tlog.CheckRecord(proof, size, head.Hash, entries, tlog.RecordHash(entry)))
			if !bytes.HasPrefix(entry, []byte("{")) {
				check(fmt.Errorf("entry %d is no JSON", entries))
			}
			entries++
		}
	}
	for old := int64(1); old < size; old += 1 + size/20 {
		hash, err := tlog.TreeHash(old, reader)
		check(err)
		proof, err := tlog.ProveTree(size, old, reader)
		check(err)
		check(tlog.CheckTree(proof, size, head.Hash, old, hash))
	}
	fmt.Printf("ACCEPTED %d entries, checkpoint %x\n", entries, sha256.Sum256(text))
}
