// Checks a strict C2SP tlog-tiles tree that vs wrote, with nothing but Go's own sumdb packages:
// the checkpoint's signature and its cosignature, every tile and every leaf, and the proofs that vs
// made. Prints TAP.
//
// usage: tlogcheck FOLDER
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var count, failed int

func ok(good bool, format string, args ...interface{}) {
	count++
	word := "ok"
	if !good {
		word = "not ok"
		failed++
	}
	fmt.Printf("%s %d - %s\n", word, count, fmt.Sprintf(format, args...))
}

func read(folder, name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		fmt.Printf("Bail out! %v\n", err)
		os.Exit(1)
	}
	return data
}

// A cosigner's verifier; note.NewVerifier knows only type 0x01.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("no verifier key")
	}
	id, err := hex.DecodeString(parts[1])
	if err != nil || len(id) != 4 {
		return nil, fmt.Errorf("bad id")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, fmt.Errorf("bad key")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(id), key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

// Tiles from the folder. The C2SP path is Go's without the height.
type tiles struct{ folder string }

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range list {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func checkBundles(folder string, size int64, reader tlog.HashReader) error {
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		path := strings.Replace((tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}).Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return err
		}
		var indexes []int64
		var want []tlog.Hash
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("%s is cut short", path)
			}
			n := int(binary.BigEndian.Uint16(data))
			want = append(want, tlog.RecordHash(data[2:2+n]))
			indexes = append(indexes, tlog.StoredHashIndex(0, first+i))
			data = data[2+n:]
		}
		if len(data) != 0 {
			return fmt.Errorf("%s goes on", path)
		}
		got, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range got {
			if got[i] != want[i] {
				return fmt.Errorf("leaf %d is not in the tree", first+int64(i))
			}
		}
	}
	return nil
}

// Lines of `proofs`: kind, two numbers, hashes in hex.
func checkProofs(text string, reader tlog.HashReader) (int, error) {
	done := 0
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Fields(line)
		a, _ := strconv.ParseInt(f[1], 10, 64)
		b, _ := strconv.ParseInt(f[2], 10, 64)
		var proof []tlog.Hash
		for _, h := range f[3:] {
			raw, err := hex.DecodeString(h)
			if err != nil || len(raw) != 32 {
				return done, fmt.Errorf("bad line %q", line)
			}
			var hash tlog.Hash
			copy(hash[:], raw)
			proof = append(proof, hash)
		}
		root, err := tlog.TreeHash(b, reader)
		if err != nil {
			return done, err
		}
		if f[0] == "inclusion" {
			leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, a)})
			if err != nil {
				return done, err
			}
			if err := tlog.CheckRecord(proof, b, root, a, leaf[0]); err != nil {
				return done, fmt.Errorf("leaf %d in %d: %v", a, b, err)
			}
		} else {
			old, err := tlog.TreeHash(a, reader)
			if err != nil {
				return done, err
			}
			if err := tlog.CheckTree(proof, b, root, a, old); err != nil {
				return done, fmt.Errorf("%d in %d: %v", a, b, err)
			}
		}
		done++
	}
	return done, nil
}

func main() {
	folder := os.Args[1]
	log, err := note.NewVerifier(strings.TrimSpace(string(read(folder, "vkey-log"))))
	ok(err == nil, "the verifier key of the log is one: %v", err)
	peer, err := newCosigner(strings.TrimSpace(string(read(folder, "vkey-cosigner"))))
	ok(err == nil, "the verifier key of the cosigner is one: %v", err)
	if failed > 0 {
		os.Exit(1)
	}
	n, err := note.Open(read(folder, "checkpoint"), note.VerifierList(log, peer))
	ok(err == nil && len(n.Sigs) == 2 && len(n.UnverifiedSigs) == 1, "checkpoint and cosignature are good, the heartbeat is ignored: %v", err)
	if failed > 0 {
		os.Exit(1)
	}
	lines := strings.Split(n.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	ok(err == nil && len(lines) == 4 && lines[0] == log.Name(), "the origin is the key's name, the size a number")
	hash, err := tlog.ParseHash(lines[2])
	ok(err == nil, "the root is a hash: %v", err)

	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: hash}, tiles{folder})
	root, err := tlog.TreeHash(size, reader)
	ok(err == nil && root == hash, "the tiles have the root of the checkpoint: %v", err)
	err = checkBundles(folder, size, reader)
	ok(err == nil, "every one of %d leaves of the bundles is in the tree: %v", size, err)
	done, err := checkProofs(string(read(folder, "proofs")), reader)
	ok(err == nil && done > 0, "%d proofs of vs are good: %v", done, err)

	fmt.Printf("1..%d\n", count)
	if failed > 0 {
		os.Exit(1)
	}
}
