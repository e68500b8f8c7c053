// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code gadus} command: one class per subcommand, put together in {@link dev.gadus.cli.Gadus}.
 * Data goes to standard output; errors, hints, progress and logs go to standard error.
 */
package dev.gadus.cli;
