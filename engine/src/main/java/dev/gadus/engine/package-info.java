// SPDX-License-Identifier: Apache-2.0
/**
 * What an engine, an input source and a publisher are. A compute node knows this package alone; the
 * modules that run programs and move data implement it, and are named in one place of the node.
 *
 * <h2>The three seams</h2>
 *
 * An {@link dev.gadus.engine.Engine} runs tasks, an {@link dev.gadus.engine.InputFetcher} brings
 * the data of one type of input source, a {@link dev.gadus.engine.Publisher} brings results to
 * where users find them. Each describes its type in a {@link dev.gadus.model.SpecType}, from which
 * jobs are validated, and says before trying why it cannot do what is asked. {@link
 * dev.gadus.engine.Installation} holds those that one node has.
 *
 * <h2>What crosses them</h2>
 *
 * A {@link dev.gadus.engine.PreparedTask} is a task with everything in place: {@link
 * dev.gadus.engine.Mount}s of inputs and result folders, {@link dev.gadus.engine.RunLimits},
 * variables, and the folder for its output. A run ends in an {@link dev.gadus.engine.Outcome}; a
 * step that did not work out is a {@link dev.gadus.engine.StepException}, whose text is for the
 * user who wrote the job.
 *
 * <h2>What all of them need</h2>
 *
 * {@link dev.gadus.engine.GuestPath} cuts the paths that programs spell, {@link
 * dev.gadus.engine.ExecutionId} says which ids can be part of a file's name, {@link
 * dev.gadus.engine.BoundedOutput} keeps what a program prints, and {@link dev.gadus.engine.Utf8}
 * knows where text can be cut.
 */
package dev.gadus.engine;
