// SPDX-License-Identifier: Apache-2.0
/**
 * The command that looks into bolt files, with the arguments, output and exit codes of Go's {@code
 * bbolt}.
 *
 * <p>{@link dev.gadus.bolt.cli.BoltCommand} is the whole public face. Two kinds of subcommands
 * stand behind it: those that open the file with the engine, under its lock, and those that read
 * raw pages, without a lock and without trust, so that a damaged file can still be looked at.
 */
package dev.gadus.bolt.cli;
