// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of all that a job store can do (changes of every kind, changes that are undone,
 * retention, compaction, removal of messages, closing and opening), each step compared with a model
 * in memory and followed by the store's own check.
 */
class JobStoreRandomTest {
  /** {@code -Dstore.sequences=100} makes it long; the {@code long} profile does. */
  private static final int SEQUENCES = Integer.getInteger("store.sequences", 1);

  private static final int STEPS = 250;

  @TempDir Path directory;

  @Test
  void theStoreDoesWhatASimpleModelDoes() {
    long seed = Long.getLong("store.seed", new Random().nextLong());
    System.out.println("job store: -Dstore.seed=" + seed);
    for (int i = 0; i < SEQUENCES; i++) {
      run(seed + i, directory.resolve(String.valueOf(i)));
    }
  }

  private static void run(long seed, Path folder) {
    Random random = new Random(seed);
    JobModel model = new JobModel(new Random(seed + 1));
    AtomicReference<Instant> now = new AtomicReference<>(model.now());
    JobStore store = open(folder, now);
    try {
      for (int step = 0; step < STEPS; step++) {
        String where = "seed " + seed + ", step " + step;
        int changes = 1 + random.nextInt(4);
        now.set(model.now());
        switch (random.nextInt(20)) {
          case 0 -> {
            store.close();
            store = open(folder, now);
          }
          case 1, 2, 3 -> model.tend(store);
          case 4, 5, 6 -> abort(store, model, changes);
          default -> {
            JobModel before = model;
            model = store.write(writer -> before.changed(writer, changes));
          }
        }
        assertThat(store.verify()).as(where).isEmpty();
        model.compare(store, where);
      }
    } finally {
      store.close();
    }
  }

  private static JobStore open(Path folder, AtomicReference<Instant> now) {
    StoreOptions options = Samples.options();
    return JobStore.open(
        folder.resolve("requester.db"),
        StoreOptions.of(options.nodeId(), options.createdBy(), now::get, options.ids()));
  }

  private static void abort(JobStore store, JobModel model, int changes) {
    assertThatThrownBy(() ->
            Samples.write(
                store,
                writer -> {
                  model.changed(writer, changes);
                  throw new IllegalStateException("undo");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("undo");
  }
}
