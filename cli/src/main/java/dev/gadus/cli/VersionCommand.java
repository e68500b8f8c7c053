package dev.gadus.cli;

import dev.gadus.node.GadusVersion;
import picocli.CommandLine.Command;

/** {@code gadus version}. */
@Command(name = "version", description = "Print the version of this command.")
final class VersionCommand implements Runnable {
  private final Surroundings surroundings;

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    GadusVersion version = GadusVersion.current();
    surroundings.out().println("gadus " + version.product() + " (API " + GadusVersion.API + ")");
  }
}
