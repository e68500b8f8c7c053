// Command dump prints everything that a bolt file holds, in the form that the fixtures' README describes, so that two
// readers of one file can be compared by comparing text.
//
//	dump FILE
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

// lockTimeout bounds the wait for a file that somebody else has open: a test should fail, not hang.
const lockTimeout = 30 * time.Second

// shownValueBytes is the longest value that is printed in full; of a longer one the digest is enough to compare.
const shownValueBytes = 64

// dump collects the lines of the walk, because the header states counts that are only known at its end.
type dump struct {
	lines   []string
	buckets int
	keys    int
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: dump FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "dump:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockTimeout})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(func(tx *bolt.Tx) error {
		var d dump
		if err := d.walk("", tx.Cursor().Bucket()); err != nil {
			return err
		}
		out := bufio.NewWriter(os.Stdout)
		fmt.Fprintf(out, "# boltdump 1\n# page-size %d\n# txid %d\n# buckets %d\n# keys %d\n",
			db.Info().PageSize, tx.ID(), d.buckets, d.keys)
		for _, line := range d.lines {
			fmt.Fprintln(out, line)
		}
		return out.Flush()
	})
}

func (d *dump) walk(path string, bucket *bolt.Bucket) error {
	cursor := bucket.Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		if child := bucket.Bucket(key); value == nil && child != nil {
			childPath := fmt.Sprintf("%s/%x", path, key)
			d.buckets++
			d.lines = append(d.lines, fmt.Sprintf("B %s %d", childPath, child.Sequence()))
			if err := d.walk(childPath, child); err != nil {
				return err
			}
			continue
		}
		d.keys++
		shown := fmt.Sprintf("hex:%x", value)
		if len(value) > shownValueBytes {
			shown = fmt.Sprintf("sha256:%x", sha256.Sum256(value))
		}
		parent := path
		if parent == "" {
			parent = "/"
		}
		d.lines = append(d.lines, fmt.Sprintf("K %s %x %d %s", parent, key, len(value), shown))
	}
	return nil
}
