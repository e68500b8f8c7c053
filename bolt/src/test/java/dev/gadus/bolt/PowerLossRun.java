// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import dev.gadus.bolt.SimulatedDisk.Operation;
import dev.gadus.bolt.SimulatedDisk.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one seed's workload on a simulated disk, and at every call that changes the disk looks at
 * what a power loss right then would leave: each such image must open, pass the check and hold
 * every acknowledged commit whole, or the one in flight, whole. Some images are written to
 * afterwards, and the power is lost again while that goes on.
 */
final class PowerLossRun {
  static final Path PATH = SimulatedDisk.path("data.db");

  /** One image in so many goes on with further commits, and is looked at again at each call. */
  private static final int REVIVED_ONE_IN = 12;

  private static final int TRANSACTIONS_AFTER_CRASH = 2;
  private static final int IMAGES_PER_CALL = 3;
  private static final int IMAGES_PER_CALL_AFTER_CRASH = 1;

  /** Callers of a group commit. */
  private static final int GROUP_SIZE = 5;

  /** The process ends within a call; nothing that it still does reaches the disk. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final long seed;
  private final SimulatedDisk disk;
  private final OperatingSystem system;
  private final Workload workload;
  private final Random random;
  private final boolean afterCrash;

  /** What the database must hold. */
  private Model acknowledged;

  /** What it may hold instead, while a commit is running. */
  private @Nullable Model inFlight;

  private int transaction;
  private int callsUntilKill = -1;

  /** Whether the database was opened once, so that its file must be there. */
  private boolean created;

  private final CrashImages images;

  /** Images that were judged while the image of a crash went on. */
  private long imagesOfImages;

  /** Prepares the run of a seed with an engine that works. */
  PowerLossRun(long seed) {
    this(seed, (disk, _) -> disk);
  }

