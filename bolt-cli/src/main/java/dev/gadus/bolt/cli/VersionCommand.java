// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import picocli.CommandLine.Command;

/** {@code version}: which command this is. */
@Command(
    name = "version",
    description = "Prints which version of Go's bbolt this command behaves like, and what runs it.")
final class VersionCommand implements Runnable {
  /** The version of Go's command whose arguments and output are reproduced. */
  static final String BBOLT_VERSION = "1.5.0";

  private final Output output;

  VersionCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    output.line("bbolt Version: " + BBOLT_VERSION);
    output.line("Java Version: " + Runtime.version());
    output.line(
        "Java OS/Arch: " + System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
  }
}
