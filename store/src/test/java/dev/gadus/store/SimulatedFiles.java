// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.SimulatedDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a simulated disk. */
final class SimulatedFiles implements FileSystem {
  private static final String REMOVED = ".removed";

  private final SimulatedDisk disk;

  SimulatedFiles(SimulatedDisk disk) {
    this.disk = disk;
  }

  @Override
  public Database openDatabase(Path path, Options options) {
    return disk.openDatabase(path, options);
  }

  @Override
  public void makeDirectory(Path path) {
    // The disk has one, and it is there.
  }

  /** Nobody else uses the disk, so that no file is replaced while it is opened. */
  @Override
  public Optional<Object> identity(Path path) {
    return Optional.empty();
  }

  @Override
  public long size(Path path) {
    return disk.content(path).length;
  }

  @Override
  public long usableSpace(Path path) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isWritable(Path path) {
    return true;
  }

  @Override
  public void write(Path path, Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(bytes);
    disk.install(path, bytes.toByteArray());
  }

  @Override
  public void move(Path from, Path to) {
    disk.rename(from, to);
  }

  /** Another name that nobody looks at: like a removal it happens or does not. */
  @Override
  public void deleteIfExists(Path path) {
    if (disk.exists(path)) {
      disk.rename(path, path.resolveSibling(path.getFileName() + REMOVED));
    }
  }

  @Override
  public void syncDirectory(Path path) {
    disk.syncDirectory(path.resolveSibling(""));
  }
}
