// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator decides about a node, and the folder that a node owns.
 *
 * <h2>What can be set</h2>
 *
 * {@link dev.gadus.configuration.Setting} is the table of everything that can be set: its key, its
 * default and its meaning. {@code SettingKind} says which values a setting takes and how they are
 * written. The program, its messages and its documentation read this table; nothing else knows a
 * key by its spelling.
 *
 * <h2>Where it is set</h2>
 *
 * {@link dev.gadus.configuration.ConfigurationLoader} reads files, the environment and the command
 * line, and makes a {@link dev.gadus.configuration.Configuration}: the value of every setting,
 * which does not change any more. It collects everything that is wrong before it says so, in one
 * {@link dev.gadus.configuration.ConfigurationException}.
 *
 * <h2>What it is about</h2>
 *
 * {@link dev.gadus.configuration.DataFolder} is where a node keeps its id, its databases, the files
 * of executions and results. {@link dev.gadus.configuration.Capacity} is what the machine has, and
 * how much of it jobs get.
 *
 * <p>Everything here is a value and safe for several threads, but for the loader, which is used up
 * by one call. Whoever starts a part of the program makes its options out of a configuration; the
 * parts themselves do not know it.
 */
package dev.gadus.configuration;
