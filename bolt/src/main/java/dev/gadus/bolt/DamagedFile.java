// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides by which meta page a damaged file is read, and says what the others may have led to.
 *
 * <p>The newest meta page that is whole and whose root can be read wins. One with a wrong checksum
 * wins over it when it claims to be the next transaction and all that it names is whole, its
 * freelist too; and where there is no other.
 */
final class DamagedFile {
  private final Mapping mapping;
  private final MemorySegment file;
  private final long size;
  private final Path path;
  private final List<CheckFinding> losses = new ArrayList<>();

  private DamagedFile(Mapping mapping, long size, Path path) {
    this.mapping = mapping;
    this.file = mapping.segment();
    this.size = size;
    this.path = path;
  }

  /**
   * What to read.
   *
   * @param snapshot the chosen state
   * @param hasRoot whether its root can be read; when not, only pages are left
   * @param free the free pages by the newest list that can be read
   * @param freeIsOfSnapshot whether that list belongs to the chosen state
   * @param losses what is known to be gone already
   */
  record State(
      Snapshot snapshot,
      boolean hasRoot,
      @Nullable PageSet free,
      boolean freeIsOfSnapshot,
      List<CheckFinding> losses) {}

  /** A meta page, whole or damaged, and where it stands. */
  private record Found(Meta meta, long pageId, Meta.Fault fault) {
    boolean isWhole() {
      return fault == Meta.Fault.NONE;
    }
  }

  static State choose(Mapping mapping, long size, Path path) {
    return new DamagedFile(mapping, size, path).choose();
  }

  private State choose() {
    List<Found> found = metas();
    found.sort(Comparator.comparingLong((Found one) -> one.meta().transactionId()).reversed());
    List<Found> whole = found.stream().filter(Found::isWhole).toList();
    List<Found> damaged = found.stream().filter(one -> !one.isWhole()).toList();
    Found chosen = believed(damaged, whole);
    List<Found> passedOver = List.of();
    if (chosen == null) {
      chosen = firstReadable(whole);
      passedOver = chosen == null ? whole : whole.subList(0, whole.indexOf(chosen));
    }
    if (chosen == null) {
      chosen = firstReadable(damaged);
    }
    int pageSize = pageSize(whole, chosen);
    noteDamagedMetas(pageSize, found, chosen);
    for (Found newer : passedOver) {
      noteUnreadable(newer, chosen);
    }
    boolean followsDamaged = chosen != null && !chosen.isWhole();
    Found newest = followsDamaged || whole.isEmpty() ? chosen : whole.getFirst();
    Snapshot state = snapshot(chosen != null ? chosen.meta() : noState(pageSize));
    PageSet free = newest == null ? null : free(newest.meta());
    return new State(state, chosen != null, free, Objects.equals(newest, chosen), losses);
  }

  private int pageSize(List<Found> whole, @Nullable Found chosen) {
    if (chosen != null) {
      return chosen.meta().pageSize();
    }
    return whole.isEmpty() ? likelyPageSize() : whole.getFirst().meta().pageSize();
  }

  /** Returns the damaged meta page that can be followed before one that is whole. */
  private @Nullable Found believed(List<Found> damaged, List<Found> whole) {
    for (Found one : damaged) {
      Meta meta = one.meta();
      boolean next =
          whole.isEmpty() || meta.transactionId() == whole.getFirst().meta().transactionId() + 1;
      if (next && meta.hasFreelist() && meta.pageSize() > 0 && isSound(meta)) {
        return one;
      }
    }
    return null;
  }

  private boolean isSound(Meta meta) {
    try {
      Pages pages = new Pages(snapshot(meta), null);
      return meta.highWaterMark() <= size / meta.pageSize()
          && meta.highWaterMark() > 0
          && new Checker(pages, meta, null, CheckOptions.defaults()).run().isOk();
    } catch (BoltException.CorruptDatabase e) {
      return false;
    }
  }

  private @Nullable Found firstReadable(List<Found> candidates) {
    for (Found one : candidates) {
      if (new LenientPages(snapshot(one.meta())).isReadable(one.meta().root())) {
        return one;
      }
    }
    return null;
  }

