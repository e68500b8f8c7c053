// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.ExecutionId;
import dev.gadus.engine.Publisher;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Publishes results as {@code <execution id>.tar.gz} in a folder of the node, which the node serves
 * over HTTP. A file is there whole or not at all. It goes when the record of its execution is gone.
 */
public final class LocalPublisher implements Publisher {
  /** The type in job files. */
  public static final SpecType TYPE = new SpecType("local");

  /** What the name of a published file ends with. */
  public static final String SUFFIX = ".tar.gz";

  private static final String UNFINISHED = ".unfinished";

  private final Path folder;
  private final String address;
  private final int port;
  private boolean tidied;

  /**
   * Publishes into a folder, which is made when needed.
   *
   * @param address host name or address under which users reach the served folder
   */
  public LocalPublisher(Path folder, String address, int port) {
    this.folder = folder;
    this.address = address;
    this.port = port;
  }

  /** The folder to serve. */
  public Path folder() {
    return folder;
  }

  @Override
  public SpecType type() {
    return TYPE;
  }

  @Override
  public Optional<String> refusal(SpecConfig publisher) {
    return Optional.empty();
  }

  @Override
  public SpecConfig publish(String executionId, SpecConfig publisher, Path results)
      throws IOException {
    Files.createDirectories(folder);
    removeUnfinishedOnce();
    String name = ExecutionId.require(executionId) + SUFFIX;
    Path unfinished = folder.resolve("." + name + UNFINISHED);
    try (FileChannel file =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      pack(results, Channels.newOutputStream(file));
      file.force(true);
    }
    Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
    String host = address.contains(":") ? "[" + address + "]" : address;
    return new SpecConfig(
        "urlDownload", Map.of("URL", "http://%s:%d/%s".formatted(host, port, name)));
  }

  // What a node that was killed while it published has left. Nobody publishes before this is done.
  private synchronized void removeUnfinishedOnce() throws IOException {
    if (tidied) {
      return;
    }
    List<Path> left;
    try (Stream<Path> names = Files.list(folder)) {
      left = names.filter(name -> name.toString().endsWith(SUFFIX + UNFINISHED)).toList();
    }
    for (Path name : left) {
      Files.deleteIfExists(name);
    }
    tidied = true;
  }

  @Override
  public int keepOnly(Predicate<String> isKnown) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    removeUnfinishedOnce();
    List<Path> unknown;
    try (Stream<Path> names = Files.list(folder)) {
      unknown =
          names
              .filter(file -> executionId(file).filter(isKnown.negate()).isPresent())
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .toList();
    }
    for (Path file : unknown) {
      Files.deleteIfExists(file);
    }
    return unknown.size();
  }

  /** Whose results a file has, going by its name; empty for a file that is none of these. */
  private static Optional<String> executionId(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX)
        ? Optional.of(name.substring(0, name.length() - SUFFIX.length()))
            .filter(ExecutionId::isValid)
        : Optional.empty();
  }

  // Closing the stream would close the file before it is forced to disk.
  private static void pack(Path results, OutputStream file) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(file, 64 * 1024);
    GZIPOutputStream gzip = new GZIPOutputStream(buffered, 64 * 1024);
    new TarWriter(gzip).pack(results);
    gzip.finish();
    buffered.flush();
  }
}
