package dev.gadus.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.CrashImages;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.Options;
import dev.gadus.bolt.SimulatedDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The simulated disk of the engine's tests is there for the tests of this module. */
class SimulatedDiskUseTest {
  @Test
  void aCommitIsLookedAtBeforeEachCallThatChangesTheDisk() {
    byte[] key = "key".getBytes(StandardCharsets.UTF_8);
    SimulatedDisk disk = new SimulatedDisk(1);
    Path path = SimulatedDisk.path("data.db");
    AtomicBoolean acknowledged = new AtomicBoolean();
    CrashImages images =
        new CrashImages(
            disk,
            new Random(1),
            3,
            (image, where) -> {
              try (Database found = image.openDatabase(path, Options.defaults())) {
                boolean there = found.view(t -> t.rootBucket().get(key).isPresent());
                assertThat(there || !acknowledged.get()).as(where).isTrue();
              }
            });
    disk.setObserver(images);
    try (Database database = disk.openDatabase(path, Options.defaults())) {
      database.update(transaction -> {
        transaction.rootBucket().put(key, key);
        return null;
      });
      acknowledged.set(true);
    }
    images.take("the end");
    assertThat(images.count()).isGreaterThan(10);
    disk.discard();
  }
}
