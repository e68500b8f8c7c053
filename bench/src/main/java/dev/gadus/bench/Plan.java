// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import static dev.gadus.bench.Engine.Opening.DURABLE;
import static dev.gadus.bench.Engine.Opening.FAST;
import static dev.gadus.bench.Scale.LARGE_VALUE_BYTES;
import static dev.gadus.bench.Scale.PACED_COMMITS_PER_SECOND;
import static dev.gadus.bench.Scale.RANGE_LENGTH;
import static dev.gadus.bench.Scale.READERS;
import static dev.gadus.bench.Scale.THREADS;
import static dev.gadus.bench.Scale.VALUE_BYTES;

import dev.gadus.bench.Step.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of the side-by-side benchmark, in their order. */
final class Plan {
  /** What can be run by itself. */
  enum Part {
    RECORDS,
    LOADS,
    LARGE
  }

  /** Steps that follow each other in a round, and how many rounds there are. */
  record Phase(List<Step> steps, int rounds) {}

  private static final String RECORDS = "records";
  private static final String LOADED = "loaded";
  private static final String LARGE = "large";
  private static final String CRASHED = "crashed";
  private static final String SHRINKING = "shrinking";

  /** A bucket beside the large one. */
  private static final String SMALL = "small";

  private static final int SMALL_KEYS = 1_000;
  private static final int FREED_TRANSACTIONS = 20;

  private final Scale scale;

  Plan(Scale scale) {
    this.scale = scale;
  }

