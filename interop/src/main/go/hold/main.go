// Command hold opens a bolt file, says "held", and keeps the file and its lock until standard input ends.
//
//	hold [-read-only] FILE
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
)

func main() {
	readOnly := flag.Bool("read-only", false, "take the shared lock instead of the exclusive one")
	timeout := flag.Duration("timeout", 30*time.Second, "how long to wait for the lock")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: hold [-read-only] [-timeout DURATION] FILE")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), &bolt.Options{ReadOnly: *readOnly, Timeout: *timeout}); err != nil {
		fmt.Fprintln(os.Stderr, "hold:", err)
		os.Exit(1)
	}
}

func run(path string, options *bolt.Options) error {
	db, err := bolt.Open(path, 0o600, options)
	if err != nil {
		return err
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return db.Close()
}
