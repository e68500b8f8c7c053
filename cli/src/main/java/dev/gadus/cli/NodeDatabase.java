package dev.gadus.cli;

import dev.gadus.node.DatabaseRole;
import java.nio.file.Files;
import java.nio.file.Path;

/** The database of a role: the file where a node with the present configuration has it. */
record NodeDatabase(Context context, DatabaseRole role) {
  /**
   * The file.
   *
   * @throws CommandFailure when there is none
   */
  Path requireFile() {
    Path file =
        role.file(context.configuration(), context.dataFolder())
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.ERROR,
                    "no node has used the data directory " + context.dataFolder().path(),
                    "name the one of your node with --data-dir or BACALHAU_DIR"));
    if (!Files.exists(file)) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "the %s role has no database at %s".formatted(role.text(), file),
          "name the data directory of your node with --data-dir or BACALHAU_DIR");
    }
    return file;
  }
}
