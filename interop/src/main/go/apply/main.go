// Command apply carries out a script of operations on a bolt file with the Go library and answers each line of the
// script with one line, so that a test can run the same script through another library and compare the answers.
//
//	apply < SCRIPT
//
// A line is an operation and its arguments, parted by single spaces. PATH is "/" and the hex of each bucket name from
// the root down, joined by "/"; keys and values are hex, and "-" stands for one without bytes.
//
//	open FILE SIZE STORE TYPE SYNC
//	                         open a file; page size of a new one (0: the system's), "freelist" or "nofreelist" for
//	                         whether the file stores its list of free pages, "array" or "hashmap" for how it is kept,
//	                         "sync" or "nosync" for whether a commit waits for the disk
//	close                    forget everything since the last commit, and close the file
//	create PATH              make the bucket; its parent must be there
//	create-if-absent PATH    the same, and fine if it is there
//	drop PATH                delete the bucket and all below it
//	move PATH PARENT         move the bucket into another parent ("/" is the root)
//	put PATH KEY VALUE       set a key
//	delete PATH KEY          remove a key
//	get PATH KEY             answer with the value
//	set-sequence PATH N      set the bucket's sequence
//	next-sequence PATH       raise the bucket's sequence by one and answer with it
//	commit                   make everything since the last commit durable
//	rollback                 forget everything since the last commit
//	reopen                   close, and open the same again
//	digest                   answer with the SHA-256 of the lines that dump prints after its header
//	check                    check the file's consistency; the answer to a damaged one is "error FINDING"
//
// The answer is "ok", "ok RESULT", or "error TEXT". What stands after the last commit is forgotten. Answers are sent
// after each commit and whenever there is nothing more to read. A line that is not understood ends the program with
// exit code 2.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"dev.gadus/interop/contents"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout bounds the wait for a file that somebody else has open: a test should fail, not hang.
const lockTimeout = 30 * time.Second

// operations says how many arguments each operation has.
var operations = map[string]int{
	"create": 1, "create-if-absent": 1, "drop": 1, "move": 2, "put": 3, "delete": 2, "get": 2,
	"set-sequence": 2, "next-sequence": 1, "commit": 0, "rollback": 0,
	"open": 5, "close": 0, "reopen": 0, "digest": 0, "check": 0,
}

// applier is a database and the write transaction that is open in it, if any.
type applier struct {
	path    string
	options *bolt.Options
	db      *bolt.DB
	tx      *bolt.Tx
}

func main() {
	if err := (&applier{}).run(); err != nil {
		fmt.Fprintln(os.Stderr, "apply:", err)
		os.Exit(2)
	}
}

func (a *applier) run() error {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		words := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if arguments, known := operations[words[0]]; !known || arguments != len(words)-1 {
			misunderstood(words)
		}
		result, err := a.apply(words)
		switch {
		case err != nil:
			fmt.Fprintf(out, "error %v\n", err)
		case result != "":
			fmt.Fprintf(out, "ok %s\n", result)
		default:
			fmt.Fprintln(out, "ok")
		}
		// Whoever kills this program needs to know which commits were acknowledged.
		if words[0] == "commit" || in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return a.close()
}

func (a *applier) open() error {
	db, err := bolt.Open(a.path, 0o600, a.options)
	a.db = db
	return err
}

func (a *applier) close() error {
	if err := a.end(false); err != nil {
		return err
	}
	db := a.db
	a.db = nil
	if db == nil {
		return nil
	}
	return db.Close()
}

