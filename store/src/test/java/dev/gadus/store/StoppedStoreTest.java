// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.model.Event;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of every kind is planted in files: it is found, and repaired where that can be done. */
class StoppedStoreTest {
  @TempDir Path directory;

  private static List<String> verify(Path path) {
    try (Database database = Database.open(path, Options.defaults().readOnly(true))) {
      return StoppedStore.in(database, _ -> {}).verify();
    }
  }

  private static StoppedStore.Repair repair(Path path) {
    try (Database database = Database.open(path)) {
      return StoppedStore.in(database, _ -> {}).repair();
    }
  }

  private static void change(Path path, BucketName bucket, Consumer<Table> change) {
    VerifyTest.change(path, transaction -> change.accept(Table.in(transaction, bucket)));
  }

  private static Map<VerifyTest.Entry, String> content(Path path, List<BucketName> buckets) {
    Map<VerifyTest.Entry, String> content = new java.util.HashMap<>();
    for (VerifyTest.Entry entry : VerifyTest.entries(path, buckets)) {
      try (Database database = Database.open(path)) {
        content.put(
            entry,
            database.view(tx -> Table.in(tx, entry.bucket()).getText(entry.key()).orElseThrow()));
      }
    }
    return content;
  }

  private static List<BucketName> indexes(List<BucketName> buckets) {
    return buckets.stream()
        .filter(bucket -> bucket.name().startsWith("idx-") || bucket.name().contains("-index"))
        .toList();
  }

  private void everyIndexComesBack(Path path, List<BucketName> buckets) {
    Map<VerifyTest.Entry, String> whole = content(path, buckets);
    assertThat(verify(path)).isEmpty();
    for (BucketName index : indexes(buckets)) {
      List<VerifyTest.Entry> entries = VerifyTest.entries(path, List.of(index));
      assertThat(entries).as(index.name()).isNotEmpty();
      change(
          path,
          index,
          table -> {
            entries.forEach(entry -> table.delete(entry.key()));
            table.putText("x/1/none", "j-none");
          });
      assertThat(verify(path))
          .as(index.name())
          .hasSize(entries.size() + 1)
          .allMatch(text -> text.contains(index.name()));
      StoppedStore.Repair repair = repair(path);
      assertThat(repair.left()).as(index.name()).isEmpty();
      assertThat(repair.done()).hasSize(entries.size() + 1);
      assertThat(repair.copy()).isPresent();
      // The copy has the damage, so that nothing is lost by the repair.
      assertThat(verify(repair.copy().orElseThrow())).hasSize(entries.size() + 1);
      assertThat(content(path, buckets)).isEqualTo(whole);
    }
  }

  @Test
  void everyIndexOfAJobStoreComesBackFromTheRecords() {
    everyIndexComesBack(VerifyTest.jobStore(directory), VerifyTest.withChanges(JobBuckets.ALL));
  }

  @Test
  void everyIndexOfAnExecutionStoreComesBackFromTheRecords() {
    everyIndexComesBack(
        VerifyTest.executionStore(directory), VerifyTest.withChanges(ExecutionBuckets.ALL));
  }

  @Test
  void aWrongValueInAnIndexIsMadeRight() {
    Path path = VerifyTest.jobStore(directory);
    change(path, JobBuckets.INDEX_EXECUTION, table -> table.putText("e-1", "j-2"));
    assertThat(verify(path)).containsExactly("idx-execution has e-1 for j-2, not for j-1");
    assertThat(repair(path).left()).isEmpty();
    assertThat(content(path, VerifyTest.withChanges(JobBuckets.ALL)))
        .containsEntry(new VerifyTest.Entry(JobBuckets.INDEX_EXECUTION, "e-1"), "j-1");
  }

  @Test
  void lastNumbersAreBroughtUpToWhatIsThere() {
    Path path = VerifyTest.jobStore(directory);
    for (Consumer<Table> damage :
        List.<Consumer<Table>>of(
            table -> table.delete("n-1"), table -> table.putText("n-1", "2"))) {
      change(path, SharedBuckets.OUTBOX_SEQUENCE, damage);
      assertThat(verify(path)).isNotEmpty();
      StoppedStore.Repair repair = repair(path);
      assertThat(repair.left()).isEmpty();
      assertThat(repair.done()).containsExactly("outbox-sequence of n-1 is now 3");
    }
    change(path, SharedBuckets.CHANGE, table -> table.setSequence(1));
    assertThat(verify(path)).isNotEmpty();
    assertThat(repair(path).left()).isEmpty();
  }

