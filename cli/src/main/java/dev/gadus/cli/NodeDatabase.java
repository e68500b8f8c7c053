// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.bolt.BoltException;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.cli.Failure;
import dev.gadus.bolt.cli.Output;
import dev.gadus.client.ClientException;
import dev.gadus.client.DatabaseClient;
import dev.gadus.client.GadusClient;
import dev.gadus.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The database of a role: the file where a node with the present configuration has it, or the node
 * itself while it runs and has the file's lock. A node that {@code --api-host} or {@code
 * --api-port} names is asked whatever files are here.
 */
record NodeDatabase(Context context, Role role) {
  /** Whoever has the lock for longer is no other command that looks, but a node. */
  private static final Duration LOCK_PATIENCE = Duration.ofMillis(200);

  /** What is done with the database: one way for each place where it can be. */
  interface Use<R> {
    /** On the file, whose lock is held until this returns. */
    R stopped(Database database) throws IOException;

    /** By the node that has it open. */
    R running(DatabaseClient database) throws IOException;
  }

  /** Opens the database for reading, or finds the node that has it. */
  <R> R read(Use<R> use) {
    return use(true, use);
  }

  /** Opens the database so that nobody else can, or finds the node that has it. */
  <R> R change(Use<R> use) {
    return use(false, use);
  }

  private <R> R use(boolean readOnly, Use<R> use) {
    Options options = Options.defaults().readOnly(readOnly).lockTimeout(LOCK_PATIENCE);
    try {
      Optional<Path> file = namesNode() ? Optional.empty() : file();
      if (file.isEmpty()) {
        return ask(use);
      }
      requireFile(file.get(), readOnly);
      Database database;
      try {
        database = Database.open(file.get(), options);
      } catch (BoltException.LockTimeout e) {
        return ask(file.get(), use);
      }
      try (database) {
        return use.stopped(database);
      }
    } catch (BoltException.Storage e) {
      throw new CommandFailure(ExitCode.ERROR, e.text(), "");
    } catch (BoltException e) {
      throw new CommandFailure(
          ExitCode.ERROR,
          e.text(),
          "if this is the right file, 'gadus bolt check', 'page' and 'salvage' read what is left of"
              + " it");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.ERROR, Failure.reason(e), "");
    }
  }

  /** Opening would make a database of an empty file, and wait for whoever writes into a pipe. */
  private void requireFile(Path file, boolean readOnly) throws IOException {
    String what = "";
    if (Files.isDirectory(file)) {
      what = "a folder";
    } else if (!Files.isRegularFile(file)) {
      what = "a pipe or a device";
    } else if (Files.size(file) == 0) {
      what = "empty";
    }
    if (!what.isEmpty()) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "the database of the %s role should be at %s, which is %s"
              .formatted(role.text(), file, what),
          "'gadus config list' shows where the configuration has it");
    }
    if (!Files.isReadable(file) || !(readOnly || Files.isWritable(file))) {
      throw new CommandFailure(
          ExitCode.ERROR,
          "this user may not %s %s".formatted(readOnly ? "read" : "write", file),
          "use the account that the node runs under, or ask a running node with --api-port");
    }
  }

  private boolean namesNode() {
    return context.options().apiHost.isPresent() || context.options().apiPort.isPresent();
  }

  private Optional<Path> file() {
    return context.dataFolder().database(role, context.configuration()).filter(Files::exists);
  }

  /** Asks the node that should have the file. */
  private <R> R ask(Path file, Use<R> use) throws IOException {
    try (GadusClient client = context.client()) {
      DatabaseClient database = client.database(role);
      String path = database.describe().path();
      if (!Files.exists(Path.of(path)) || !Files.isSameFile(Path.of(path), file)) {
        throw new CommandFailure(
            ExitCode.ERROR,
            "%s is in use, and the node at %s has another file: %s"
                .formatted(file, client.node(), path),
            "name the API of the node that has it with --api-port, or stop that node");
      }
      return use.running(database);
    } catch (ClientException.Unreachable e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "%s is in use, and %s".formatted(file, e.text()),
          "name the API of the node that has it with --api-port, or stop the process that has it");
    }
  }

  /** Asks the node, since there is no file. */
  private <R> R ask(Use<R> use) throws IOException {
    try (GadusClient client = context.client()) {
      return use.running(client.database(role));
    } catch (ClientException.Unreachable e) {
      throw namesNode() ? e : nowhere(e);
    }
  }

  private CommandFailure nowhere(ClientException.Unreachable e) {
    String place =
        context
            .dataFolder()
            .database(role, context.configuration())
            .map(file -> "at " + file)
            .orElse("in " + context.dataFolder().path());
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "there is no database of the %s role %s, and %s".formatted(role.text(), place, e.text()),
        "name the data directory of your node with --data-dir, or its API with --api-host and"
            + " --api-port");
  }

  /** Where the commands of {@code gadus bolt} write. */
  Output output() {
    return new Output(context.out(), context.err(), context.surroundings().interactive());
  }
}