// apply carries out one line. An error is the library's; a line that makes no sense ends the program.
func (a *applier) apply(words []string) (string, error) {
	switch words[0] {
	case "open":
		a.path, a.options = words[1], options(words)
		return "", a.open()
	case "close":
		return "", a.close()
	case "commit", "rollback":
		return "", a.end(words[0] == "commit")
	case "digest":
		return a.digest()
	case "check":
		return "", a.check()
	case "reopen":
		if err := a.close(); err != nil {
			return "", err
		}
		return "", a.open()
	}
	if a.tx == nil {
		tx, err := a.db.Begin(true)
		if err != nil {
			return "", err
		}
		a.tx = tx
	}
	path := parsePath(words[1])
	switch words[0] {
	case "create", "create-if-absent", "drop", "move":
		return "", a.changeBucket(words, path)
	}
	bucket := a.bucket(path)
	if bucket == nil {
		return "", bolterrors.ErrBucketNotFound
	}
	switch words[0] {
	case "put":
		return "", bucket.Put(parseBytes(words[2]), parseBytes(words[3]))
	case "delete":
		return "", bucket.Delete(parseBytes(words[2]))
	case "get":
		value := bucket.Get(parseBytes(words[2]))
		if value == nil {
			return "absent", nil
		}
		return formatBytes(value), nil
	case "set-sequence":
		sequence, err := strconv.ParseUint(words[2], 10, 64)
		if err != nil {
			misunderstood(words)
		}
		return "", bucket.SetSequence(sequence)
	case "next-sequence":
		sequence, err := bucket.NextSequence()
		return strconv.FormatUint(sequence, 10), err
	}
	panic("an operation without code: " + words[0])
}

func options(words []string) *bolt.Options {
	pageSize, err := strconv.Atoi(words[2])
	if err != nil || (words[3] != "freelist" && words[3] != "nofreelist") {
		misunderstood(words)
	}
	return &bolt.Options{
		Timeout:        lockTimeout,
		PageSize:       pageSize,
		NoFreelistSync: words[3] == "nofreelist",
		FreelistType:   bolt.FreelistType(words[4]),
		NoSync:         words[5] == "nosync",
	}
}

func (a *applier) digest() (string, error) {
	hash := sha256.New()
	err := a.db.View(func(tx *bolt.Tx) error {
		for _, line := range contents.Of(tx).Lines {
			fmt.Fprintln(hash, line)
		}
		return nil
	})
	return hex.EncodeToString(hash.Sum(nil)), err
}

func (a *applier) check() error {
	return a.db.View(func(tx *bolt.Tx) error {
		var first error
		for finding := range tx.Check() {
			if first == nil {
				first = finding
			}
		}
		return first
	})
}

func (a *applier) end(commit bool) error {
	tx := a.tx
	a.tx = nil
	switch {
	case tx != nil && commit:
		return tx.Commit()
	case tx != nil:
		return tx.Rollback()
	}
	return nil
}

func (a *applier) changeBucket(words []string, path [][]byte) error {
	if len(path) == 0 {
		misunderstood(words)
	}
	parent, name := a.bucket(path[:len(path)-1]), path[len(path)-1]
	if parent == nil {
		return bolterrors.ErrBucketNotFound
	}
	switch words[0] {
	case "create":
		_, err := parent.CreateBucket(name)
		return err
	case "create-if-absent":
		_, err := parent.CreateBucketIfNotExists(name)
		return err
	case "drop":
		return parent.DeleteBucket(name)
	}
	target := a.bucket(parsePath(words[2]))
	if target == nil {
		return bolterrors.ErrBucketNotFound
	}
	return parent.MoveBucket(name, target)
}

// bucket finds the bucket at a path, the root for none; nil when one of the names is not there.
func (a *applier) bucket(path [][]byte) *bolt.Bucket {
	bucket := a.tx.Cursor().Bucket()
	for _, name := range path {
		if bucket = bucket.Bucket(name); bucket == nil {
			return nil
		}
	}
	return bucket
}

func parsePath(text string) [][]byte {
	var path [][]byte
	for _, segment := range strings.Split(strings.TrimPrefix(text, "/"), "/") {
		if segment != "" {
			path = append(path, parseBytes(segment))
		}
	}
	return path
}

func parseBytes(text string) []byte {
	if text == "-" {
		return []byte{}
	}
	bytes, err := hex.DecodeString(text)
	if err != nil {
		misunderstood([]string{text})
	}
	return bytes
}

func formatBytes(bytes []byte) string {
	if len(bytes) == 0 {
		return "-"
	}
	return hex.EncodeToString(bytes)
}

func misunderstood(words []string) {
	fmt.Fprintf(os.Stderr, "apply: no such operation: %q\n", strings.Join(words, " "))
	os.Exit(2)
}
