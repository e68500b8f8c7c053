// SPDX-License-Identifier: Apache-2.0
/**
 * What a node remembers: {@link dev.gadus.store.JobStore} for a requester node, {@link
 * dev.gadus.store.ExecutionStore} for a compute node. Each is one bolt file, with text for keys and
 * JSON for values.
 *
 * <h2>Reading and changing</h2>
 *
 * All happens in transactions. {@code read} hands out a {@link dev.gadus.store.JobReader} or {@link
 * dev.gadus.store.ExecutionReader}, the store as it is now; {@code write} a {@link
 * dev.gadus.store.JobWriter} or {@link dev.gadus.store.ExecutionWriter}, and returns when the whole
 * of the change is on disk. Callers at the same time share a commit, so that a body may be undone
 * and run again: it changes nothing but the store. What is to follow a change is handed to the
 * writer's {@code afterCommit}: done once, by the thread that called, when the change is on disk.
 *
 * <h2>What may be relied on</h2>
 *
 * In this order: what was acknowledged is there after any crash; a history has no gaps, a message
 * is sent with the change that causes it or not at all, and is taken once; indexes agree with the
 * records; a state changes only as the tables of {@code dev.gadus.model} allow. {@code verify}
 * reads everything and says what is not so. Stores, watches and outboxes are safe for several
 * threads; readers and writers belong to the thread that got them, until its function returns.
 * Everything thrown for a reason of the store's own is a {@link dev.gadus.store.StoreException}.
 *
 * <h2>The files, in reading order</h2>
 *
 * <ol>
 *   <li><b>Layout.</b> {@code BucketName} is a bucket and what is in it; {@code JobBuckets}, {@code
 *       ExecutionBuckets} and {@code SharedBuckets} are the tables of them. {@code Keys} and {@link
 *       dev.gadus.store.StoreIds} say what keys look like. {@code Table} is a bucket in a
 *       transaction, with records instead of bytes; {@code RecentRecords} saves it from reading the
 *       same JSON again.
 *   <li><b>The stores.</b> {@link dev.gadus.store.Store} has what both are, {@link
 *       dev.gadus.store.StoreReader} what both show; then the four readers and writers above.
 *       {@code JobIndex} has the keys of a job in the indexes, {@link dev.gadus.store.Transition}
 *       is a wanted change of an execution.
 *   <li><b>The file.</b> {@code StoreFile} runs transactions and lets a copy take the file's place
 *       while it is in use; {@code StoreOpening} makes, takes, upgrades or refuses a file, by its
 *       {@link dev.gadus.store.StoreInfo} and {@code StoreRole}; {@code StoreCopies} makes copies.
 *       {@code FileSystem} is what they ask of the disk, {@code LocalFiles} the real one.
 *   <li><b>Lists.</b> {@link dev.gadus.store.JobQuery} is answered by {@code JobList} from {@code
 *       Postings}, sorted lists in the index; {@link dev.gadus.store.HistoryQuery} by {@code
 *       HistoryPages}. {@code LabelSelectorParser} reads a {@link dev.gadus.store.LabelSelector}.
 *   <li><b>Changes.</b> {@code ChangeLog} keeps the latest ones; a {@link dev.gadus.store.Watch}
 *       hands them out, and {@code Watches} wakes it. {@code AfterCommit} is what a caller wants to
 *       be done after a commit.
 *   <li><b>Messages.</b> {@code Mailbox} writes and takes them in a transaction; {@link
 *       dev.gadus.store.Outbox} shows those that wait, and a dispatcher sends them.
 *   <li><b>Upkeep.</b> {@link dev.gadus.store.Retention} says what is kept; {@code RetentionRun}
 *       removes the rest in short transactions for {@code JobRetention} and {@code
 *       ExecutionRetention}. {@link dev.gadus.store.CompactionPolicy} says when a file is copied.
 *   <li><b>Checks and repair.</b> {@code JobVerifier} and {@code ExecutionVerifier} collect {@code
 *       Findings}; {@code StateHistory} compares states with histories, {@code IndexDifference} the
 *       indexes with the {@code IndexEntries} that the records make. {@link
 *       dev.gadus.store.StoppedStore} does that to a file which no node has, and makes anew what
 *       can be derived; {@code Counters} are the last numbers that it mends.
 * </ol>
 */
package dev.gadus.store;
