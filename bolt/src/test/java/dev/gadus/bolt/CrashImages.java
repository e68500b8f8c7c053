// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import dev.gadus.bolt.SimulatedDisk.Call;
import dev.gadus.bolt.SimulatedDisk.Loss;
import dev.gadus.bolt.SimulatedDisk.Operation;
import dev.gadus.bolt.SimulatedDisk.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * Takes images of a disk as a loss of power would leave it, before every call that changes the
 * disk, and shows them to somebody who judges them. A test of anything that keeps a {@link
 * Database} uses it so:
 *
 * <pre>{@code
 * SimulatedDisk disk = new SimulatedDisk(seed);
 * Path path = SimulatedDisk.path("data.db");
 * CrashImages images = new CrashImages(disk, random, 3, (image, where) -> {
 *   try (Database found = image.openDatabase(path, options)) {
 *     // must hold what was acknowledged, or that and the change in flight
 *   }
 * });
 * disk.setObserver(images);
 * try (Database database = disk.openDatabase(path, options)) {
 *   // work; note what is acknowledged, and what is in flight
 * }
 * images.take("the end");
 * disk.discard();
 * }</pre>
 *
 * The judge runs within the call, on the thread that made it, while the disk is locked: it must not
 * wait for another thread that uses the same disk. Each image is discarded after it was judged.
 */
public final class CrashImages implements SimulatedDisk.Observer {
  private static final List<Loss> SOME_KEPT =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Loss.ALL_LOST)));

  /** Looks at an image, and throws when it is wrong. */
  public interface Judge {
    /**
     * Looks at one image.
     *
     * @param image may be opened, written to and crashed like any disk; it has an observer of its
     *     own
     * @param where the loss and the call, for messages
     */
    void look(SimulatedDisk image, String where);
  }

  private final SimulatedDisk disk;
  private final Random random;
  private final int imagesPerCall;
  private final Judge judge;
  private boolean sawAllLost;
  private long count;

  /**
   * Prepares to take images of a disk; {@link SimulatedDisk#setObserver} starts it.
   *
   * @param random decides which unsynced changes are kept
   * @param imagesPerCall images before each call, when there is something unsynced; one more shows
   *     the loss of all of it, once between two syncs
   */
  public CrashImages(SimulatedDisk disk, Random random, int imagesPerCall, Judge judge) {
    this.disk = disk;
    this.random = random;
    this.imagesPerCall = imagesPerCall;
    this.judge = judge;
  }

  /** Returns how many images were judged. */
  public long count() {
    return count;
  }

  @Override
  public Verdict before(Operation operation) {
    if (operation.call() != Call.MAP) {
      take(operation.toString());
    }
    return Verdict.PERFORM;
  }

  /** Takes images now; of use at the end of a test, after the last call. */
  public void take(String where) {
    if (disk.unsyncedCount() == 0) {
      look(Loss.ALL_LOST, where);
      sawAllLost = true;
      return;
    }
    if (!sawAllLost) {
      look(Loss.ALL_LOST, where);
    }
    sawAllLost = false;
    for (int i = 0; i < imagesPerCall; i++) {
      look(SOME_KEPT.get(random.nextInt(SOME_KEPT.size())), where);
    }
  }

  private void look(Loss loss, String where) {
    count++;
    SimulatedDisk image = disk.crash(loss, random);
    try {
      judge.look(image, loss + " at " + where);
    } finally {
      image.discard();
    }
  }
}
