// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.LocalState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of all that an execution store can do (changes of every kind, changes that are
 * undone or refused, retention, compaction, removal of messages, closing and opening), each step
 * compared with a model in memory and followed by the store's own check.
 */
class ExecutionStoreRandomTest {
  /** {@code -Dstore.sequences=100} makes it long; the {@code long} profile does. */
  private static final int SEQUENCES = Integer.getInteger("store.sequences", 1);

  private static final int STEPS = 400;

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Samples.TIME);

  private ExecutionStore open(Path folder) {
    StoreOptions options = Samples.options();
    return ExecutionStore.open(
        folder.resolve("compute.db"),
        StoreOptions.of(options.nodeId(), options.createdBy(), now::get, options.ids()));
  }

  @Test
  void theStoreDoesWhatASimpleModelDoes() {
    long seed = Long.getLong("store.seed", new Random().nextLong());
    System.out.println("execution store: -Dstore.seed=" + seed);
    for (int i = 0; i < SEQUENCES; i++) {
      run(seed + i, directory.resolve(String.valueOf(i)));
    }
  }

  private void run(long seed, Path folder) {
    Random random = new Random(seed);
    ExecutionModel model = new ExecutionModel(new Random(seed + 1));
    ExecutionStore store = open(folder);
    try {
      for (int step = 0; step < STEPS; step++) {
        String where = "seed " + seed + ", step " + step;
        now.set(now.get().plusNanos(random.nextInt(3)));
        int changes = 1 + random.nextInt(3);
        switch (random.nextInt(20)) {
          case 0 -> {
            store.close();
            store = open(folder);
          }
          case 1, 2, 3 -> model.tend(store, now.get());
          case 4, 5 -> abort(store, model, changes);
          default -> {
            ExecutionModel before = model;
            model = store.write(writer -> before.changed(writer, changes, now.get()));
          }
        }
        assertThat(store.verify()).as(where).isEmpty();
        model.compare(store, where);
      }
    } finally {
      store.close();
    }
  }

  private void abort(ExecutionStore store, ExecutionModel model, int changes) {
    assertThatThrownBy(() ->
            store.write(writer -> {
              model.changed(writer, changes, now.get());
              throw new IllegalStateException("undo");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("undo");
  }

  @Test
  void manyCallersAtOnceLoseNothingAndKeepTheCountsExact() throws Exception {
    int callers = 32;
    int executionsEach = 5;
    try (ExecutionStore store = open(directory)) {
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
