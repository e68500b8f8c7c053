// SPDX-License-Identifier: Apache-2.0
/**
 * Takes jobs, decides which nodes run them, and follows every execution to its end. {@link
 * dev.gadus.requester.Requester} is the way in: what users ask, what nodes report and what is due
 * by its time come here, and each is one transaction on the job store.
 *
 * <h2>Taking a job</h2>
 *
 * A {@link dev.gadus.requester.Submission} is made into what is stored by {@link
 * dev.gadus.requester.JobNormalizer}; {@link dev.gadus.requester.JobIntake} checks it and writes
 * the job, its first row of history and an evaluation, which asks for a look at the job ({@link
 * dev.gadus.requester.Evaluations}).
 *
 * <h2>Looking at a job</h2>
 *
 * {@link dev.gadus.requester.EvaluationBroker} has the pending evaluations and hands out a job to
 * one worker at a time. {@link dev.gadus.requester.Evaluator} is what a worker does: it reads what
 * there is ({@link dev.gadus.requester.KnownExecutions}), makes a {@link
 * dev.gadus.requester.Snapshot}, has a plan made of it, and applies that, all in one transaction.
 *
 * <h2>Deciding</h2>
 *
 * {@link dev.gadus.requester.BatchScheduler} and {@link dev.gadus.requester.OpsScheduler} are pure
 * functions from a snapshot to a {@link dev.gadus.model.Plan}: no clock, no store, no dice. A
 * {@link dev.gadus.requester.PlanDraft} is the plan in the making, {@link
 * dev.gadus.requester.JobSteps} what the two have in common. {@link dev.gadus.requester.Partition}
 * says when another attempt is worth while, {@link dev.gadus.requester.Placement} which node gets
 * it, by {@link dev.gadus.requester.NodeRequirements}.
 *
 * <h2>Writing it down</h2>
 *
 * {@link dev.gadus.requester.PlanApplier} writes a plan: executions, the job's state, history, and
 * messages for the nodes into the store's outbox, from where somebody else delivers them. {@link
 * dev.gadus.requester.Effects} collects what the memory follows once that is committed.
 *
 * <h2>Hearing of nodes</h2>
 *
 * {@link dev.gadus.requester.ComputeReports} takes the messages of compute nodes, which lead to the
 * next look at a job; {@link dev.gadus.requester.NodeFault} tells apart what is a node's fault and
 * what is the job's. {@link dev.gadus.requester.NodeRegistry} takes heartbeats and finds who fell
 * silent, {@link dev.gadus.requester.NodeLoads} adds up what runs where; a scheduler sees both as
 * {@link dev.gadus.requester.KnownNode}s.
 *
 * <h2>What may be relied on</h2>
 *
 * What was answered is on disk. Memory only follows what was committed, and is rebuilt from the
 * store at a start, so that a requester may end at any moment. A report that comes twice, late or
 * from the wrong node changes nothing. {@link dev.gadus.requester.Requester} is safe for several
 * threads; what it throws to those who ask extends {@link dev.gadus.model.GadusException}.
 */
package dev.gadus.requester;
