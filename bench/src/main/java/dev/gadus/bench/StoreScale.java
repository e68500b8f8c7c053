// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Status;
import dev.gadus.store.CompactionPolicy;
import dev.gadus.store.ExecutionReader;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobStore;
import dev.gadus.store.LabelSelector;
import dev.gadus.store.StoreOptions;
import dev.gadus.store.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Measures the stores with many records in them: size, opening, lists, durable changes. */
final class StoreScale {
  /**
   * Ids are random, so that a transaction touches about as many pages as it has records: large ones
   * fill a file several times as fast.
   */
  private static final int RECORDS_PER_TRANSACTION = 50_000;

  private static final int PAGES = 200;
  private static final int PAGE_SIZE = 50;
  private static final int CALLERS = 64;
  private static final long CHANGE_NANOS = 2_000_000_000L;
  private static final int CHANGE_ROUNDS = 5;

  private final int records;
  private final Path folder;
  private final Consumer<Measurement> note;
  private final SampleJobs samples = new SampleJobs();
  private final StoreOptions options =
      StoreOptions.of("n-bench", "bench", InstantSource.system(), IdSource.random())
          .withCompaction(CompactionPolicy.OFF);

  private StoreScale(int records, Path folder, Consumer<Measurement> note) {
    this.records = records;
    this.folder = folder;
    this.note = note;
  }

