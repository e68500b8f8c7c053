// Command dump prints everything that a bolt file holds, in the form that the fixtures' README describes.
//
//	dump FILE
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"

	"dev.gadus/interop/contents"
	bolt "go.etcd.io/bbolt"
)

// lockTimeout bounds the wait for a file that somebody else has open: a test should fail, not hang.
const lockTimeout = 30 * time.Second

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
		c := contents.Of(tx)
		out := bufio.NewWriter(os.Stdout)
		fmt.Fprintf(out, "# boltdump 1\n# page-size %d\n# txid %d\n# buckets %d\n# keys %d\n",
			db.Info().PageSize, tx.ID(), c.Buckets, c.Keys)
		for _, line := range c.Lines {
			fmt.Fprintln(out, line)
		}
		return out.Flush()
	})
}
