// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every operation that makes an edited copy is given. */
final class SurgeryArguments {
  @Mixin private final FileArgument file = new FileArgument();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "OUTPUT",
      description = "The file to write; it must not be there yet.")
  private Path target = Path.of("");

  void makeCopy(String step, EditedCopy.Edit edit) {
    if (target.toString().isEmpty()) {
      throw new Failure(
          "output database path wasn't given, specify output database file path with --output option");
    }
    EditedCopy.make(step, file.path(), target, edit);
  }

  Path source() {
    return file.path();
  }
}