  private static String command(Object... words) {
    return Stream.of(words).map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** Returns all phases of some parts. */
  List<Phase> phases(List<Part> parts) {
    List<Phase> phases = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case RECORDS -> phases.add(new Phase(records(), scale.rounds()));
        case LOADS -> phases.add(new Phase(loads(), scale.rounds()));
        case LARGE -> {
          phases.add(new Phase(makeLarge(), 1));
          phases.add(new Phase(openLarge(), scale.rounds()));
          phases.add(new Phase(freePages(), 1));
          phases.add(new Phase(commitAndOpen(), scale.rounds()));
          phases.add(new Phase(shrink(), 1));
        }
      }
    }
    return phases;
  }

  /** On one file, from its load to the deletion of half of it. */
  private List<Step> records() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("random load", this::loadRecords));
    String get = command("get", scale.keys(), scale.keys());
    String getHot = command("get", scale.hotKeys(), scale.keys(), "in-place");
    String ranges = command("ranges", scale.keys(), scale.ranges(), RANGE_LENGTH);
    steps.add(read(Row.GET, get + " in-place"));
    steps.add(read(Row.GET_COPY, get + " copied"));
    steps.add(read(Row.GET_HOT, getHot));
    steps.add(read(Row.GET_ALONE, get + " alone"));
    steps.add(read(Row.SCAN, "scan"));
    steps.add(read(Row.RANGES, ranges));
    steps.add(put(Row.ONE_KEY_FAST, FAST, scale.fastTransactions(), 1, 1));
    steps.add(put(Row.ONE_KEY_DURABLE, DURABLE, scale.durableTransactions(), 1, 2));
    steps.add(put(Row.TOGETHER, DURABLE, scale.togetherPerThread(), THREADS, 3));
    steps.add(new Step("one writer beside readers", this::mixed));
    steps.add(new Step("readers beside a paced writer", this::paced));
    steps.add(new Step(Row.DELETE_HALF.text(), this::deleteHalf));
    return steps;
  }

  private List<Reading> loadRecords(EngineClient engine) throws IOException {
    engine.use(RECORDS, DURABLE);
    EngineClient.Answer loaded = engine.run(load(true));
    engine.release();
    engine.flush(RECORDS);
    long size = engine.size(RECORDS);
    engine.use(RECORDS, DURABLE);
    return List.of(
        Reading.of(Row.LOAD_RANDOM, loaded, commits(scale.keys())),
        Reading.of(Row.SIZE_RANDOM, size));
  }

  private String load(boolean random) {
    return command(
        "load",
        scale.keys(),
        scale.perTransaction(),
        random ? "random" : "sequential",
        VALUE_BYTES);
  }

  private long commits(long records) {
    return Math.ceilDiv(records, scale.perTransaction());
  }

  private static Step read(Row row, String command) {
    return new Step(
        row.text(),
        engine -> {
          engine.use(RECORDS, DURABLE);
          return List.of(Reading.of(row, engine.run(command)));
        });
  }

  private Step put(Row row, Engine.Opening opening, int perThread, int threads, int version) {
    return new Step(
        row.text(),
        engine -> {
          engine.use(RECORDS, opening);
          EngineClient.Answer answer =
              engine.run(command("put", 0, scale.keys(), perThread, threads, VALUE_BYTES, version));
          engine.flush(RECORDS);
          return List.of(Reading.of(row, answer, answer.operations()));
        });
  }

  private List<Reading> mixed(EngineClient engine) throws IOException {
    EngineClient.Answer answer = writeBesideReaders(engine, 4, 0);
    return List.of(
        Reading.of(Row.MIXED_WRITER, answer.time().nanos() / Math.max(1, answer.second())),
        Reading.of(Row.MIXED_READERS, nanosPerRead(answer)));
  }

  private List<Reading> paced(EngineClient engine) throws IOException {
    EngineClient.Answer answer = writeBesideReaders(engine, 5, PACED_COMMITS_PER_SECOND);
    return List.of(Reading.of(Row.PACED_READERS, nanosPerRead(answer)));
  }

  private static long nanosPerRead(EngineClient.Answer answer) {
    return answer.time().nanos() / Math.max(1, answer.operations());
  }

  private EngineClient.Answer writeBesideReaders(
      EngineClient engine, int version, int commitsPerSecond) throws IOException {
    engine.use(RECORDS, FAST);
    EngineClient.Answer answer =
        engine.run(
            command(
                "mixed",
                scale.keys(),
                scale.mixedMillis(),
                READERS,
                VALUE_BYTES,
                version,
                commitsPerSecond));
    if (answer.checksum() != 0) {
      throw new IllegalStateException(
          engine.contender().title() + " read wrong values: count=" + answer.checksum());
    }
    engine.flush(RECORDS);
    return answer;
  }

  private List<Reading> deleteHalf(EngineClient engine) throws IOException {
    engine.use(RECORDS, FAST);
    long half = scale.keys() / 2;
    EngineClient.Answer answer = engine.run(command("delete", 0, half, scale.perTransaction()));
    engine.release();
    engine.flush(RECORDS);
    long size = engine.size(RECORDS);
    engine.delete(RECORDS);
    return List.of(
        Reading.of(Row.DELETE_HALF, answer, commits(half)), Reading.of(Row.SIZE_DELETED, size));
  }

  /** The other loads, each into a file that goes again. */
  private List<Step> loads() {
    return List.of(
        new Step(Row.LOAD_RANDOM_FAST.text(), e -> load(e, Row.LOAD_RANDOM_FAST, true, FAST)),
        new Step(Row.LOAD_SEQUENTIAL.text(), e -> load(e, Row.LOAD_SEQUENTIAL, false, DURABLE)),
        new Step(
            Row.LOAD_SEQUENTIAL_FAST.text(), e -> load(e, Row.LOAD_SEQUENTIAL_FAST, false, FAST)));
  }

  private List<Reading> load(EngineClient engine, Row row, boolean random, Engine.Opening opening)
      throws IOException {
    engine.use(LOADED, opening);
    EngineClient.Answer answer = engine.run(load(random));
    engine.release();
    engine.flush(LOADED);
    List<Reading> readings = new ArrayList<>();
    readings.add(Reading.of(row, answer, commits(scale.keys())));
    if (row == Row.LOAD_SEQUENTIAL) {
      readings.add(Reading.of(Row.SIZE_SEQUENTIAL, engine.size(LOADED)));
    }
    engine.delete(LOADED);
    return readings;
  }

  /** Makes a large file, once. */
  private List<Step> makeLarge() {
    return List.of(
        new Step(
            "make a large file",
            engine -> {
              engine.use(LARGE, FAST);
              EngineClient.Answer _ =
                  engine.run(
                      command(
                          "load",
                          scale.largeKeys(),
                          scale.largePerTransaction(),
                          "random",
                          LARGE_VALUE_BYTES));
              engine.release();
              engine.flush(LARGE);
              return List.of();
            }));
  }

  /** Opens the large file. */
  private List<Step> openLarge() {
    return List.of(open(Row.OPEN_LARGE, LARGE));
  }

  private static Step open(Row row, String name) {
    return new Step(
        row.text(),
        engine -> {
          engine.release();
          Reading reading = Reading.of(row, engine.open(name));
          engine.release();
          return List.of(reading);
        });
  }

  /** Deletes most of what the large file holds, once. */
  private List<Step> freePages() {
    return List.of(
        new Step(
            "free many pages",
            engine -> {
              engine.use(LARGE, FAST);
              EngineClient.Answer _ =
                  engine.run(command("delete", 0, scale.freedKeys(), scale.largePerTransaction()));
              engine.release();
              engine.flush(LARGE);
              return List.of();
            }));
  }

  /** Commits into the large file with its free pages, and opens it. */
  private List<Step> commitAndOpen() {
    return List.of(
        new Step(Row.FREED_COMMIT.text(), this::commitAfterFreeing),
        new Step(Row.OPEN_CRASHED.text(), Plan::openAfterCrash),
        open(Row.OPEN_FREED, LARGE));
  }

  /** Into a small bucket beside, so that the depth of the large one's tree does not count. */
  private List<Reading> commitAfterFreeing(EngineClient engine) {
    engine.use(LARGE, DURABLE, SMALL);
    EngineClient.Answer _ =
        engine.run(command("load", SMALL_KEYS, SMALL_KEYS, "random", VALUE_BYTES));
    EngineClient.Answer answer =
        engine.run(command("put", 0, SMALL_KEYS, FREED_TRANSACTIONS, 1, VALUE_BYTES, 1));
    long free = engine.run("free").operations();
    if (free >= 0) {
      System.err.println(engine.contender().title() + " has free pages: " + free);
    }
    return List.of(Reading.of(Row.FREED_COMMIT, answer, answer.operations()));
  }

  /** Opens a copy of what lies on the disk right after a commit: a crash would leave that. */
  private static List<Reading> openAfterCrash(EngineClient engine) throws IOException {
    engine.use(LARGE, DURABLE, SMALL);
    EngineClient.Answer _ = engine.run(command("put", 0, SMALL_KEYS, 1, 1, VALUE_BYTES, 2));
    Files.copy(engine.file(LARGE), engine.file(CRASHED));
    // A crash leaves what is on the disk; without this, an engine that syncs when it opens would
    // write the copy.
    engine.flush(CRASHED);
    Reading reading = Reading.of(Row.OPEN_CRASHED, engine.open(CRASHED));
    engine.release();
    engine.delete(CRASHED);
    return List.of(reading);
  }

  /** Makes the large file small again, once, while one commit follows another. */
  private List<Step> shrink() {
    return List.of(
        new Step("many commits", this::longestCommit),
        new Step("shrink by policy", this::shrinkByPolicy),
        new Step("shrink", this::shrinkLarge));
  }

  private String manyCommits(int version) {
    return command(
        "put", scale.freedKeys(), scale.largeKeys(), scale.manyCommits(), 1, VALUE_BYTES, version);
  }

  private List<Reading> longestCommit(EngineClient engine) {
    engine.use(LARGE, DURABLE);
    EngineClient.Answer answer = engine.run(manyCommits(3));
    engine.release();
    return List.of(Reading.of(Row.LONGEST_COMMIT, answer.second()));
  }

  /** On a copy, so that there is something left to shrink for the next step. */
  private List<Reading> shrinkByPolicy(EngineClient engine) throws IOException {
    if (engine.contender() != Contender.BOLT) {
      return List.of();
    }
    Files.copy(engine.file(LARGE), engine.file(SHRINKING));
    engine.flush(SHRINKING);
    engine.use(SHRINKING, Engine.Opening.SHRINKING);
    EngineClient.Answer answer = engine.run(manyCommits(4));
    engine.release();
    long size = engine.size(SHRINKING);
    engine.delete(SHRINKING);
    return List.of(
        Reading.of(Row.POLICY_PAUSE, answer.second()), Reading.of(Row.POLICY_SIZE, size));
  }

  private List<Reading> shrinkLarge(EngineClient engine) throws IOException {
    engine.use(LARGE, DURABLE);
    EngineClient.Answer answer =
        engine.run(command("shrink", scale.freedKeys(), scale.largeKeys(), VALUE_BYTES, 2));
    engine.release();
    long size = engine.size(LARGE);
    engine.delete(LARGE);
    if (answer.operations() == 0) {
      return List.of();
    }
    return List.of(
        Reading.of(Row.SHRINK_PAUSE, answer.second()),
        Reading.of(Row.SHRINK_TIME, answer.time().nanos()),
        Reading.of(Row.SIZE_SHRUNK, size));
  }
}
