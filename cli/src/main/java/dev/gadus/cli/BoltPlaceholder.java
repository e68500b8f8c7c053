// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import picocli.CommandLine.Command;

/**
 * Stands for {@code gadus bolt} in the list of commands; {@link Gadus} hands its arguments on
 * before.
 */
@Command(
    name = "bolt",
    description = "Look into a database file: check, buckets, keys, get, stats, compact and more.")
final class BoltPlaceholder implements Runnable {
  @Override
  public void run() {
    throw new IllegalStateException("the bolt command has a parser of its own");
  }
}
