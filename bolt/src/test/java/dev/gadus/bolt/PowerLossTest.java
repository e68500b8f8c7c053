// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was acknowledged is found again after a loss of power at any moment. */
class PowerLossTest {
  /** Images in a normal run; {@code -Dbolt.images=N} sets another number. */
  private static final long IMAGES = Long.getLong("bolt.images", 200_000);

  private static final int TRANSACTIONS_PER_SEED = 30;
  private static final long IMAGES_TO_FIND_A_BUG = 20_000;

  @Test
  void everyAcknowledgedCommitSurvivesALossOfPower() throws InterruptedException {
    long first = Seed.next("PowerLossTest");
    AtomicLong next = new AtomicLong(first);
    AtomicLong images = new AtomicLong();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (images.get() < IMAGES && failure.get() == null) {
                    images.addAndGet(imagesOf(next.getAndIncrement()));
                  }
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    System.out.println(
        "PowerLossTest: " + images.get() + " images of " + (next.get() - first) + " seeds");
    Throwable found = failure.get();
    if (found != null) {
      throw new AssertionError(found.getMessage(), found);
    }
    assertThat(images.get()).isGreaterThanOrEqualTo(IMAGES);
  }

  /** A test that cannot fail proves nothing: each bug is planted, and must be found. */
  @ParameterizedTest
  @EnumSource(PlantedBug.Kind.class)
  void findsThePlantedBug(PlantedBug.Kind kind) {
    long images = 0;
    for (long seed = 1; images < IMAGES_TO_FIND_A_BUG; seed++) {
      PowerLossRun run =
          new PowerLossRun(seed, (disk, options) -> new PlantedBug(kind, disk, options.pageSize()));
      try {
        run.run(TRANSACTIONS_PER_SEED);
      } catch (AssertionError found) {
        System.out.println(
            "PowerLossTest: "
                + kind
                + " found at seed "
                + seed
                + ", image "
                + (images + run.images()));
        return;
      }
      images += run.images();
    }
    throw new AssertionError(kind + " was not found in " + images + " images");
  }

  private static long imagesOf(long seed) {
    PowerLossRun run = new PowerLossRun(seed);
    run.run(TRANSACTIONS_PER_SEED);
    return run.images();
  }
}
