// SPDX-License-Identifier: Apache-2.0
/**
 * Brings what ended on a Bacalhau node (v1.1 to v1.9) into the stores of a Gadus node. {@link
 * dev.gadus.store.imports.BacalhauImport} opens a file, says what it is, and brings it in or tells
 * what it would bring.
 *
 * <h2>From Bacalhau's file to our records</h2>
 *
 * <ol>
 *   <li>{@code BacalhauFile} opens the file under a shared lock and finds out by its buckets which
 *       store of which releases it is. Nothing ever writes into it.
 *   <li>{@code BacalhauRecords} reads single records as ours, {@code BacalhauStates} the numbers of
 *       their states, which changed once. {@code LostFields} counts what ours have no place for.
 *   <li>{@code BacalhauHistory} puts the rows of a job's history in the order of time, from all the
 *       buckets in which releases kept them; {@code LocalHistory} makes an execution's history
 *       whole from states or from events.
 *   <li>{@code JobImport} and {@code ExecutionImport} walk the file and decide about each record by
 *       what the store holds; {@code ImportedNames} gives each job a name that is free here.
 *   <li>{@code ImportBatch} writes what they decided in transactions of many records. After each of
 *       them the store is whole, so that an import can be ended and made again at any time.
 * </ol>
 *
 * <h2>What is told</h2>
 *
 * {@link dev.gadus.store.imports.ImportListener} hears of each record that stays behind or is
 * changed, as an {@link dev.gadus.store.imports.ImportNote}, while the import goes on; {@link
 * dev.gadus.store.imports.ImportReport} has the counts at its end. A record that cannot be read is
 * such a note and ends nothing; a file that cannot be is a {@link
 * dev.gadus.store.imports.ImportException}.
 *
 * <p>It stands on what the stores offer to everybody, and on three methods that are theirs for
 * imports alone: {@link dev.gadus.store.JobWriter#importReplacedVersion}, {@link
 * dev.gadus.store.JobWriter#importHistory} and {@link dev.gadus.store.ExecutionWriter#importEnded}.
 *
 * <p>The package is called {@code imports} because {@code import} is a word of the language.
 */
package dev.gadus.store.imports;
