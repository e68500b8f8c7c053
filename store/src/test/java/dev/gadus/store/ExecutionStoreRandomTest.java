package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes, each compared with a model in memory and followed by the store's own check. */
class ExecutionStoreRandomTest {
  private static final int STEPS = 400;
  private static final List<LocalState> STATES = List.of(LocalState.values());

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Samples.TIME);

  private ExecutionStore open() {
    StoreOptions options = Samples.options();
    return ExecutionStore.open(
        directory.resolve("compute.db"),
        StoreOptions.of(options.nodeId(), options.createdBy(), now::get, options.ids()));
  }

  @Test
  void theStoreDoesWhatASimpleModelDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, LocalExecution> model = new TreeMap<>();
    ExecutionStore store = open();
    try {
      for (int step = 0; step < STEPS; step++) {
        now.set(now.get().plusNanos(random.nextInt(3)));
        if (random.nextInt(20) == 0) {
          store.close();
          store = open();
        } else if (model.isEmpty() || random.nextInt(4) == 0) {
          LocalExecution execution = Samples.localExecution("e-" + step, "j-" + random.nextInt(5));
          store.create(execution);
          model.put(execution.id(), execution);
        } else {
          change(store, model, random);
        }
        String where = "seed " + seed + ", step " + step;
        assertThat(store.verify()).as(where).isEmpty();
        compare(store, model, where);
      }
    } finally {
      store.close();
    }
  }

  private void change(ExecutionStore store, Map<String, LocalExecution> model, Random random) {
    List<LocalExecution> all = List.copyOf(model.values());
    LocalExecution stored = all.get(random.nextInt(all.size()));
    LocalState to = STATES.get(random.nextInt(STATES.size()));
    Transition transition = Transition.of(stored.id(), to, "random");
    boolean expected = LocalState.TABLE.allows(stored.state(), to);
    if (random.nextInt(4) == 0) {
      long version = 1L + random.nextInt(3);
      transition = transition.atVersion(version);
      expected &= version == stored.version();
    }
    if (random.nextInt(4) == 0) {
      LocalState from = STATES.get(random.nextInt(STATES.size()));
      transition = transition.from(from);
      expected &= from == stored.state();
    }
    if (expected) {
      model.put(stored.id(), stored.withState(to, "random", now.get()));
      assertThat(store.transition(transition)).isEqualTo(model.get(stored.id()));
    } else {
      Transition refused = transition;
      assertThatThrownBy(() -> store.transition(refused)).isInstanceOf(StoreException.class);
    }
  }

  private static void compare(
      ExecutionStore store, Map<String, LocalExecution> model, String where) {
    Map<LocalState, Long> counts = new EnumMap<>(LocalState.class);
    Comparator<LocalExecution> byUpdate =
        Comparator.comparing(LocalExecution::updateTime).thenComparing(LocalExecution::id);
    for (LocalState state : STATES) {
      List<LocalExecution> expected =
          model.values().stream()
              .filter(execution -> execution.state() == state)
              .sorted(byUpdate)
              .toList();
      counts.put(state, (long) expected.size());
      List<LocalExecution> found = store.read(reader -> reader.executionsIn(state));
      assertThat(found).as(where).isEqualTo(expected);
    }
    assertThat(store.counts()).as(where).isEqualTo(counts);
    for (int job = 0; job < 5; job++) {
      String jobId = "j-" + job;
      List<LocalExecution> expected =
          model.values().stream()
              .filter(execution -> execution.job().id().equals(jobId))
              .sorted(byUpdate)
              .toList();
      List<LocalExecution> found = store.read(reader -> reader.executionsOfJob(jobId));
      assertThat(found).as(where).isEqualTo(expected);
    }
  }

  @Test
  void manyCallersAtOnceLoseNothingAndKeepTheCountsExact() throws Exception {
    int callers = 32;
    int executionsEach = 5;
    try (ExecutionStore store = open()) {
      List<Future<?>> results = new ArrayList<>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int caller = 0; caller < callers; caller++) {
          String name = "e-" + caller + "-";
          results.add(
              executor.submit(() -> {
                for (int i = 0; i < executionsEach; i++) {
                  run(store, name + i);
                }
              }));
        }
      }
      for (Future<?> result : results) {
        result.get();
      }
      long all = (long) callers * executionsEach;
      assertThat(store.counts())
          .containsEntry(LocalState.FAILED, all)
          .containsEntry(LocalState.RUNNING, 0L)
          .containsEntry(LocalState.CREATED, 0L);
      assertThat(store.verify()).isEmpty();
    }
  }

  private static void run(ExecutionStore store, String id) {
    store.create(Samples.localExecution(id, "j-1"));
    store.transition(Transition.of(id, LocalState.BID_ACCEPTED, "approved"));
    store.transition(Transition.of(id, LocalState.RUNNING, "runs"));
    assertThatThrownBy(() -> store.transition(Transition.of(id, LocalState.COMPLETED, "no")))
        .isInstanceOf(StoreException.WrongState.class);
    store.transition(Transition.of(id, LocalState.FAILED, "broke"));
  }
}
