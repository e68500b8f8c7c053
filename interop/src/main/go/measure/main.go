// Command measure carries out the workloads of the side-by-side benchmark with Go's bbolt. It reads
// commands from standard input, one a line, and answers each with one line:
//
//	ok NANOS CPU-NANOS OPERATIONS CHECKSUM SECOND
//	error TEXT
//
// The commands and the records are those of the benchmark's other engines: see EngineProcess,
// Workload and Records in the module bench, whose checksums have to come out the same.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
)

const (
	keyBytes            = 16
	filler              = 7
	absent              = -1
	readsPerTransaction = 100
	readerStepShift     = 40
	fileMode            = 0o600
	nanosPerMillisecond = 1_000_000
	entrySumFactor      = 31
	pickSalt            = 0x5DEECE66D
	splitmixIncrement   = 0x9E3779B97F4A7C15
	splitmixMultiplier1 = 0xBF58476D1CE4E5B9
	splitmixMultiplier2 = 0x94D049BB133111EB
)

// mix is splitmix64: each number for one state alone.
func mix(state uint64) uint64 {
	z := state + splitmixIncrement
	z = (z ^ (z >> 30)) * splitmixMultiplier1
	z = (z ^ (z >> 27)) * splitmixMultiplier2
	return z ^ (z >> 31)
}

func pick(step, bound int64) int64 {
	return int64(mix(uint64(step)^pickSalt)>>1) % bound
}

func randomID(number int64) uint64 { return mix(uint64(number)) }

func sequentialID(number int64) uint64 { return uint64(number) }

func mark(id uint64) uint64 { return mix(^id) }

func fillKey(key []byte, id uint64) {
	binary.BigEndian.PutUint64(key, id)
	binary.BigEndian.PutUint64(key[8:], mix(id))
}

// value makes a slice of its own: bbolt keeps it until the transaction ends.
func value(id, version uint64, length int) []byte {
	v := make([]byte, length)
	for i := 16; i < length; i++ {
		v[i] = filler
	}
	binary.BigEndian.PutUint64(v, mark(id))
	binary.BigEndian.PutUint64(v[8:], version)
	return v
}

func sumOfValue(v []byte) int64 {
	if v == nil {
		return absent
	}
	return int64(binary.BigEndian.Uint64(v)) + int64(len(v))
}

func entrySum(key, v []byte) int64 {
	return int64(binary.BigEndian.Uint64(key))*entrySumFactor + int64(binary.BigEndian.Uint64(v))
}

type result struct {
	elapsed
	operations, checksum, second int64
}

// elapsed is wall time and the time of processors, that of all threads.
type elapsed struct{ nanos, cpuNanos int64 }

func startWatch() elapsed {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return elapsed{time.Now().UnixNano(), usage.Utime.Nano() + usage.Stime.Nano()}
}

func (begin elapsed) read() elapsed {
	now := startWatch()
	return elapsed{now.nanos - begin.nanos, now.cpuNanos - begin.cpuNanos}
}

// measurer is a database and the bucket that is worked on.
type measurer struct {
	db         *bolt.DB
	bucketName []byte
}

func main() {
	m := &measurer{}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		r, err := m.carryOut(strings.Split(in.Text(), " "))
		if err != nil {
			fmt.Printf("error %s: %v\n", in.Text(), err)
			continue
		}
		fmt.Printf("ok %d %d %d %d %d\n", r.nanos, r.cpuNanos, r.operations, r.checksum, r.second)
	}
	if err := m.close(); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func (m *measurer) carryOut(words []string) (result, error) {
	number := func(index int) int64 {
		n, err := strconv.ParseInt(words[index], 10, 64)
		if err != nil {
			panic(err)
		}
		return n
	}
	switch words[0] {
	case "open":
		return m.open(words[1], words[2] == "durable", words[3])
	case "close":
		watch := startWatch()
		err := m.close()
		return result{elapsed: watch.read(), operations: 1}, err
	case "load":
		id := sequentialID
		if words[3] == "random" {
			id = randomID
		}
		length := int(number(4))
		return m.change(0, number(1), number(2), func(b *bolt.Bucket, key []byte, n int64) error {
			fillKey(key, id(n))
			return b.Put(key, value(id(n), 0, length))
		})
	case "delete":
		return m.change(number(1), number(2), number(3), func(b *bolt.Bucket, key []byte, n int64) error {
			fillKey(key, randomID(n))
			return b.Delete(key)
		})
	case "get":
		return m.get(number(1), number(2), words[3])
	case "scan":
		return m.scan()
	case "ranges":
		return m.ranges(number(1), number(2), number(3))
	case "put":
		return m.put(number(1), number(2), number(3), int(number(4)), int(number(5)), uint64(number(6)))
	case "mixed":
		return m.mixed(number(1), number(2), int(number(3)), int(number(4)), uint64(number(5)), number(6))
	case "shrink": // It cannot while the file is in use.
		return result{}, nil
	case "free":
		stats := m.db.Stats()
		return result{operations: int64(stats.FreePageN + stats.PendingPageN)}, nil
	}
	return result{}, errors.New("no such command")
}

