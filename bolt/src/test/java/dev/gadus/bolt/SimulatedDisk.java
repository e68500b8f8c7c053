// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that loses what was not synced when the power goes.
 *
 * <h2>The fault model</h2>
 *
 * <ul>
 *   <li>Every write, every change of a file's length, every new name and every rename is visible at
 *       once, in reads and in every mapping, and is <em>unsynced</em>: it is on the disk for sure
 *       only when its own sync has returned.
 *   <li>{@code sync} of a file makes its writes and its length durable. {@code syncData} makes its
 *       writes durable, and a change of length only as far as a write needs it to be where it is;
 *       on a disk with {@link #setDataSyncKeepsLength} false not even that. {@code syncDirectory}
 *       makes the names in a directory durable; the sync of a file says nothing about its name.
 *   <li>When the power goes, each unsynced change is kept or lost by itself, in any order ({@link
 *       Loss}). A write is torn at multiples of {@value #SECTOR_BYTES} bytes of the file: each
 *       sector is wholly old or wholly new. A rename happens or does not. A file none of whose
 *       names is durable is gone. Bytes that a durable length uncovers are zero.
 *   <li>After a failed sync, each change that it should have saved is either durable or lost for
 *       good, though reads still show it; a later sync does not bring it back.
 *   <li>Space is handed out to what is written, not to a length. A write without space is cut where
 *       the space ends, and fails.
 *   <li>Memory mapped behind the end of a file shows {@link MemoryPool#BEYOND_END}; a real mapping
 *       would fault.
 *   <li>Bits never rot, and what was synced stays.
 * </ul>
 *
 * Safe for use by several threads: calls run one after the other, and the {@link Observer} runs
 * within the call.
 *
 * <p>Tests of other modules use it too ({@link CrashImages} shows how): their build adds the test
 * classes of this module to it with {@code --patch-module}.
 */
public final class SimulatedDisk implements OperatingSystem {
  static final int SECTOR_BYTES = 512;

  /** Error numbers of Linux. */
  static final int INPUT_OUTPUT_ERROR = 5;

  static final int NO_SPACE = 28;

  /** The calls that change something, or that can fail. */
  public enum Call {
    CREATE,
    WRITE,
    RESIZE,
    RENAME,
    SYNC,
    SYNC_DATA,
    SYNC_DIRECTORY,
    MAP
  }

  /** What happens to a call. */
  public enum Verdict {
    /** It does its work. */
    PERFORM,
    /** It returns as if it had. */
    SKIP,
    /** It fails with an input/output error; a failed sync forgets what it should have saved. */
    FAIL,
    /** A write reaches the disk up to its middle, then fails. Other calls fail. */
    FAIL_HALFWAY,
    /** It fails for want of space. */
    FAIL_FULL
  }

  /**
   * One call that is about to happen.
   *
   * @param number counts the calls of this disk, from 0
   * @param position first byte of a write, new size of a resize, otherwise 0
   * @param length bytes of a write or mapping, otherwise 0
   */
  public record Operation(long number, Call call, Path path, long position, long length) {}

  /** Looks at each call before it happens, and decides on it. */
  public interface Observer {
    Verdict before(Operation operation);
  }

  /** Which unsynced changes survive a power loss. */
  public enum Loss {
    ALL_LOST,
    ALL_KEPT,
    ONE_LOST,
    ONE_KEPT,
    SUBSET,
    TORN,
    REORDERED
  }

  /** A name is given to a file; {@code from} is the name that it has until then, if any. */
  record Naming(@Nullable Path from, Path to, SimulatedFile file) {}

  /** Where all files are. */
  static final Path DIRECTORY = Path.of("/disk");

  private final MemoryPool pool;
  private final Random random;
  private final Map<Path, SimulatedFile> names = new HashMap<>();
  private final Map<Path, SimulatedFile> durableNames = new HashMap<>();
  private final List<Naming> unsyncedNames = new ArrayList<>();
  private final List<Arena> arenas = new ArrayList<>();
  private final List<SimulatedHandle> handles = new ArrayList<>();
  private Observer observer = _ -> Verdict.PERFORM;
  private Supplier<Arena> newArena = Arena::ofShared;
  private boolean dataSyncKeepsLength = true;
  private long capacityBytes = Long.MAX_VALUE;
  private long operations;
  private long nanoTime;

  /** Makes an empty disk; the seed decides what a failed sync forgets. */
  public SimulatedDisk(long seed) {
    this(seed, new MemoryPool());
  }

  /** Makes an empty disk with memory that other disks used before. */
  SimulatedDisk(long seed, MemoryPool pool) {
    // Small seeds that follow each other would start with the same choices.
    this(pool, new Random(seed * 0x9E3779B97F4A7C15L));
  }

  private SimulatedDisk(MemoryPool pool, Random random) {
    this.pool = pool;
    this.random = random;
  }

  /** A path on this disk; all files lie in one directory. */
  public static Path path(String name) {
    return DIRECTORY.resolve(name);
  }

  public synchronized void setObserver(Observer observer) {
    this.observer = observer;
  }

  /** Sets how many bytes can be stored. */
  public synchronized void setCapacity(long bytes) {
    capacityBytes = bytes;
  }

  /** With false, only {@code sync} makes a length durable: harder than any correct disk. */
  public synchronized void setDataSyncKeepsLength(boolean keeps) {
    dataSyncKeepsLength = keeps;
  }

  /** Makes mappings that one thread alone may use; they are cheaper to close. */
  public synchronized void useConfinedMappings() {
    newArena = Arena::ofConfined;
  }

  /** Opens a database that lies on this disk, and makes it when there is none. */
  public Database openDatabase(Path path, Options options) {
    return Database.open(this, path, options);
  }

  /** Puts a file there that is durable, name and all. */
  public synchronized void install(Path path, byte[] content) {
    SharedBytes bytes = new SharedBytes();
    bytes.write(0, content, 0, content.length);
    SimulatedFile file = new SimulatedFile(pool, bytes);
    names.put(path, file);
    durableNames.put(path, file);
  }

  /** Returns what a reader of the file sees now. */
  public synchronized byte[] content(Path path) {
    SimulatedFile file = file(path);
    byte[] content = new byte[Math.toIntExact(file.length())];
    if (content.length > 0) {
      MemorySegment.copy(
          file.memory(content.length), 0, MemorySegment.ofArray(content), 0, content.length);
    }
    return content;
  }

  /** Number of changes that the power could still take. */
  public synchronized int unsyncedCount() {
    return PowerLoss.changes(files(), unsyncedNames).size();
  }

  /** Number of calls so far. */
  public synchronized long operationCount() {
    return operations;
  }

  /**
   * Returns the disk that is found when the power goes now. This disk goes on as if nothing had
   * happened.
   */
  public synchronized SimulatedDisk crash(Loss loss, Random choices) {
    SimulatedDisk image = new SimulatedDisk(pool, new Random(choices.nextLong()));
    image.dataSyncKeepsLength = dataSyncKeepsLength;
    image.newArena = newArena;
    PowerLoss powerLoss = new PowerLoss(files(), durableNames, unsyncedNames);
    powerLoss
        .survivors(loss, choices)
        .forEach((path, bytes) -> {
          SimulatedFile file = new SimulatedFile(pool, bytes);
          image.names.put(path, file);
          image.durableNames.put(path, file);
        });
    return image;
  }

  private List<SimulatedFile> files() {
    List<SimulatedFile> files = new ArrayList<>();
    for (Map<Path, SimulatedFile> named : List.of(names, durableNames)) {
      for (SimulatedFile file : named.values()) {
        if (!files.contains(file)) {
          files.add(file);
        }
      }
    }
    return files;
  }

  /**
   * Ends the process that has files open: locks and mappings are gone, and what was not synced
   * stays as it is, for the operating system still has it.
   */
  public synchronized void killProcess() {
    for (Arena arena : arenas) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
    arenas.clear();
    List.copyOf(handles).forEach(SimulatedHandle::close);
  }

  /** Ends the process and gives the memory of this disk back. */
  public synchronized void discard() {
    killProcess();
    files().forEach(SimulatedFile::discard);
    names.clear();
    durableNames.clear();
  }

  private SimulatedFile file(Path path) {
    SimulatedFile file = names.get(path);
    if (file == null) {
      throw new BoltException.Storage("simulated: no such file: path=" + path, 2);
    }
    return file;
  }

  /** Asks the observer; returns whether to do the work, throws when it is to fail. */
  Verdict ask(Call call, Path path, long position, long length) {
    Verdict verdict = observer.before(new Operation(operations++, call, path, position, length));
    if (verdict == Verdict.FAIL_FULL) {
      throw failure(call, path, NO_SPACE);
    }
    return verdict;
  }

  /** Like {@link #ask} for calls that fail as a whole. */
  private boolean allowed(Call call, Path path, long position) {
    return switch (ask(call, path, position, 0)) {
      case PERFORM -> true;
      case SKIP -> false;
      case FAIL, FAIL_HALFWAY, FAIL_FULL -> throw failure(call, path, INPUT_OUTPUT_ERROR);
    };
  }

  static BoltException.Storage failure(Call call, Path path, int errorNumber) {
    return new BoltException.Storage("simulated: " + call + " failed: path=" + path, errorNumber);
  }

  synchronized boolean isAt(Path path, SimulatedFile file) {
    return names.get(path) == file;
  }

  synchronized Mapping map(Path path, SimulatedFile file, long length) {
    Verdict verdict = ask(Call.MAP, path, 0, length);
    if (verdict != Verdict.PERFORM) {
      throw new BoltException.InvalidMapping("simulated: MAP failed: path=" + path);
    }
    Arena arena = newArena.get();
    arenas.removeIf(known -> !known.scope().isAlive());
    arenas.add(arena);
    return new Mapping(arena, borrow(file.memory(length), length, arena), () -> {});
  }

  @SuppressWarnings("restricted")
  private static MemorySegment borrow(MemorySegment memory, long length, Arena arena) {
    return memory.asSlice(0, length).reinterpret(arena, null).asReadOnly();
  }

  synchronized void write(Path path, SimulatedFile file, long position, MemorySegment source) {
    Verdict verdict = ask(Call.WRITE, path, position, source.byteSize());
    switch (verdict) {
      case PERFORM -> writeWhereThereIsSpace(path, file, position, source);
      case SKIP -> {}
      case FAIL -> throw failure(Call.WRITE, path, INPUT_OUTPUT_ERROR);
      case FAIL_HALFWAY -> {
        writeWhereThereIsSpace(path, file, position, source.asSlice(0, source.byteSize() / 2));
        throw failure(Call.WRITE, path, INPUT_OUTPUT_ERROR);
      }
      case FAIL_FULL -> throw failure(Call.WRITE, path, NO_SPACE);
    }
  }

  synchronized long usableBytes() {
    long used = files().stream().mapToLong(SimulatedFile::allocatedBytes).sum();
    return Math.max(0, capacityBytes - used);
  }

  private void writeWhereThereIsSpace(
      Path path, SimulatedFile file, long position, MemorySegment source) {
    long writable = file.writableBytes(position, source.byteSize(), usableBytes());
    file.write(position, source.asSlice(0, writable));
    if (writable < source.byteSize()) {
      throw failure(Call.WRITE, path, NO_SPACE);
    }
  }

  synchronized void resize(Path path, SimulatedFile file, long size) {
    if (allowed(Call.RESIZE, path, size)) {
      file.resize(size);
    }
  }

  synchronized void sync(Path path, SimulatedFile file, boolean dataOnly) {
    Call call = dataOnly ? Call.SYNC_DATA : Call.SYNC;
    switch (ask(call, path, 0, 0)) {
      case PERFORM -> {
        if (!dataOnly) {
          file.sync();
        } else if (dataSyncKeepsLength) {
          file.syncData();
        } else {
          file.syncWithoutLength();
        }
      }
      case SKIP -> {}
      case FAIL, FAIL_HALFWAY, FAIL_FULL -> {
        file.forget(random);
        throw failure(call, path, INPUT_OUTPUT_ERROR);
      }
    }
  }

  @Override
  @SuppressWarnings("exports") // the engine alone calls it
  public synchronized Optional<StorageFile> open(Path path, boolean writable) {
    return Optional.ofNullable(names.get(path)).map(file -> handle(path, file));
  }

  @Override
  @SuppressWarnings("exports") // the engine alone calls it
  public synchronized StorageFile create(Path path, int fileMode) {
    SimulatedFile file = names.get(path);
    if (file == null) {
      file = new SimulatedFile(pool, new SharedBytes());
      if (allowed(Call.CREATE, path, 0)) {
        names.put(path, file);
        unsyncedNames.add(new Naming(null, path, file));
      }
    }
    return handle(path, file);
  }

  private SimulatedHandle handle(Path path, SimulatedFile file) {
    SimulatedHandle handle = new SimulatedHandle(this, path, file);
    handles.add(handle);
    return handle;
  }

  void closed(SimulatedHandle handle) {
    handles.remove(handle);
  }

  /** Returns whether something has this name. */
  public synchronized boolean exists(Path path) {
    return names.containsKey(path);
  }

  /** Gives a file another name, in one step; whatever had that name is gone. */
  public synchronized void rename(Path from, Path to) {
    if (allowed(Call.RENAME, from, 0)) {
      SimulatedFile file = file(from);
      names.remove(from);
      names.put(to, file);
      unsyncedNames.add(new Naming(from, to, file));
    }
  }

  /** All names are in one directory, which is synced. */
  @Override
  public synchronized void syncName(Path path) {
    syncDirectory(DIRECTORY);
  }

  /** Makes the names in a directory durable. */
  public synchronized void syncDirectory(Path directory) {
    switch (ask(Call.SYNC_DIRECTORY, directory, 0, 0)) {
      case PERFORM -> {
        unsyncedNames.forEach(naming -> PowerLoss.apply(naming, durableNames));
        unsyncedNames.clear();
      }
      case SKIP -> {}
      case FAIL, FAIL_HALFWAY, FAIL_FULL -> {
        unsyncedNames.removeIf(_ -> random.nextBoolean());
        unsyncedNames.forEach(naming -> PowerLoss.apply(naming, durableNames));
        unsyncedNames.clear();
        throw failure(Call.SYNC_DIRECTORY, directory, INPUT_OUTPUT_ERROR);
      }
    }
  }

  @Override
  public int pageSize() {
    return 4096;
  }

  @Override
  public synchronized long nanoTime() {
    return nanoTime;
  }

  /** Time passes at once. */
  @Override
  public synchronized void pause(long nanos) {
    nanoTime += nanos;
  }
}
