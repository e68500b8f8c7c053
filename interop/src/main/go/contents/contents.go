// Package contents writes down everything that a bolt file holds, in the form that the fixtures' README describes, so
// that two readers of one file can be compared by comparing text.
package contents

import (
	"crypto/sha256"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// shownValueBytes is the longest value that is written in full; of a longer one the digest is enough to compare.
const shownValueBytes = 64

// Contents are the lines for the buckets and keys of a file, and how many there are of each.
type Contents struct {
	Lines   []string
	Buckets int
	Keys    int
}

// Of walks everything that a transaction sees.
func Of(tx *bolt.Tx) Contents {
	var c Contents
	c.walk("", tx.Cursor().Bucket())
	return c
}

func (c *Contents) walk(path string, bucket *bolt.Bucket) {
	cursor := bucket.Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		if value == nil {
			if child := bucket.Bucket(key); child != nil {
				childPath := fmt.Sprintf("%s/%x", path, key)
				c.Buckets++
				c.Lines = append(c.Lines, fmt.Sprintf("B %s %d", childPath, child.Sequence()))
				c.walk(childPath, child)
				continue
			}
		}
		c.Keys++
		shown := fmt.Sprintf("hex:%x", value)
		if len(value) > shownValueBytes {
			shown = fmt.Sprintf("sha256:%x", sha256.Sum256(value))
		}
		parent := path
		if parent == "" {
			parent = "/"
		}
		c.Lines = append(c.Lines, fmt.Sprintf("K %s %x %d %s", parent, key, len(value), shown))
	}
}
