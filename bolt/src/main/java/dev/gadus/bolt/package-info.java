// SPDX-License-Identifier: Apache-2.0
/**
 * A transactional key-value store in one file, in the format of Go's bbolt.
 *
 * <h2>Pages</h2>
 *
 * A {@link dev.gadus.bolt.Database} is a file of equal pages. A {@link dev.gadus.bolt.Bucket} is a
 * B+tree of pages: leaves hold keys and values in order, branches lead to them. A bucket may hold
 * buckets; a small one is stored inside its parent's leaf. The file is mapped into memory, and
 * reading means looking at that memory: nothing is copied until somebody asks for an array.
 *
 * <h2>Transactions</h2>
 *
 * A page that a committed state uses is never changed. A write {@link dev.gadus.bolt.Transaction}
 * takes the pages that it touches into memory, and its commit writes them, and the branches above
 * them up to the root, to free places; then one small write names the new root. So a reader that
 * began before goes on with the old tree, undisturbed and without a lock, and the pages of that
 * tree are used again when its last reader has ended. There is one writer at a time; others wait.
 *
 * <h2>Durability</h2>
 *
 * A commit waits for the disk twice: until its pages are there, and until the meta page that names
 * them is. When it returns, the change survives a crash and a loss of power; when it throws, the
 * change is not visible. {@link dev.gadus.bolt.Database#batch} lets many callers share the wait.
 * After a failed write or wait the database refuses changes, for nobody knows what is on the disk.
 *
 * <h2>What may be relied on</h2>
 *
 * In this order: no acknowledged commit is lost; a damaged file gives a typed exception and ends
 * every operation; readers and the writer do not wait for each other; reading and moving a cursor
 * do not allocate. {@link dev.gadus.bolt.Database} is safe for several threads; transactions,
 * buckets and cursors are for one thread at a time. Arrays are copied on the way in and out; memory
 * segments are the file itself, and end with their transaction. Everything thrown extends {@link
 * dev.gadus.bolt.BoltException}, but for misuse that only a changed program can mend, which is an
 * {@link java.lang.IllegalArgumentException} or {@link java.lang.IllegalStateException}.
 */
package dev.gadus.bolt;