  private void noteDamagedMetas(int pageSize, List<Found> found, @Nullable Found chosen) {
    for (long id = 0; id < Layout.FIRST_DATA_PAGE; id++) {
      long pageId = id;
      boolean whole = found.stream().anyMatch(one -> one.pageId() == pageId && one.isWhole());
      if (whole) {
        continue;
      }
      String fault = faultText(id * pageSize);
      if (chosen == null) {
        losses.add(new CheckFinding(id, "the meta page " + fault));
      } else if (chosen.pageId() == id) {
        losses.add(
            new CheckFinding(
                id,
                "the meta page "
                    + fault
                    + ", and is followed all the same: transaction "
                    + chosen.meta().transactionId()));
      } else {
        losses.add(
            new CheckFinding(
                id,
                "the meta page "
                    + fault
                    + "; a transaction after "
                    + chosen.meta().transactionId()
                    + ", which is saved, may be lost"));
      }
    }
  }

  private String faultText(long position) {
    if (position + Meta.BYTES > size) {
      return "is not in the file";
    }
    return switch (Meta.fault(file, position)) {
      case MAGIC -> "is damaged (magic number)";
      case VERSION -> "is damaged (version)";
      case CHECKSUM -> "is damaged (checksum)";
      case NONE -> "is damaged (page size or transaction id)";
    };
  }

  private void noteUnreadable(Found newer, @Nullable Found chosen) {
    String reason = "";
    try {
      new LenientPages(snapshot(newer.meta())).read(newer.meta().root());
    } catch (BoltException.CorruptDatabase e) {
      reason = ": " + e.getMessage();
    }
    losses.add(
        new CheckFinding(
            newer.meta().root(),
            "the root of transaction "
                + newer.meta().transactionId()
                + " is lost"
                + reason
                + (chosen == null
                    ? ""
                    : "; transaction " + chosen.meta().transactionId() + " is saved instead")));
  }

  private @Nullable PageSet free(Meta meta) {
    if (!meta.hasFreelist()) {
      return null;
    }
    try {
      return FreelistReader.read(new Pages(snapshot(meta), null), meta);
    } catch (BoltException.CorruptDatabase e) {
      return null;
    }
  }

  private Snapshot snapshot(Meta meta) {
    return new Snapshot(meta, mapping, size, new BranchCache());
  }

  private Meta noState(int pageSize) {
    return new Meta(pageSize, 0, -1, 0, Layout.NO_FREELIST, size / pageSize, 0);
  }

  /** Returns what stands where meta pages can be, and can be one. */
  private List<Found> metas() {
    List<Found> found = new ArrayList<>();
    for (long position = 0; position <= Options.MAX_PAGE_SIZE; ) {
      if (position + Meta.BYTES <= size) {
        Meta.Fault fault = Meta.fault(file, position);
        Meta meta = Meta.read(file, position);
        boolean possible =
            meta.pageSize() >= Options.MIN_PAGE_SIZE
                && meta.pageSize() <= Options.MAX_PAGE_SIZE
                && meta.transactionId() >= 0
                && (position == 0 || position == meta.pageSize());
        if (possible && (fault == Meta.Fault.NONE || fault == Meta.Fault.CHECKSUM)) {
          found.add(new Found(meta, position == 0 ? 0 : 1, fault));
        }
      }
      position = position == 0 ? Options.MIN_PAGE_SIZE : position * 2;
    }
    return found;
  }

  /** Returns the page size by which most pages stand where they say that they do. */
  private int likelyPageSize() {
    int likely = 0;
    long most = 0;
    for (int pageSize = Options.MIN_PAGE_SIZE;
        pageSize <= Options.MAX_PAGE_SIZE && 2L * pageSize < size;
        pageSize *= 2) {
      LenientPages pages = new LenientPages(snapshot(noState(pageSize)));
      long readable = 0;
      for (long id = Layout.FIRST_DATA_PAGE; id < pages.pageCount(); id++) {
        readable += pages.isReadable(id) ? 1 : 0;
      }
      if (readable > most) {
        most = readable;
        likely = pageSize;
      }
    }
    if (likely == 0) {
      throw nothingFound(path);
    }
    return likely;
  }

  static BoltException.InvalidDatabase nothingFound(Path path) {
    return new BoltException.InvalidDatabase(
        "no meta page leads to a readable tree, and no page of one is left: file=" + path);
  }
}
