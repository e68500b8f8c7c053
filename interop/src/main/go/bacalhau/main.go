// Command bacalhau writes stores in the layouts of Bacalhau's releases, as the tests of the import
// read them: job stores and execution stores with a record in every state, and with damaged ones.
//
//	go run ./bacalhau DIRECTORY
package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bacalhau DIRECTORY")
		os.Exit(2)
	}
	files := map[string]func(*bolt.Tx){
		"jobs-v1.1":         func(tx *bolt.Tx) { writeJobs(tx, releaseOne) },
		"jobs-v1.4":         func(tx *bolt.Tx) { writeJobs(tx, releaseFour) },
		"jobs-v1.5.0":       func(tx *bolt.Tx) { writeJobs(tx, releaseFive) },
		"jobs-v1.7":         func(tx *bolt.Tx) { writeJobs(tx, releaseSeven) },
		"jobs-v1.9":         func(tx *bolt.Tx) { writeJobs(tx, releaseNine) },
		"jobs-upgraded":     writeUpgradedJobs,
		"executions-v1.1":   func(tx *bolt.Tx) { writeFormerExecutions(tx, releaseOne) },
		"executions-v1.5.0": func(tx *bolt.Tx) { writeFormerExecutions(tx, releaseFive) },
		"executions-v1.9":   func(tx *bolt.Tx) { writeLatestExecutions(tx, releaseNine) },
		"etcd":              writeEtcd,
	}
	for name, contents := range files {
		if err := write(filepath.Join(os.Args[1], name+".db"), contents); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

// write makes a database, and leaves it compressed: most of such a small file is empty.
func write(path string, contents func(*bolt.Tx)) error {
	database, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	err = database.Update(func(tx *bolt.Tx) error {
		contents(tx)
		return nil
	})
	if err != nil {
		return err
	}
	if err := database.Close(); err != nil {
		return err
	}
	return compress(path)
}

func compress(path string) error {
	source, err := os.Open(path)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(path + ".gz")
	if err != nil {
		return err
	}
	defer target.Close()
	// Without a name and a time in the header, so that the same contents are the same bytes.
	packed, err := gzip.NewWriterLevel(target, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.Copy(packed, source); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return os.Remove(path)
}

func writeEtcd(tx *bolt.Tx) {
	for _, name := range []string{"alarm", "auth", "cluster", "key", "lease", "members", "meta"} {
		bucket(tx, name)
	}
}