func (m *measurer) open(path string, durable bool, bucket string) (result, error) {
	m.bucketName = []byte(bucket)
	watch := startWatch()
	db, err := bolt.Open(path, fileMode, &bolt.Options{NoSync: !durable, NoGrowSync: !durable})
	if err != nil {
		return result{}, err
	}
	m.db = db
	there := false
	if err := db.View(func(tx *bolt.Tx) error {
		there = tx.Bucket(m.bucketName) != nil
		return nil
	}); err != nil {
		return result{}, err
	}
	if !there {
		if err := db.Update(func(tx *bolt.Tx) error {
			_, err := tx.CreateBucket(m.bucketName)
			return err
		}); err != nil {
			return result{}, err
		}
	}
	var sum int64
	key := make([]byte, keyBytes)
	fillKey(key, randomID(0))
	err = db.View(func(tx *bolt.Tx) error {
		sum = sumOfValue(tx.Bucket(m.bucketName).Get(key))
		return nil
	})
	return result{watch.read(), 1, sum, 0}, err
}

func (m *measurer) close() error {
	db := m.db
	m.db = nil
	if db == nil {
		return nil
	}
	return db.Close()
}

// change applies a change to each number of a range, some in each transaction.
func (m *measurer) change(from, to, perTransaction int64,
	apply func(b *bolt.Bucket, key []byte, number int64) error) (result, error) {
	watch := startWatch()
	key := make([]byte, keyBytes)
	for start := from; start < to; start += perTransaction {
		if err := m.db.Update(func(tx *bolt.Tx) error {
			b := tx.Bucket(m.bucketName)
			for n := start; n < min(to, start+perTransaction); n++ {
				if err := apply(b, key, n); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return result{}, err
		}
	}
	taken := watch.read()
	scanned, err := m.scan()
	return result{taken, to - from, scanned.checksum, 0}, err
}

func (m *measurer) get(keys, reads int64, style string) (result, error) {
	watch := startWatch()
	var sum int64
	key := make([]byte, keyBytes)
	read := func(b *bolt.Bucket, step int64) {
		fillKey(key, randomID(pick(step, keys)))
		v := b.Get(key)
		if style == "copied" {
			v = append([]byte(nil), v...)
		}
		sum += sumOfValue(v)
	}
	var err error
	if style == "alone" {
		for step := int64(0); step < reads && err == nil; step++ {
			err = m.db.View(func(tx *bolt.Tx) error {
				read(tx.Bucket(m.bucketName), step)
				return nil
			})
		}
	} else {
		err = m.db.View(func(tx *bolt.Tx) error {
			b := tx.Bucket(m.bucketName)
			for step := int64(0); step < reads; step++ {
				read(b, step)
			}
			return nil
		})
	}
	return result{watch.read(), reads, sum, 0}, err
}

func (m *measurer) scan() (result, error) {
	watch := startWatch()
	var sum, count int64
	err := m.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(m.bucketName).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			sum += entrySum(k, v)
			count++
		}
		return nil
	})
	return result{watch.read(), count, sum + count, 0}, err
}

