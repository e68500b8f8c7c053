// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store.imports;

import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A store in the layout of a release of Bacalhau, unpacked into a directory. */
record BacalhauFixture(Path file) {
  static final List<String> JOBS =
      List.of("jobs-v1.1", "jobs-v1.4", "jobs-v1.5.0", "jobs-v1.7", "jobs-v1.9");

  static BacalhauFixture unpack(Path directory, String name) throws IOException {
    Path file = directory.resolve(name + ".db");
    try (InputStream packed =
        Objects.requireNonNull(
            BacalhauFixture.class.getResourceAsStream("/bacalhau/" + name + ".db.gz"), name)) {
      Files.copy(new GZIPInputStream(packed), file);
    }
    return new BacalhauFixture(file);
  }

  static String id(String prefix, int number) {
    return "%s-%08x-1111-4222-8333-%012x".formatted(prefix, number, number);
  }

  BacalhauImport open() {
    return BacalhauImport.open(file, Duration.ofMillis(50));
  }

  ImportReport into(JobStore store) {
    try (BacalhauImport source = open()) {
      return source.into(store, ImportListener.NONE);
    }
  }

  ImportReport into(ExecutionStore store) {
    try (BacalhauImport source = open()) {
      return source.into(store, ImportListener.NONE);
    }
  }

  /** What is noted while the jobs are brought in. */
  List<ImportNote> notes(JobStore store) {
    List<ImportNote> notes = new ArrayList<>();
    try (BacalhauImport source = open()) {
      source.into(store, collector(notes));
    }
    return notes;
  }

  /** What is noted while the executions are brought in. */
  List<ImportNote> notes(ExecutionStore store) {
    List<ImportNote> notes = new ArrayList<>();
    try (BacalhauImport source = open()) {
      source.into(store, collector(notes));
    }
    return notes;
  }

  private static ImportListener collector(List<ImportNote> notes) {
    return new ImportListener() {
      @Override
      public void noted(ImportNote note) {
        notes.add(note);
      }
    };
  }
}
