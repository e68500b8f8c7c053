// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import dev.gadus.model.IdSource;
import dev.gadus.model.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder in which a node keeps what it owns.
 *
 * @param path an absolute path
 */
public record DataFolder(Path path) {
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /**
   * The folder that a process uses: what was given, else {@code BACALHAU_DIR}, else {@code
   * ~/.bacalhau}.
   */
  public static DataFolder of(Map<String, String> environment, Optional<Path> given, Path current) {
    String variable = environment.getOrDefault("BACALHAU_DIR", "");
    Path folder = given.orElseGet(() -> variable.isEmpty() ? home(environment) : Path.of(variable));
    return new DataFolder(current.resolve(folder).toAbsolutePath().normalize());
  }

  private static Path home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    return Path.of(home, ".bacalhau");
  }

  /** Where the configuration is looked for when no file is named. */
  public Path configurationFile() {
    return path.resolve("config.yaml");
  }

  private Path nodeIdFile() {
    return path.resolve("node-id");
  }

  /** Where executions have their files while they run. */
  public Path executions() {
    return path.resolve("executions");
  }

  /** Where engines keep what they made of programs. */
  public Path programs() {
    return path.resolve("programs");
  }

  /** The lock by which a node keeps others out of this folder. */
  public Path lockFile() {
    return path.resolve("node.lock");
  }

  /** Where the local publisher keeps results. */
  public Path results() {
    return path.resolve("results");
  }

  /**
   * The file of a role's database: what the configuration says, else a file in this folder that is
   * named after the node.
   */
  public Path database(Role role, Configuration configuration, String nodeId) {
    return configuration
        .database(role)
        .orElseGet(() -> path.resolve(nodeId + "-" + role.text() + ".db"));
  }

  /**
   * The file of a role's database; empty when the configuration names none and no node has been
   * here.
   *
   * @throws UncheckedIOException when the node's id cannot be read
   */
  public Optional<Path> database(Role role, Configuration configuration) {
    return configuration
        .database(role)
        .or(() -> knownNodeId().map(nodeId -> database(role, configuration, nodeId)));
  }

  /** Makes the folder when it is not there; what is in it is for its owner alone. */
  private void create() {
    try {
      if (!Files.isDirectory(path)) {
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw new UncheckedIOException("the data directory " + path + " is not a directory", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the data directory " + path, e);
    }
  }

  /**
   * The id of the node whose folder this is. It is made once; of two processes that start at the
   * same time in a new folder both get the same.
   */
  public String nodeId(IdSource ids) {
    create();
    try {
      Optional<String> known = readNodeId();
      if (known.isPresent()) {
        return known.get();
      }
      Path draft = Files.createTempFile(path, "node-id", ".new");
      try {
        Files.writeString(draft, ids.next(IdSource.NODE) + "\n");
        // A link, unlike a move, fails when the other process was first.
        Files.createLink(nodeIdFile(), draft);
      } catch (FileAlreadyExistsException _) {
        // Then the other process's id is the one to read.
      } finally {
        Files.delete(draft);
      }
      return readNodeId().orElseThrow(() -> new NoSuchFileException(nodeIdFile().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the node id in " + nodeIdFile(), e);
    }
  }

  /** The id of the node whose folder this is; empty when no node has been here. */
  private Optional<String> knownNodeId() {
    try {
      return readNodeId();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the node id in " + nodeIdFile(), e);
    }
  }

  private Optional<String> readNodeId() throws IOException {
    String text;
    try {
      text = Files.readString(nodeIdFile()).strip();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (!NODE_ID.matcher(text).matches()) {
      throw new IOException(
          "it holds no node id; put back the id that the names of the databases begin with, or"
              + " delete the file to become a new node");
    }
    return Optional.of(text);
  }
}
