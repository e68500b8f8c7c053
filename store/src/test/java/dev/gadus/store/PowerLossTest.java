// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.bolt.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Both stores on a disk that loses its power at any moment; {@link PowerLossRun} says how. */
class PowerLossTest {
  /** {@code -Dstore.images=100000} makes it long; the {@code long} profile does. */
  private static final int IMAGES = Integer.getInteger("store.images", 1500);

  private static final int CHANGES = 25;

  /** Each finds it with a chance of more than a half. */
  private static final int RUNS_OF_A_BAD_DISK = 40;

  @Test
  void aJobStoreHoldsWhatItAcknowledged() throws IOException {
    run(new JobChanges(), "/schema-1/requester.db.gz");
  }

  @Test
  void anExecutionStoreHoldsWhatItAcknowledged() throws IOException {
    run(new ExecutionChanges(), "/schema-1/compute.db.gz");
  }

  /** One run in four starts from a file of the oldest layout. */
  private static <S> void run(PowerLossRun.Kind<S> kind, String oldFile) throws IOException {
    Long asked = Long.getLong("store.seed");
    long seed = asked == null ? new Random().nextLong() : asked;
    System.out.println(kind.role() + ": -Dstore.seed=" + seed);
    long images = 0;
    for (int i = 0; images < IMAGES; i++) {
      PowerLossRun<S> run = new PowerLossRun<>(kind, seed + i, Set.of());
      if (Math.floorMod(seed + i, 4) == 0) {
        run.startFrom(old(oldFile));
      }
      images += run.run(CHANGES);
    }
    System.out.println(kind.role() + ": " + images + " images");
    assertThat(images).isGreaterThanOrEqualTo(IMAGES);
  }

  /** The test is worth something only if it notices a disk that does not keep its word. */
  @Test
  void aDiskThatOnlyPretendsToSyncIsFoundOut() {
    long seed = new Random().nextLong();
    System.out.println("a disk that does not sync: seed " + seed);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < RUNS_OF_A_BAD_DISK; i++) {
                new PowerLossRun<>(new JobChanges(), seed + i, Set.of(SimulatedDisk.Call.SYNC_DATA))
                    .run(CHANGES);
              }
            })
        .isInstanceOf(AssertionError.class);
  }

  private static byte[] old(String resource) throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(PowerLossTest.class.getResourceAsStream(resource)))) {
      return in.readAllBytes();
    }
  }
}
