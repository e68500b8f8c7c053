// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Access to what is below one folder of the host, and to nothing else. Thread-safe: it holds
 * nothing open.
 *
 * <p>Everything that reads, writes or changes names goes down from the root one name at a time,
 * each opened relative to the folder above it and without following a link ({@code openat} with
 * {@code O_NOFOLLOW}). So it does not matter what else happens in the folder meanwhile: a name that
 * was a folder and is a link by now is refused, not followed. Three calls take a path in one piece,
 * because Java has no relative form of them: looking at a file's attributes, reading a link's text
 * (its text is no access), and making a folder. Somebody on the host who swaps a folder for a link
 * at the right moment can make them look at, or make an empty folder at, another place; a program
 * in the sandbox cannot, as it cannot make links.
 *
 * <p>Names are single names: no slash, not {@code .} or {@code ..}. {@link GuestTree} sees to that.
 */
final class HostFolder {
  private final Path root;

  /** Takes the real path of a folder. */
  HostFolder(Path root) {
    this.root = root;
  }

  /**
   * Whether this platform's file system can open names relative to an open folder, which the
   * confinement needs.
   */
  static boolean supported(Path folder) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      return stream instanceof SecureDirectoryStream<?>;
    }
  }

  /** Looks at a file, without following a link at its last name; empty when there is none. */
  Optional<FileStatus> status(List<String> names) throws IOException {
    try {
      return Optional.of(
          FileStatus.of(
              Files.readAttributes(path(names), FileStatus.ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The text of a symbolic link. */
  String linkText(List<String> names) throws IOException {
    return Files.readSymbolicLink(path(names)).toString();
  }

  /** Opens a file. A link at the last name is refused. */
  FileChannel open(List<String> names, Set<OpenOption> options) throws IOException {
    Set<OpenOption> unfollowed = new HashSet<>(options);
    unfollowed.add(LinkOption.NOFOLLOW_LINKS);
    return inParent(
        names,
        (parent, name) -> {
          SeekableByteChannel channel = parent.newByteChannel(name, unfollowed);
          if (channel instanceof FileChannel file) {
            return file;
          }
          channel.close();
          throw new IOException("the file system gave no file channel, path=" + path(names));
        });
  }

  /** The names in a folder, in no order; empty when there are more than {@code maximum}. */
  Optional<List<String>> list(List<String> names, int maximum) throws IOException {
    return inFolder(
        names,
        folder -> {
          List<String> found = new ArrayList<>();
          try {
            for (Path entry : folder) {
              if (found.size() == maximum) {
                return Optional.empty();
              }
              found.add(String.valueOf(entry.getFileName()));
            }
          } catch (DirectoryIteratorException e) {
            throw e.getCause();
          }
          return Optional.of(found);
        });
  }

  void createFolder(List<String> names) throws IOException {
    Files.createDirectory(path(names));
  }

  void deleteFile(List<String> names) throws IOException {
    inParent(
        names,
        (parent, name) -> {
          parent.deleteFile(name);
          return true;
        });
  }

  void deleteFolder(List<String> names) throws IOException {
    inParent(
        names,
        (parent, name) -> {
          parent.deleteDirectory(name);
          return true;
        });
  }

  /** Renames, replacing what the target is as {@code renameat} does. */
  void move(List<String> names, HostFolder targetFolder, List<String> targetNames)
      throws IOException {
    inParent(
        names,
        (parent, name) ->
            targetFolder.inParent(
                targetNames,
                (targetParent, targetName) -> {
                  parent.move(name, targetParent, targetName);
                  return true;
                }));
  }

  /** Sets the times that are given. */
  void setTimes(List<String> names, @Nullable FileTime modified, @Nullable FileTime accessed)
      throws IOException {
    inParent(
        names,
        (parent, name) -> {
          parent
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .setTimes(modified, accessed, null);
          return true;
        });
  }

  private Path path(List<String> names) {
    Path path = root;
    for (String name : names) {
      path = path.resolve(name);
    }
    return path;
  }

  private interface FolderAction<T> {
    T apply(SecureDirectoryStream<Path> folder) throws IOException;
  }

  private interface NameAction<T> {
    T apply(SecureDirectoryStream<Path> parent, Path name) throws IOException;
  }

  private <T> T inParent(List<String> names, NameAction<T> action) throws IOException {
    Path name = root.getFileSystem().getPath(names.getLast());
    return inFolder(names.subList(0, names.size() - 1), parent -> action.apply(parent, name));
  }

  private <T> T inFolder(List<String> names, FolderAction<T> action) throws IOException {
    SecureDirectoryStream<Path> folder = openRoot();
    try {
      for (String name : names) {
        SecureDirectoryStream<Path> next =
            folder.newDirectoryStream(
                root.getFileSystem().getPath(name), LinkOption.NOFOLLOW_LINKS);
        folder.close();
        folder = next;
      }
      return action.apply(folder);
    } finally {
      folder.close();
    }
  }

  @SuppressWarnings("StreamResourceLeak") // inFolder closes it
  private SecureDirectoryStream<Path> openRoot() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException(
        "this platform cannot open files relative to a folder, which the sandbox needs, folder="
            + root);
  }
}
