// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of buckets are those of docs/stores.md, and what a new file has. */
class BucketsTest {
  private static final Path DOCUMENT = Path.of("../docs/stores.md");

  @TempDir Path directory;

  @Test
  void theDocumentHasTheTables() throws IOException {
    assertThat(documented("## Buckets of a requester's store")).isEqualTo(rows(JobBuckets.ALL));
    assertThat(documented("## Buckets of a compute node's store"))
        .isEqualTo(rows(ExecutionBuckets.ALL));
    assertThat(documented("## Buckets of both")).isEqualTo(rows(SharedBuckets.ALL));
  }

  private static List<String> rows(List<BucketName> buckets) {
    return buckets.stream()
        .map(bucket -> "| " + bucket + " | " + bucket.key() + " | " + bucket.value() + " |")
        .toList();
  }

  /** The rows of the table below a heading, as plain text. */
  private static List<String> documented(String heading) throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    List<String> rows = new ArrayList<>();
    // The rows begin after an empty line, the names of the columns and a rule.
    for (int i = lines.indexOf(heading) + 4; lines.get(i).startsWith("|"); i++) {
      rows.add(lines.get(i).replace("`", "").replaceAll("\\[(.*?)\\]\\(.*?\\)", "$1"));
    }
    return rows;
  }

  @Test
  void aNewFileHasTheBucketsOfItsRoleAndNoOthers() {
    try (JobStore jobs = Samples.jobStore(directory);
        ExecutionStore executions = Samples.executionStore(directory)) {
      assertThat(names(jobs)).isEqualTo(names(StoreRole.REQUESTER));
      assertThat(names(executions)).isEqualTo(names(StoreRole.COMPUTE));
    }
  }

  private static Set<String> names(StoreRole role) {
    Set<String> names = new TreeSet<>();
    role.buckets().forEach(bucket -> names.add(bucket.name()));
    return names;
  }

  private static Set<String> names(Store store) {
    return store.inspect(database ->
        database.view(transaction -> {
          Set<String> names = new TreeSet<>();
          Cursor cursor = transaction.cursor();
          while (cursor.next()) {
            names.add(Keys.text(cursor.key()));
          }
          return names;
        }));
  }
}
