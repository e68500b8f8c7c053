package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was acknowledged is found again after a loss of power at any moment. */
class PowerLossTest {
  /** Images in a normal run; {@code -Dbolt.images=N} sets another number. */
  private static final long IMAGES = Long.getLong("bolt.images", 100_000);

  private static final int TRANSACTIONS_PER_SEED = 30;

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

  private static long imagesOf(long seed) {
    PowerLossRun run = new PowerLossRun(seed, _ -> SimulatedDisk.Verdict.PERFORM, disk -> disk);
    run.run(TRANSACTIONS_PER_SEED);
    return run.images();
  }
}
