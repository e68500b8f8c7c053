// SPDX-License-Identifier: Apache-2.0
/**
 * The compute node. It hears {@link dev.gadus.model.Message.ToCompute} messages, and everything
 * that it says goes through the outbox of its {@link dev.gadus.store.ExecutionStore}, written in
 * the transaction that changes what it is about.
 *
 * <h2>The way of an execution</h2>
 *
 * <ol>
 *   <li>{@code Orders} takes what a requester asks for, in one transaction a batch of messages.
 *       {@code Bids} says whether this node offers to run an execution, from what is installed
 *       ({@link dev.gadus.engine.Installation}), the operator's limits and the task's variables
 *       ({@code TaskEnvironment}).
 *   <li>{@code WorkQueue} starts what was accepted, by priority, as far as the capacity goes.
 *   <li>{@code ExecutionWork} brings one execution to its end: fetch inputs into its folder ({@code
 *       ExecutionFolders}), run, propose the result, publish. Each step is one transaction ({@code
 *       PatientWriter} waits while the disk is full) with its message ({@code Report}).
 *   <li>{@code LogStream} reads what a program prints, while it prints it ({@code LogFollowers}
 *       wakes its readers) or afterwards ({@code OutputText} keeps the beginning).
 * </ol>
 *
 * <h2>Start and upkeep</h2>
 *
 * {@link dev.gadus.compute.ComputeNode} puts these together. At its start it tidies up ({@code
 * Housekeeping}), acts by the restart table and tells its requesters what it holds ({@code
 * Restart}), and only then answers messages.
 */
package dev.gadus.compute;
