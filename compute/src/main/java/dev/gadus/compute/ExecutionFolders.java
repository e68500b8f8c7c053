// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.ExecutionId;
import dev.gadus.files.HostFolder;
import dev.gadus.files.HostPath;
import dev.gadus.model.ResultPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of each execution on the node: {@code inputs} with what was fetched, {@code results}
 * with {@code stdout}, {@code stderr}, {@code exitCode} and a folder per result path. Only the
 * node's user can look into it. Thread-safe for different executions.
 */
final class ExecutionFolders {
  private static final String OWNER_ONLY = "rwx------";

  private final Path root;

  ExecutionFolders(Path root) {
    this.root = root;
  }

  Path results(String executionId) {
    return folder(executionId).resolve("results");
  }

  Path inputs(String executionId) {
    return folder(executionId).resolve("inputs");
  }

  private Path folder(String executionId) {
    return root.resolve(ExecutionId.require(executionId));
  }

  /** Makes the empty folders of an execution. What an earlier attempt at it left is gone. */
  void create(String executionId) throws IOException {
    Path folder = folder(executionId);
    deleteTree(folder);
    Files.createDirectories(root);
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.createDirectory(results(executionId));
    Files.createDirectory(inputs(executionId));
  }

  /** Removes everything of an execution but what it printed. */
  void keepOutputOnly(String executionId) throws IOException {
    deleteTree(inputs(executionId));
    Path results = results(executionId);
    if (!Files.isDirectory(results)) {
      return;
    }
    try (Stream<Path> children = Files.list(results)) {
      for (Path child : children.toList()) {
        String name = String.valueOf(child.getFileName());
        if (!name.equals(ResultPath.STDOUT) && !name.equals(ResultPath.STDERR)) {
          deleteTree(child);
        }
      }
    }
  }

  void delete(String executionId) throws IOException {
    deleteTree(folder(executionId));
  }

  /** The ids of all executions that have a folder. */
  List<String> all() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .map(child -> String.valueOf(child.getFileName()))
          .filter(ExecutionId::isValid)
          .toList();
    }
  }

  // Links are removed, not followed: not even one that comes while this goes on.
  private static void deleteTree(Path tree) throws IOException {
    Path parent = tree.getParent();
    if (parent == null || !Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    String text = HostPath.text(tree);
    try (HostFolder folder = HostFolder.open(parent.toRealPath())) {
      folder.deleteTree(text.substring(text.lastIndexOf('/') + 1));
    }
  }
}
