// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.node.GadusVersion;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code gadus version}: asks no node, so that it always works; {@code agent version} asks one. */
@Command(
    name = "version",
    description =
        "Print the version of this command. 'gadus agent version' prints that of the node.")
final class VersionCommand implements Runnable {
  private final PrintStream out;

  VersionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public void run() {
    out.println(text());
  }

  static String text() {
    return "gadus %s (API %s)".formatted(GadusVersion.current().product(), GadusVersion.API);
  }
}
