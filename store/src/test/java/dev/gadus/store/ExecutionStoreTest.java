// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static dev.gadus.store.Samples.TIME;
import static dev.gadus.store.Samples.localExecution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionStoreTest {
  /** A good run. */
  private static final List<LocalState> STEPS =
      List.of(
          LocalState.BID_ACCEPTED,
          LocalState.RUNNING,
          LocalState.WAITING_VERIFICATION,
          LocalState.RESULT_ACCEPTED,
          LocalState.PUBLISHING,
          LocalState.COMPLETED);

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(TIME);
  private ExecutionStore store;

  @BeforeEach
  void open() {
    StoreOptions options = Samples.options();
    store =
        ExecutionStore.open(
            directory.resolve("compute.db"),
            StoreOptions.of(options.nodeId(), options.createdBy(), now::get, options.ids()));
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  private LocalExecution stored(String id) {
    return store.read(reader -> reader.requireExecution(id));
  }

  private List<LocalHistoryEntry> history(String id) {
    return store.read(reader -> reader.history(id));
  }

  private void advanceTo(String id, LocalState last) {
    for (LocalState step : STEPS.subList(0, STEPS.indexOf(last) + 1)) {
      now.set(now.get().plusSeconds(1));
      store.transition(Transition.of(id, step, "step to " + step));
    }
  }

  @Test
  void aGoodRunGoesThroughAllStatesAndLeavesItsHistory() {
    LocalExecution created = localExecution("e-1", "j-1");
    store.create(created);
    assertThat(stored("e-1")).isEqualTo(created);
    advanceTo("e-1", LocalState.COMPLETED);
    store.close();
    open();

    LocalExecution done = stored("e-1");
    assertThat(done.state()).isEqualTo(LocalState.COMPLETED);
    assertThat(done.version()).isEqualTo(7);
    assertThat(done.updateTime()).isEqualTo(TIME.plusSeconds(6));
    assertThat(done.createTime()).isEqualTo(TIME);
    assertThat(done.latestComment()).isEqualTo("step to COMPLETED");
    List<LocalHistoryEntry> rows = history("e-1");
    assertThat(rows).hasSize(7);
    assertThat(rows.getFirst())
        .isEqualTo(
            new LocalHistoryEntry(
                "e-1", Optional.empty(), LocalState.CREATED, 1, "offered", TIME, false));
    assertThat(rows.getLast())
        .isEqualTo(
            new LocalHistoryEntry(
                "e-1",
                Optional.of(LocalState.PUBLISHING),
                LocalState.COMPLETED,
                7,
                "step to COMPLETED",
                TIME.plusSeconds(6),
                false));
    assertThat(store.counts()).containsEntry(LocalState.COMPLETED, 1L);
  }

  @Test
  void theResultIsStoredWithTheStateThatBroughtIt() {
    store.create(localExecution("e-1", "j-1"));
    advanceTo("e-1", LocalState.RUNNING);
    RunOutput output = new RunOutput("out", false, "err", true, 3, "");
    store.transition(
        Transition.of("e-1", LocalState.WAITING_VERIFICATION, "ended").withRunOutput(output));
    store.transition(Transition.of("e-1", LocalState.RESULT_ACCEPTED, "accepted"));
    SpecConfig published = new SpecConfig("local", Map.of("Path", "/results/e-1"));
    store.transition(Transition.of("e-1", LocalState.PUBLISHING, "publishing"));
    store.transition(
        Transition.of("e-1", LocalState.COMPLETED, "done").withPublishedResult(published));
    assertThat(stored("e-1").runOutput()).contains(output);
    assertThat(stored("e-1").publishedResult()).isEqualTo(published);
  }

  @Test
  void createChecksIdStateAndVersion() {
    store.create(localExecution("e-1", "j-1"));
    assertThatThrownBy(() -> store.create(localExecution("e-1", "j-1")))
        .isInstanceOf(StoreException.AlreadyExists.class)
        .hasMessage("execution already exists: e-1");
    LocalExecution second =
        localExecution("e-2", "j-1").withState(LocalState.BID_ACCEPTED, "approved", TIME);
    assertThatThrownBy(() -> store.create(second))
        .isInstanceOf(StoreException.WrongVersion.class)
        .hasMessage("execution e-2 has version 2 but expected 1");
    LocalExecution running =
        localExecution("e-2", "j-1").withState(LocalState.RUNNING, "early", TIME);
    assertThatThrownBy(() -> store.create(running))
        .isInstanceOf(StoreException.WrongState.class)
        .hasMessage("execution e-2 is in state Running but expected one of [Created, BidAccepted]");
    assertThat(store.counts().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
  }

  @Test
  void aTransitionThatIsNotAllowedSaysWhatWasFoundAndChangesNothing() {
    store.create(localExecution("e-1", "j-1"));
    advanceTo("e-1", LocalState.RUNNING);
    LocalExecution before = stored("e-1");
    Map<LocalState, Long> counts = store.counts();

    Transition publish = Transition.of("e-1", LocalState.PUBLISHING, "too early");
    refused(
        Transition.of("e-9", LocalState.FAILED, ""),
        StoreException.NotFound.class,
        "execution not found: e-9");
    refused(
        publish.from(LocalState.RESULT_ACCEPTED, LocalState.CREATED),
        StoreException.WrongState.class,
        "execution e-1 is in state Running but expected one of [Created, ResultAccepted]");
    refused(
        publish.from(LocalState.RUNNING).atVersion(2),
        StoreException.WrongVersion.class,
        "execution e-1 has version 3 but expected 2");
    refused(
        publish.atVersion(3),
        StoreException.WrongState.class,
        "execution e-1 is in state Running and cannot change to Publishing;"
            + " it can change to [WaitingVerification, Failed, Cancelled]");
    assertThat(stored("e-1")).isEqualTo(before);
    assertThat(history("e-1")).hasSize(3);
    assertThat(store.counts()).isEqualTo(counts);

    store.transition(Transition.of("e-1", LocalState.CANCELLED, "stopped"));
    refused(
        Transition.of("e-1", LocalState.FAILED, ""),
        StoreException.FinalState.class,
        "execution e-1 is in final state Cancelled and cannot change to Failed");
    refused(
        Transition.of("e-1", LocalState.FAILED, "").from(LocalState.RUNNING),
        StoreException.WrongState.class,
        "execution e-1 is in state Cancelled but expected one of [Running]");
  }

  private void refused(
      Transition transition, Class<? extends StoreException> type, String message) {
    assertThatThrownBy(() -> store.transition(transition)).isInstanceOf(type).hasMessage(message);
  }

  @Test
  void everyPairOfStatesIsAllowedExactlyAsTheTableSays() {
    List<LocalState> starts = new ArrayList<>(List.of(LocalState.CREATED));
    starts.addAll(STEPS);
    int number = 0;
    for (LocalState from : starts) {
      for (LocalState to : LocalState.values()) {
        String id = "e-" + number++;
        store.create(localExecution(id, "j-1"));
        if (from != LocalState.CREATED) {
          advanceTo(id, from);
        }
        Transition transition = Transition.of(id, to, "tried");
        if (LocalState.TABLE.allows(from, to)) {
          assertThat(store.transition(transition).state()).isEqualTo(to);
        } else {
          assertThatThrownBy(() -> store.transition(transition))
              .isInstanceOf(
                  from.isFinal()
                      ? StoreException.FinalState.class
                      : StoreException.WrongState.class);
          assertThat(stored(id).state()).isEqualTo(from);
        }
      }
    }
  }

  @Test
  void listsAreByJobByStateAndOfWhatIsLive() {
    store.create(localExecution("e-3", "j-1"));
    store.create(localExecution("e-1", "j-1"));
    store.create(localExecution("e-2", "j-10"));
    advanceTo("e-3", LocalState.RUNNING);
    advanceTo("e-2", LocalState.RUNNING);
    store.create(localExecution("e-4", "j-1"));
    advanceTo("e-4", LocalState.COMPLETED);
    assertThat(ids(store.read(reader -> reader.executionsOfJob("j-1"))))
        .containsExactly("e-1", "e-3", "e-4");
    assertThat(ids(store.read(reader -> reader.executionsOfJob("j-2")))).isEmpty();
    assertThat(ids(store.read(reader -> reader.executionsIn(LocalState.RUNNING))))
        .as("longest in the state first")
        .containsExactly("e-3", "e-2");
    assertThat(ids(store.read(ExecutionReader::liveExecutions)))
        .containsExactly("e-1", "e-3", "e-2");
    assertThat(store.counts())
        .containsEntry(LocalState.CREATED, 1L)
        .containsEntry(LocalState.RUNNING, 2L)
        .containsEntry(LocalState.COMPLETED, 1L)
        .containsEntry(LocalState.FAILED, 0L);
  }

  private static List<String> ids(List<LocalExecution> executions) {
    return executions.stream().map(LocalExecution::id).toList();
  }

  @Test
  void countsAreOfWhatWasCommittedAlone() {
    store.create(localExecution("e-1", "j-1"));
    Map<LocalState, Long> before = store.counts();
    assertThatThrownBy(() ->
            store.write(writer -> {
              writer.create(localExecution("e-2", "j-1"));
              writer.transition(Transition.of("e-1", LocalState.FAILED, ""));
              assertThat(store.counts()).as("not committed yet").isEqualTo(before);
              throw new IllegalArgumentException("undo");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.counts()).isEqualTo(before);
    assertThat(stored("e-1").state()).isEqualTo(LocalState.CREATED);
    Optional<LocalExecution> second = store.read(reader -> reader.execution("e-2"));
    assertThat(second).isEmpty();
  }

  static StoreFunction<ExecutionWriter, Boolean, RuntimeException> deletion(String id) {
    return writer -> {
      writer.delete(id);
      return true;
    };
  }

  @Test
  void changesAndTheirMessageAreOneTransaction() {
    store.create(localExecution("e-1", "j-1"));
    assertThatThrownBy(() ->
            store.write(writer -> {
              writer.send("n-requester", MailboxTest.message(1));
              return writer.transition(Transition.of("e-1", LocalState.COMPLETED, "not allowed"));
            }))
        .isInstanceOf(StoreException.WrongState.class);
    assertThat(store.outbox().receivers()).isEmpty();
    store.write(writer -> {
      writer.send("n-requester", MailboxTest.message(2));
      return writer.transition(Transition.of("e-1", LocalState.BID_ACCEPTED, "approved"));
    });
    assertThat(store.outbox().messages("n-requester", 0, 10)).hasSize(1);
  }
}
