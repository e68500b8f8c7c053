// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import dev.gadus.bolt.SimulatedDisk.Loss;
import dev.gadus.bolt.SimulatedDisk.Naming;
import dev.gadus.bolt.SimulatedFile.Change;
import dev.gadus.bolt.SimulatedFile.Resize;
import dev.gadus.bolt.SimulatedFile.Write;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides what of the unsynced changes of a disk survives, and what the disk then holds. */
final class PowerLoss {
  private static final int SECTOR_BYTES = SimulatedDisk.SECTOR_BYTES;

  /** One change that may be lost: a naming, or a change of one file. */
  record Unsynced(@Nullable Naming naming, @Nullable SimulatedFile file, @Nullable Change change) {}

  private final List<SimulatedFile> files;
  private final Map<Path, SimulatedFile> durableNames;
  private final List<Naming> unsyncedNames;

  PowerLoss(
      List<SimulatedFile> files,
      Map<Path, SimulatedFile> durableNames,
      List<Naming> unsyncedNames) {
    this.files = files;
    this.durableNames = durableNames;
    this.unsyncedNames = unsyncedNames;
  }

  static List<Unsynced> changes(List<SimulatedFile> files, List<Naming> unsyncedNames) {
    List<Unsynced> changes = new ArrayList<>();
    for (SimulatedFile file : files) {
      for (Change change : file.unsynced()) {
        changes.add(new Unsynced(null, file, change));
      }
    }
    for (Naming naming : unsyncedNames) {
      changes.add(new Unsynced(naming, null, null));
    }
    return changes;
  }

  static void apply(Naming naming, Map<Path, SimulatedFile> names) {
    if (naming.from() != null) {
      names.remove(naming.from(), naming.file());
    }
    names.put(naming.to(), naming.file());
  }

  /** Returns the files that are found afterwards. */
  Map<Path, SharedBytes> survivors(Loss loss, Random random) {
    Map<Path, SimulatedFile> names = new HashMap<>(durableNames);
    IdentityHashMap<SimulatedFile, SharedBytes> contents = new IdentityHashMap<>();
    for (SimulatedFile file : files) {
      contents.put(file, file.durable().copy());
    }
    boolean torn = loss == Loss.TORN || (loss == Loss.REORDERED && random.nextBoolean());
    for (Unsynced unsynced : chosen(loss, random)) {
      if (unsynced.naming() != null) {
        apply(unsynced.naming(), names);
      } else if (unsynced.file() != null && unsynced.change() != null) {
        SharedBytes bytes = Objects.requireNonNull(contents.get(unsynced.file()));
        if (torn && random.nextBoolean()) {
          tear(unsynced.change(), bytes, random);
        } else {
          SimulatedFile.apply(unsynced.change(), bytes);
        }
      }
    }
    Map<Path, SharedBytes> survivors = new HashMap<>();
    // Two names of one file do not occur: a rename takes the old one away.
    names.forEach((path, file) -> survivors.put(path, contents.get(file)));
    return survivors;
  }

  private List<Unsynced> chosen(Loss loss, Random random) {
    List<Unsynced> all = changes(files, unsyncedNames);
    if (all.isEmpty()) {
      return all;
    }
    return switch (loss) {
      case ALL_LOST -> List.of();
      case ALL_KEPT -> all;
      case ONE_LOST -> {
        all.remove(random.nextInt(all.size()));
        yield all;
      }
      case ONE_KEPT -> List.of(all.get(random.nextInt(all.size())));
      case SUBSET -> subset(all, random);
      case TORN -> random.nextBoolean() ? all : subset(all, random);
      case REORDERED -> {
        List<Unsynced> some = subset(all, random);
        Collections.shuffle(some, random);
        yield some;
      }
    };
  }

  /** Few, half or most of them. */
  private static List<Unsynced> subset(List<Unsynced> all, Random random) {
    double share = random.nextDouble();
    List<Unsynced> some = new ArrayList<>(all);
    some.removeIf(_ -> random.nextDouble() >= share);
    return some;
  }

  /** Applies some sectors of a write: the first few, the last few, or any. */
  private static void tear(Change change, SharedBytes bytes, Random random) {
    switch (change) {
      case Resize resize -> SimulatedFile.apply(resize, bytes);
      case Write write -> {
        long first = write.position() / SECTOR_BYTES;
        long end = (write.position() + write.bytes().length + SECTOR_BYTES - 1) / SECTOR_BYTES;
        long cut = first + random.nextLong(end - first + 1);
        int shape = random.nextInt(3);
        for (long sector = first; sector < end; sector++) {
          boolean kept =
              switch (shape) {
                case 0 -> sector < cut;
                case 1 -> sector >= cut;
                default -> random.nextBoolean();
              };
          if (kept) {
            applySector(write, sector, bytes);
          }
        }
      }
    }
  }

  private static void applySector(Write write, long sector, SharedBytes bytes) {
    long from = Math.max(sector * SECTOR_BYTES, write.position());
    long to = Math.min((sector + 1) * SECTOR_BYTES, write.position() + write.bytes().length);
    bytes.write(from, write.bytes(), (int) (from - write.position()), (int) (to - from));
  }
}