  @Test
  void howManyPagesWereCheckedIsToldUntilTheyAreAll() {
    Path path = VerifyTest.jobStore(directory);
    List<Long> told = new ArrayList<>();
    try (Database database = Database.open(path, Options.defaults().readOnly(true))) {
      assertThat(StoppedStore.in(database, told::add).verify()).isEmpty();
      long pages = database.view(transaction -> transaction.size() / database.pageSize());
      assertThat(told).isSorted().hasSizeGreaterThan(2).endsWith(pages);
    }
  }

  @Test
  void aWholeStoreIsLeftAlone() throws Exception {
    Path path = VerifyTest.jobStore(directory);
    StoppedStore.Repair repair = repair(path);
    assertThat(repair).isEqualTo(new StoppedStore.Repair(Optional.empty(), List.of(), List.of()));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void factsAreNotGuessed() {
    record Damage(BucketName bucket, String key, String finding) {}
    List<Damage> damages =
        List.of(
            new Damage(JobBuckets.JOB, "j-1", "execution e-1 belongs to job j-1, which is missing"),
            new Damage(JobBuckets.EXECUTION, "j-1/e-1", "is about execution e-1, which is missing"),
            new Damage(
                JobBuckets.HISTORY,
                "j-1/" + Keys.padded(1),
                "history row 2 of job j-1 follows row 0"),
            new Damage(SharedBuckets.CHANGE, "", "stands where change"),
            new Damage(
                SharedBuckets.OUTBOX,
                "n-1/" + Keys.padded(2),
                "outbox has message 3 for n-1 after message 1"),
            new Damage(
                SharedBuckets.OUTBOX, "n-1/" + Keys.padded(3), "where message 3 was the last"));
    for (int i = 0; i < damages.size(); i++) {
      Damage damage = damages.get(i);
      Path path = VerifyTest.jobStore(directory.resolve("store-" + i));
      change(
          path,
          damage.bucket(),
          table -> table.delete(damage.key().isEmpty() ? table.keys("").get(1) : damage.key()));
      List<BucketName> records = new ArrayList<>(VerifyTest.withChanges(JobBuckets.ALL));
      records.removeAll(indexes(VerifyTest.withChanges(JobBuckets.ALL)));
      Map<VerifyTest.Entry, String> before = content(path, records);
      assertThat(verify(path))
          .as(damage.toString())
          .anyMatch(text -> text.contains(damage.finding()));
      StoppedStore.Repair repair = repair(path);
      assertThat(repair.left())
          .as(damage.toString())
          .anyMatch(text -> text.contains(damage.finding()))
          .noneMatch(text -> text.startsWith("idx-"));
      assertThat(content(path, records)).isEqualTo(before);
    }
  }

  @Test
  void aRecordThatCannotBeReadIsAFindingAndTheRestIsChecked() {
    Path path = VerifyTest.jobStore(directory);
    change(path, JobBuckets.JOB, table -> table.putText("j-2", "{no json"));
    change(path, SharedBuckets.OUTBOX_SEQUENCE, table -> table.putText("n-1", "7"));
    assertThat(verify(path))
        .anyMatch(text -> text.contains("j-2") && text.contains("not the JSON of a Job"))
        .anyMatch(text -> text.contains("where message 7 was the last"));
    assertThat(repair(path).done()).anyMatch(text -> text.startsWith("the repair ended early"));
  }

  @Test
  void aMessageUnderAnotherNumberIsFound() {
    Path path = VerifyTest.jobStore(directory);
    change(
        path,
        SharedBuckets.OUTBOX,
        table ->
            table.putText(
                "n-1/" + Keys.padded(3), table.getText("n-1/" + Keys.padded(2)).orElseThrow()));
    assertThat(verify(path))
        .containsExactly("outbox has message 2 for n-1 under the key n-1/" + Keys.padded(3));
    change(
        path,
        SharedBuckets.INBOX,
        table -> table.put("n-1/s-1", new Mailbox.LastAccepted(0, Samples.TIME)));
    assertThat(verify(path)).contains("inbox says that message 0 of n-1/s-1 was taken");
  }

  @Test
  void anExecutionWhoseStatesCannotFollowEachOtherIsFound() {
    Path path = VerifyTest.executionStore(directory);
    String second = "e-1/" + Keys.padded(2);
    change(
        path,
        ExecutionBuckets.HISTORY,
        table -> {
          LocalHistoryEntry row = table.require(second, LocalHistoryEntry.class);
          table.put(
              second,
              new LocalHistoryEntry(
                  row.executionId(),
                  row.previousState(),
                  LocalState.COMPLETED,
                  row.newVersion(),
                  row.comment(),
                  row.time(),
                  false));
        });
    assertThat(verify(path))
        .anyMatch(text ->
            text.equals(
                "execution e-1 has a history row 2 with state Completed, which cannot follow"
                    + " Created"))
        .anyMatch(text -> text.contains("which cannot follow Completed"));
    assertThat(repair(path).left()).isNotEmpty();
  }

  @Test
  void aStateThatTheHistoryDoesNotEndWithIsFound() {
    Path path = VerifyTest.executionStore(directory);
    change(
        path,
        ExecutionBuckets.EXECUTION,
        table -> {
          LocalExecution execution = table.require("e-2", LocalExecution.class);
          table.putText(
              "e-2",
              table
                  .getText("e-2")
                  .orElseThrow()
                  .replace("\"" + execution.state().text() + "\"", "\"Completed\""));
        });
    assertThat(verify(path))
        .anyMatch(
            text -> text.equals("execution e-2 is in state Completed, its history ends otherwise"));
    // The index follows the record; which of record and history is right nobody can tell.
    assertThat(repair(path).left())
        .containsExactly("execution e-2 is in state Completed, its history ends otherwise");
  }

  @Test
  void aHistoryOfARequesterThatCannotBeIsFound() {
    try (JobStore store = Samples.jobStore(directory)) {
      Samples.write(
          store,
          writer -> {
            writer.createJob(Samples.job("j-1"));
            writer.createExecution(Samples.execution("e-1", "j-1"));
            for (ExecutionState state : List.of(ExecutionState.COMPLETED, ExecutionState.RUNNING)) {
              writer.appendHistory(
                  Samples.execution("e-1", "j-1"),
                  Event.of(
                      Event.Topic.EXECUTION,
                      "planted",
                      Samples.TIME,
                      Map.of(Event.Detail.NEW_STATE, state.text())));
            }
            HistoryEntry row =
                writer.appendHistory(
                    Samples.job("j-1"),
                    Event.of(
                        Event.Topic.STATE_UPDATE,
                        "planted",
                        Samples.TIME,
                        Map.of(Event.Detail.NEW_STATE, "Completed")));
            assertThat(row.seqNum()).isEqualTo(3);
          });
      assertThat(store.verify())
          .anyMatch(text ->
              text.contains("takes execution e-1 from Completed to Running, which cannot follow"))
          .anyMatch(text ->
              text.startsWith("execution e-1 is in state") && text.endsWith("ends with Running"))
          .anyMatch(text ->
              text.startsWith("job j-1 is in state") && text.endsWith("ends with Completed"))
          .hasSize(3);
      assertThat(event("x").details()).isEmpty();
    }
  }

  @Test
  void otherFilesAreRefused() {
    Path path = directory.resolve("other.db");
    try (Database database = Database.open(path)) {
      assertThatThrownBy(() -> StoppedStore.in(database, _ -> {}).verify())
          .isInstanceOf(StoreException.Unusable.class)
          .hasMessageContaining("it is empty, and no store");
      database.update(tx -> tx.createBucket(Keys.bytes("mine")));
      assertThatThrownBy(() -> StoppedStore.in(database, _ -> {}).repair())
          .isInstanceOf(StoreException.Unusable.class)
          .hasMessageContaining("another program");
    }
    Path store = VerifyTest.jobStore(directory);
    change(
        store,
        SharedBuckets.META,
        table ->
            table.putText(
                "store",
                table
                    .getText("store")
                    .orElseThrow()
                    .replaceFirst("(\"SchemaVersion\"):\\d+", "$1:" + 1)));
    assertThatThrownBy(() -> verify(store))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("schema version is 1");
  }
}