  static void measure(int records, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gadus-bench");
    try {
      StoreScale scale = new StoreScale(records, folder, note);
      scale.measureExecutions();
      scale.measureJobs();
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void measureExecutions() throws IOException, InterruptedException {
    Path file = folder.resolve("compute.db");
    System.out.printf("execution store, %,d executions%n", records);
    try (ExecutionStore store = ExecutionStore.open(file, options)) {
      long begin = System.nanoTime();
      List<String> failed = new ArrayList<>();
      for (int from = 0; from < records; from += RECORDS_PER_TRANSACTION) {
        List<LocalExecution> some = new ArrayList<>();
        for (int i = from; i < Math.min(records, from + RECORDS_PER_TRANSACTION); i++) {
          some.add(localExecution(i));
        }
        store.write(writer -> {
          some.forEach(writer::create);
          return true;
        });
        some.stream().skip(1).map(LocalExecution::id).forEach(failed::add);
        store.write(writer -> {
          failed.forEach(id -> writer.transition(Transition.of(id, LocalState.FAILED, "")));
          return true;
        });
        failed.clear();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("  filled in %.1f s, %,.0f changes/s%n", seconds, 2 * records / seconds);
    }
    long size = Files.size(file);
    System.out.printf("  file %,d bytes, %,d per execution%n", size, size / records);
    note.accept(Measurement.exact(name("bytes of an execution"), "bytes", (double) size / records));
    long begin = System.nanoTime();
    try (ExecutionStore store = ExecutionStore.open(file, options)) {
      double openMillis = (System.nanoTime() - begin) / 1e6;
      System.out.printf("  open with exact counts %.0f ms: %s%n", openMillis, store.counts());
      noteOnce("open the execution store", openMillis);
      begin = System.nanoTime();
      int decoded =
          store.read(reader -> {
            int sum = 0;
            for (LocalState state : LocalState.values()) {
              sum += reader.executionsIn(state).size();
            }
            return sum;
          });
      double decodeMillis = (System.nanoTime() - begin) / 1e6;
      System.out.printf(
          "  decoding every record (%,d) %.0f ms, %.0f times the opening%n",
          decoded, decodeMillis, decodeMillis / openMillis);
      begin = System.nanoTime();
      int live = store.read(ExecutionReader::liveExecutions).size();
      System.out.printf("  the %,d live ones %.1f ms%n", live, (System.nanoTime() - begin) / 1e6);
      measureChanges(store);
    }
  }

  private LocalExecution localExecution(int number) {
    Job job = samples.job(number);
    Execution execution = samples.execution(job, number);
    Instant time = Instant.ofEpochSecond(0, job.createTime());
    return new LocalExecution(
        execution,
        job,
        "n-requester",
        execution.resources(),
        LocalState.CREATED,
        1,
        time,
        time,
        "offered to run it",
        SpecConfig.NONE,
        Optional.empty());
  }

  /** One caller and many take turns, so that what else the machine does meets both. */
  private void measureChanges(ExecutionStore store) throws InterruptedException {
    changesPerSecond(store, CALLERS);
    double[] alone = new double[CHANGE_ROUNDS];
    double[] together = new double[CHANGE_ROUNDS];
    for (int round = 0; round < CHANGE_ROUNDS; round++) {
      alone[round] = changesPerSecond(store, 1);
      together[round] = changesPerSecond(store, CALLERS);
    }
    Measurement.Better higher = Measurement.Better.HIGHER;
    String changes = name("durable changes, ");
    note.accept(Measurement.ofRounds(changes + "1 caller", "/s", higher, alone));
    note.accept(Measurement.ofRounds(changes + CALLERS + " callers", "/s", higher, together));
    Arrays.sort(alone);
    Arrays.sort(together);
    double one = alone[CHANGE_ROUNDS / 2];
    double many = together[CHANGE_ROUNDS / 2];
    System.out.printf(
        "  durable changes: 1 caller %,.0f/s, %d callers %,.0f/s, %.1f times%n",
        one, CALLERS, many, many / one);
  }

  private double changesPerSecond(ExecutionStore store, int callers) throws InterruptedException {
    AtomicInteger changes = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(callers);
    long begin = System.nanoTime();
    for (int caller = 0; caller < callers; caller++) {
      int number = records + caller;
      Thread.startVirtualThread(() -> {
        while (System.nanoTime() - begin < CHANGE_NANOS) {
          LocalExecution created = localExecution(number);
          store.create(created);
          store.transition(Transition.of(created.id(), LocalState.BID_ACCEPTED, "yes"));
          store.transition(Transition.of(created.id(), LocalState.RUNNING, "runs"));
          store.transition(Transition.of(created.id(), LocalState.FAILED, "broke"));
          changes.addAndGet(4);
        }
        done.countDown();
      });
    }
    done.await();
    return changes.get() / ((System.nanoTime() - begin) / 1e9);
  }

  private void measureJobs() throws IOException {
    Path file = folder.resolve("requester.db");
    System.out.printf("job store, %,d jobs with one execution each%n", records);
    try (JobStore store = JobStore.open(file, options)) {
      long begin = System.nanoTime();
      for (int from = 0; from < records; from += RECORDS_PER_TRANSACTION) {
        List<Job> some = new ArrayList<>();
        for (int i = from; i < Math.min(records, from + RECORDS_PER_TRANSACTION); i++) {
          some.add(samples.job(i));
        }
        store.write(writer -> {
          for (Job job : some) {
            writer.createJob(job);
            Instant time = Instant.ofEpochSecond(0, job.createTime());
            writer.appendHistory(job, Event.of(Event.Topic.SUBMISSION, "Job submitted", time));
            Execution execution = samples.execution(job, job.hashCode() & Integer.MAX_VALUE);
            writer.createExecution(execution);
            writer.appendHistory(
                execution, Event.of(Event.Topic.SCHEDULING, "requested execution", time));
          }
          for (Job job : some.subList(some.size() * 9 / 10, some.size())) {
            writer.updateJob(job.withState(Status.of(JobState.COMPLETED), job.createTime() + 5));
          }
          return true;
        });
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf("  filled in %.1f s, %,.0f jobs/s%n", seconds, records / seconds);
      long size = Files.size(file);
      System.out.printf("  file %,d bytes, %,d per job%n", size, size / records);
      note.accept(Measurement.exact(name("bytes of a job"), "bytes", (double) size / records));
      measureList(store, "all, newest first", JobQuery.ALL);
      measureList(
          store,
          "one namespace of 20, state Completed, label env=prod",
          JobQuery.ALL
              .inNamespace("team-7")
              .withStates(JobState.COMPLETED)
              .withLabels(LabelSelector.parse("env=prod")));
      measureList(
          store,
          "state Completed, by change",
          JobQuery.ALL.withStates(JobState.COMPLETED).orderedBy(JobQuery.Order.MODIFIED, true));
    }
    long begin = System.nanoTime();
    JobStore.open(file, options).close();
    double millis = (System.nanoTime() - begin) / 1e6;
    System.out.printf("  open and close %.0f ms%n", millis);
    noteOnce("open and close the job store", millis);
  }

  /** The name of a figure; runs of different sizes have different figures. */
  private String name(String what) {
    return String.format(Locale.ROOT, "stores: %,d records, %s", records, what);
  }

  private void noteOnce(String what, double millis) {
    note.accept(Measurement.ofRounds(name(what), "ms", Measurement.Better.LOWER, millis));
  }

  private void measureList(JobStore store, String name, JobQuery query) {
    JobQuery first = query.orderedBy(query.order(), true).withLimit(PAGE_SIZE);
    long[] nanos = new long[PAGES];
    String token = "";
    int jobs = 0;
    for (int i = 0; i < PAGES; i++) {
      JobQuery part = first.after(token);
      long begin = System.nanoTime();
      var page = store.read(reader -> reader.jobs(part));
      nanos[i] = System.nanoTime() - begin;
      token = page.nextToken();
      jobs += page.items().size();
    }
    System.out.printf("  page of %d, %s: %s; %,d jobs%n", PAGE_SIZE, name, Sample.of(nanos), jobs);
    note.accept(Measurement.ofDurations(name("page, " + name), nanos));
  }
}
