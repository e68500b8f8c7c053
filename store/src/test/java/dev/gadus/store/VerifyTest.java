// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.NANOS;
import static dev.gadus.store.Samples.event;
import static dev.gadus.store.Samples.execution;
import static dev.gadus.store.Samples.job;
import static dev.gadus.store.Samples.localExecution;
import static dev.gadus.store.Samples.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Transaction;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each entry that any bucket holds is taken away, one at a time: the check must miss it. */
class VerifyTest {
  @TempDir Path directory;

  static Path jobStore(Path directory) {
    try (JobStore store = Samples.jobStore(directory)) {
      write(
          store,
          writer -> {
            writer.createJob(job("j-1"));
            writer.createJob(job("j-2"));
            writer.createExecution(execution("e-1", "j-1"));
            writer.putEvaluation(Samples.evaluation("v-1", "j-1", Instant.EPOCH, NANOS));
            writer.appendHistory(job("j-1"), event("one"));
            writer.appendHistory(execution("e-1", "j-1"), event("two"));
            writer.appendHistory(job("j-1"), event("three"));
            writer.send("n-1", MailboxTest.message(1));
            writer.send("n-1", MailboxTest.message(2));
            writer.send("n-1", MailboxTest.message(3));
          });
    }
    return directory.resolve("requester.db");
  }

  static Path executionStore(Path directory) {
    try (ExecutionStore store = Samples.executionStore(directory)) {
      store.create(localExecution("e-1", "j-1"));
      store.create(localExecution("e-2", "j-1"));
      store.transition(Transition.of("e-1", LocalState.BID_ACCEPTED, "approved"));
      store.transition(Transition.of("e-1", LocalState.RUNNING, "running"));
    }
    return directory.resolve("compute.db");
  }

  record Entry(BucketName bucket, String key) {}

  static List<Entry> entries(Path path, List<BucketName> buckets) {
    try (Database database = Database.open(path)) {
      return database.view(transaction -> {
        List<Entry> entries = new ArrayList<>();
        for (BucketName bucket : buckets) {
          for (String key : Table.in(transaction, bucket).keys("")) {
            entries.add(new Entry(bucket, key));
          }
        }
        return entries;
      });
    }
  }

  /** A role's own buckets, and that of its changes. */
  static List<BucketName> withChanges(List<BucketName> own) {
    return Stream.concat(own.stream(), Stream.of(SharedBuckets.CHANGE)).toList();
  }

  static void change(Path path, Consumer<Transaction> change) {
    try (Database database = Database.open(path)) {
      database.update(transaction -> {
        change.accept(transaction);
        return true;
      });
    }
  }

  private List<String> findingsOfJobs() {
    try (JobStore store = Samples.jobStore(directory)) {
      return store.verify();
    }
  }

  private List<String> findingsOfExecutions() {
    try (ExecutionStore store = Samples.executionStore(directory)) {
      return store.verify();
    }
  }

  @TestFactory
  List<DynamicTest> everyMissingEntryOfAJobStoreIsFound() {
    Path path = jobStore(directory);
    List<BucketName> buckets = new ArrayList<>(withChanges(JobBuckets.ALL));
    buckets.remove(JobBuckets.NODE);
    buckets.remove(JobBuckets.EVALUATION);
    buckets.add(SharedBuckets.OUTBOX_SEQUENCE);
    List<DynamicTest> tests = new ArrayList<>();
    for (Entry entry : entries(path, buckets)) {
      // A history that lost its last rows cannot be told from one that never had them.
      if (!entry.equals(new Entry(JobBuckets.HISTORY, "j-1/" + Keys.padded(3)))) {
        tests.add(missing(path, entry));
      }
    }
    tests.add(missing(path, new Entry(SharedBuckets.OUTBOX, "n-1/" + Keys.padded(2))));
    tests.add(missing(path, new Entry(SharedBuckets.OUTBOX, "n-1/" + Keys.padded(3))));
    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }

  private DynamicTest missing(Path path, Entry entry) {
    return DynamicTest.dynamicTest(
        entry.bucket() + " " + entry.key(),
        () -> {
          String[] value = {""};
          change(
              path,
              transaction -> {
                Table table = Table.in(transaction, entry.bucket());
                value[0] = table.getText(entry.key()).orElseThrow();
                table.delete(entry.key());
              });
          assertThat(findingsOfJobs()).isNotEmpty();
          change(
              path,
              transaction -> Table.in(transaction, entry.bucket()).putText(entry.key(), value[0]));
          assertThat(findingsOfJobs()).isEmpty();
        });
  }

  @TestFactory
  List<DynamicTest> everyEntryTooManyInAnIndexIsFound() {
    Path path = jobStore(directory);
    List<DynamicTest> tests = new ArrayList<>();
    for (BucketName bucket : withChanges(JobBuckets.ALL)) {
      if (bucket.name().startsWith("idx-")) {
        tests.add(
            DynamicTest.dynamicTest(
                bucket.name(),
                () -> {
                  change(path, tx -> Table.in(tx, bucket).putText("x/1/none", "j-none"));
                  assertThat(findingsOfJobs())
                      .anySatisfy(finding -> assertThat(finding).contains(bucket.name()));
                  change(path, tx -> Table.in(tx, bucket).delete("x/1/none"));
                }));
      }
    }
    assertThat(tests).hasSize(6);
    return tests;
  }

  @Test
  void everyMissingEntryOfAnExecutionStoreIsFound() {
    Path path = executionStore(directory);
    assertThat(findingsOfExecutions()).isEmpty();
    List<Entry> entries = entries(path, withChanges(ExecutionBuckets.ALL));
    assertThat(entries).hasSize(14);
    for (Entry entry : entries) {
      String[] value = {""};
      change(
          path,
          transaction -> {
            Table table = Table.in(transaction, entry.bucket());
            value[0] = table.getText(entry.key()).orElseThrow();
            table.delete(entry.key());
          });
      assertThat(findingsOfExecutions()).as(entry.toString()).isNotEmpty();
      change(
          path,
          transaction -> Table.in(transaction, entry.bucket()).putText(entry.key(), value[0]));
      assertThat(findingsOfExecutions()).isEmpty();
    }
  }

  @Test
  void aWrongCountIsFound() {
    java.util.Map<LocalState, Long> counted = java.util.Map.of(LocalState.RUNNING, 3L);
    java.util.Map<LocalState, Long> recounted = java.util.Map.of(LocalState.RUNNING, 2L);
    assertThat(ExecutionVerifier.compareCounts(counted, recounted))
        .containsExactly("the count of state Running is 3, a recount gives 2");
  }

  @Test
  void findingsAreBounded() {
    Findings findings = new Findings();
    for (int i = 0; i <= Findings.MAX_FINDINGS; i++) {
      findings.add("finding " + i);
    }
    assertThat(findings.sentences()).hasSize(Findings.MAX_FINDINGS);
  }
}