func (m *measurer) ranges(keys, ranges, length int64) (result, error) {
	watch := startWatch()
	var sum, count int64
	key := make([]byte, keyBytes)
	err := m.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(m.bucketName).Cursor()
		for step := int64(0); step < ranges; step++ {
			fillKey(key, randomID(pick(step, keys)))
			last := count + length
			for k, v := c.Seek(key); k != nil; k, v = c.Next() {
				sum += entrySum(k, v)
				count++
				if count == last {
					break
				}
			}
		}
		return nil
	})
	return result{watch.read(), count, sum + count, 0}, err
}

// put runs transactions of one key each: Update from one thread, Batch from many.
func (m *measurer) put(from, to, perThread int64, threads, length int, version uint64) (result, error) {
	id := func(step int64) uint64 { return randomID(from + pick(step, to-from)) }
	transact := m.db.Update
	if threads > 1 {
		transact = m.db.Batch
	}
	failures := make([]error, threads)
	longest := make([]int64, threads)
	write := func(thread int) {
		key := make([]byte, keyBytes)
		first := int64(thread) * perThread
		for step := first; step < first+perThread && failures[thread] == nil; step++ {
			fillKey(key, id(step))
			start := time.Now()
			failures[thread] = transact(func(tx *bolt.Tx) error {
				return tx.Bucket(m.bucketName).Put(key, value(id(step), version, length))
			})
			longest[thread] = max(longest[thread], time.Since(start).Nanoseconds())
		}
	}
	watch := startWatch()
	if threads == 1 {
		write(0)
	} else {
		var all sync.WaitGroup
		for thread := range threads {
			all.Go(func() { write(thread) })
		}
		all.Wait()
	}
	taken := watch.read()
	if err := errors.Join(failures...); err != nil {
		return result{}, err
	}
	operations := perThread * int64(threads)
	var sum int64
	key := make([]byte, keyBytes)
	err := m.db.View(func(tx *bolt.Tx) error {
		b := tx.Bucket(m.bucketName)
		for step := int64(0); step < operations; step++ {
			fillKey(key, id(step))
			v := b.Get(key)
			sum += sumOfValue(v) + int64(binary.BigEndian.Uint64(v[8:]))
		}
		return nil
	})
	return result{taken, operations, sum, slices.Max(longest)}, err
}

// mixed runs one writer and some readers for a time. The writer makes so many commits a second, or as many as it can.
func (m *measurer) mixed(keys, millis int64, readers, length int, version uint64, perSecond int64) (result, error) {
	var stop atomic.Bool
	var all sync.WaitGroup
	reads := make([]int64, readers)
	wrong := make([]int64, readers)
	watch := startWatch()
	for reader := range readers {
		all.Go(func() {
			key := make([]byte, keyBytes)
			for step := int64(reader) << readerStepShift; !stop.Load(); step += readsPerTransaction {
				if m.db.View(func(tx *bolt.Tx) error {
					b := tx.Bucket(m.bucketName)
					for s := step; s < step+readsPerTransaction; s++ {
						id := randomID(pick(s, keys))
						fillKey(key, id)
						if sumOfValue(b.Get(key)) != int64(mark(id))+int64(length) {
							wrong[reader]++
						}
					}
					return nil
				}) != nil {
					wrong[reader]++
				}
				reads[reader] += readsPerTransaction
			}
		})
	}
	var commits int64
	var failure error
	key := make([]byte, keyBytes)
	start := time.Now()
	end := start.Add(time.Duration(millis * nanosPerMillisecond))
	for ; time.Now().Before(end) && failure == nil; commits++ {
		id := randomID(pick(commits, keys))
		fillKey(key, id)
		failure = m.db.Update(func(tx *bolt.Tx) error {
			return tx.Bucket(m.bucketName).Put(key, value(id, version, length))
		})
		if perSecond > 0 {
			time.Sleep(time.Until(start.Add(time.Duration((commits + 1) * int64(time.Second) / perSecond))))
		}
	}
	stop.Store(true)
	taken := watch.read()
	all.Wait()
	return result{taken, sum(reads), sum(wrong), commits}, failure
}

func sum(numbers []int64) int64 {
	var total int64
	for _, n := range numbers {
		total += n
	}
	return total
}