  /** Prepares the run of a seed; {@code plant} puts something between the engine and the disk. */
  PowerLossRun(long seed, BiFunction<SimulatedDisk, Options, OperatingSystem> plant) {
    this.seed = seed;
    this.disk = new SimulatedDisk(seed);
    this.workload = new Workload(seed);
    this.system = plant.apply(disk, workload.options());
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 2);
    this.acknowledged = new Model();
    this.afterCrash = false;
    if (!workload.options().noGrowSync()) {
      disk.setDataSyncKeepsLength(random.nextBoolean());
    }
    this.images = new CrashImages(disk, random, IMAGES_PER_CALL, this::look);
    disk.setObserver(this::before);
  }

  /** Goes on with the image of a crash. */
  private PowerLossRun(PowerLossRun before, SimulatedDisk image, Model found) {
    this.seed = before.seed;
    this.disk = image;
    this.system = image;
    this.workload = before.workload;
    this.random = before.random;
    this.acknowledged = found;
    this.created = before.created;
    this.afterCrash = true;
    this.images = new CrashImages(disk, random, IMAGES_PER_CALL_AFTER_CRASH, this::look);
    disk.setObserver(this::before);
  }

  long images() {
    return images.count() + imagesOfImages;
  }

  /** Runs some transactions and the events between them. */
  void run(int transactions) {
    try {
      Database database = open();
      for (transaction = 0; transaction < transactions; transaction++) {
        database = step(database);
      }
      database.close();
      images.take("the end");
    } finally {
      disk.discard();
    }
  }

  private Database open() {
    Database database = Database.open(system, PATH, workload.options());
    created = true;
    return database;
  }

  private Database step(Database database) {
    switch (workload.nextEvent()) {
      case COMMIT -> commit(database);
      case ROLL_BACK -> rollBack(database);
      case COMMIT_NOTHING -> database.update(_ -> null);
      case GROUP_COMMIT -> {
        if (afterCrash) {
          commit(database); // An image belongs to one thread.
        } else {
          groupCommit(database);
        }
      }
      case OPEN_READER -> commitUnderReader(database);
      case SHRINK -> database.shrink();
      case REOPEN -> {
        database.close();
        return open();
      }
      case KILL_IN_COMMIT -> {
        return killInCommit(database);
      }
    }
    return database;
  }

  private void commit(Database database) {
    Model next = acknowledged.copy();
    try (Transaction writing = database.beginWrite()) {
      workload.change(writing.rootBucket(), next);
      inFlight = next;
      writing.commit();
    }
    acknowledged = next;
    inFlight = null;
  }

  private void rollBack(Database database) {
    try (Transaction writing = database.beginWrite()) {
      workload.change(writing.rootBucket(), acknowledged.copy());
    }
  }

  private void commitUnderReader(Database database) {
    Model seen = acknowledged;
    try (Transaction reader = database.beginRead()) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        commit(database);
        require(seen.difference(reader.rootBucket(), ""), "an open reader sees another state");
      }
    }
  }

  /** The callers queue up behind an open transaction, in a known order, and share a commit. */
  private void groupCommit(Database database) {
    List<Thread> callers = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    try (Transaction _ = database.beginWrite()) {
      for (int i = 0; i < GROUP_SIZE; i++) {
        byte[] key = ("group " + transaction + " " + i).getBytes(StandardCharsets.UTF_8);
        boolean fails = random.nextInt(8) == 0;
        if (!fails) {
          keys.add(key);
        }
        Thread caller = Thread.ofPlatform().start(() -> callBatch(database, key, fails, failures));
        callers.add(caller);
        while (caller.isAlive() && caller.getState() != Thread.State.WAITING) {
          LockSupport.parkNanos(10_000);
        }
      }
    }
    for (Thread caller : callers) {
      try {
        caller.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    inFlight = null;
    synchronized (failures) {
      failures.forEach(failure -> {
        throw new AssertionError(describe("a caller of a group commit failed"), failure);
      });
    }
    for (byte[] key : keys) {
      if (!acknowledged.contains(key)) {
        throw new AssertionError(describe("a caller of a group commit returned before its commit"));
      }
    }
  }

  /** A function that fails on purpose. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What a group's transaction has done to the state that it began with. */
  private @Nullable Transaction groupTransaction;

  private void callBatch(Database database, byte[] key, boolean fails, List<Throwable> failures) {
    try {
      database.batch(writing -> {
        joinGroup(writing, key);
        if (fails) {
          throw new Refused();
        }
        return null;
      });
      if (fails) {
        throw new AssertionError("a failing function did not fail");
      }
    } catch (Throwable e) {
      if (!(fails && e instanceof Refused)) {
        synchronized (failures) {
          failures.add(e);
        }
      }
    }
  }

  private void joinGroup(Transaction writing, byte[] key) {
    Model next = inFlight;
    if (groupTransaction != writing || next == null) {
      groupTransaction = writing;
      Model begun = acknowledged.copy();
      next = begun;
      inFlight = begun;
      writing.onCommit(() -> acknowledged = begun);
    }
    byte[] value = new byte[key.length * 3];
    writing.rootBucket().put(key, value);
    next.put(key, value);
  }

  /** Ends the process at some call of a commit; a new one finds what is there. */
  private Database killInCommit(Database database) {
    Model before = acknowledged;
    callsUntilKill = random.nextInt(6);
    try {
      commit(database);
      database.close();
    } catch (Killed e) {
      // As meant.
    }
    callsUntilKill = -1;
    disk.killProcess();
    Database reopened = open();
    try (Transaction reader = reopened.beginRead()) {
      acknowledged = whichState(reader);
      if (inFlight == null && acknowledged.equals(before)) {
        throw new AssertionError("unreachable: the commit was acknowledged before the kill");
      }
    }
    inFlight = null;
    return reopened;
  }

  private Model whichState(Transaction reader) {
    Optional<String> fromAcknowledged = acknowledged.difference(reader.rootBucket(), "");
    if (fromAcknowledged.isEmpty()) {
      return acknowledged;
    }
    Model other = inFlight;
    if (other == null) {
      throw new AssertionError(
          describe("an acknowledged commit is damaged or lost: " + fromAcknowledged.get()));
    }
    require(
        other.difference(reader.rootBucket(), ""),
        "neither the acknowledged commit (" + fromAcknowledged.get() + ") nor the one in flight");
    return other;
  }

  private Verdict before(Operation operation) {
    if (callsUntilKill == 0) {
      throw new Killed();
    }
    if (callsUntilKill > 0) {
      callsUntilKill--;
    }
    return images.before(operation);
  }

  private void look(SimulatedDisk image, String where) {
    image.useConfinedMappings();
    try {
      Model found;
      boolean exists = image.exists(PATH);
      if (created && !exists) {
        throw new AssertionError(describe("the file is gone"));
      }
      // What is not made yet is made by the next one that may write.
      boolean readOnly = exists && created && random.nextBoolean();
      Options options = workload.options().readOnly(readOnly);
      try (Database database = Database.open(image, PATH, options);
          Transaction reader = database.beginRead()) {
        found = whichState(reader);
        check(reader);
      }
      if (!afterCrash && random.nextInt(REVIVED_ONE_IN) == 0) {
        PowerLossRun revived = new PowerLossRun(this, image, found);
        revived.run(TRANSACTIONS_AFTER_CRASH);
        imagesOfImages += revived.images();
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(describe(where), e);
    }
  }

  private void check(Transaction reader) {
    CheckReport report = reader.check();
    if (!report.isOk()) {
      throw new AssertionError(describe("the check found " + report.findings()));
    }
  }

  private void require(Optional<String> difference, String what) {
    if (difference.isPresent()) {
      throw new AssertionError(describe(what + ": " + difference.get()));
    }
  }

  private String describe(String what) {
    return what
        + "\n  in transaction "
        + transaction
        + (afterCrash ? " after a crash" : "")
        + ", "
        + workload.options()
        + "\n  replay: ./build -pl bolt test -Dtest=PowerLossTest -Dbolt.seed="
        + seed;
  }
}
