// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.model.DesiredState;
import dev.gadus.model.Event;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Status;
import dev.gadus.store.CompactionPolicy;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Stream;

/** Our job store beside Bacalhau's, with the same jobs and the same changes, in turns. */
final class JobStores {
  private static final int CALLERS = 64;
  private static final int ROUNDS = 5;
  private static final int ROUND_MILLIS = 2000;
  private static final int PAGES = 40;
  private static final int PAGE_SIZE = 50;

  /** {@code -Dgadus.bench.jobs=N}; theirs reads every job of a namespace for a page. */
  private static final int JOBS = Integer.getInteger("gadus.bench.jobs", 20_000);

  private static final int FILL_TRANSACTION_JOBS = 500;

  /** One for the job, one for the execution, and one for each change. */
  private static final int TRANSACTIONS_PER_JOB = 12;

  private static final List<ExecutionState> EXECUTION_STATES =
      List.of(
          ExecutionState.ASK_FOR_BID,
          ExecutionState.ASK_FOR_BID_ACCEPTED,
          ExecutionState.BID_ACCEPTED,
          ExecutionState.RUNNING,
          ExecutionState.PUBLISHING,
          ExecutionState.COMPLETED);

  private static final List<JobState> JOB_STATES =
      List.of(JobState.QUEUED, JobState.PENDING, JobState.RUNNING, JobState.COMPLETED);

  private JobStores() {}

  /**
   * How much in how long.
   *
   * @param count transactions or jobs, or 1
   */
  record Answer(long count, long nanos) {
    double perSecond() {
      return count / (nanos / 1e9);
    }

    double millis() {
      return nanos / 1e6;
    }
  }

  /** A job store that carries out what is described at the top of the Go program. */
  interface Contender extends AutoCloseable {
    Answer fill(int jobs) throws IOException;

    Answer changes(int callers, int millis) throws IOException, InterruptedException;

    /** The median of a page, and how many jobs came in all. */
    Answer page(int times) throws IOException;

    Answer open() throws IOException;

    Path file();

    @Override
    void close() throws IOException;
  }

  /** Prints a Markdown table; a sentence instead when their store cannot be built here. */
  static void measure(Path project, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    Optional<Path> program = GoProgram.buildJobStore(project);
    if (program.isEmpty()) {
      System.out.println("job-stores: skipped, since there is nothing to compare with");
      return;
    }
    Path folder = Files.createTempDirectory("gadus-bench");
    try (Contender ours = new Ours(folder.resolve("ours.db"));
        Contender theirs = Theirs.start(program.get(), folder)) {
      compare(ours, theirs, note);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void compare(Contender ours, Contender theirs, Consumer<Measurement> note)
      throws IOException, InterruptedException {
    ours.changes(CALLERS, ROUND_MILLIS);
    theirs.changes(CALLERS, ROUND_MILLIS);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(new double[ROUNDS]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      rows.get(0)[round] = ours.changes(1, ROUND_MILLIS).perSecond();
      rows.get(1)[round] = theirs.changes(1, ROUND_MILLIS).perSecond();
      rows.get(2)[round] = ours.changes(CALLERS, ROUND_MILLIS).perSecond();
      rows.get(3)[round] = theirs.changes(CALLERS, ROUND_MILLIS).perSecond();
    }
    rows.forEach(Arrays::sort);
    String changes = "job-stores: durable changes, ";
    Measurement.Better higher = Measurement.Better.HIGHER;
    note.accept(Measurement.ofRounds(changes + "1 caller", "/s", higher, rows.get(0)));
    note.accept(Measurement.ofRounds(changes + CALLERS + " callers", "/s", higher, rows.get(2)));
    System.out.println("| | Gadus | Bacalhau 1.9.0 | |");
    System.out.println("|---|---|---|---|");
    row("durable changes, 1 caller", "/s", median(rows.get(0)), median(rows.get(1)), false);
    row(
        "durable changes, " + CALLERS + " callers",
        "/s",
        median(rows.get(2)),
        median(rows.get(3)),
        false);
    ours.fill(JOBS);
    theirs.fill(JOBS);
    String jobs = String.format(Locale.ROOT, "%,d more jobs", JOBS);
    ours.page(PAGES);
    Answer ourPage = ours.page(PAGES);
    Answer theirPage = theirs.page(PAGES);
    if (ourPage.count() != theirPage.count()) {
      throw new IllegalStateException("pages differ: " + ourPage + " and " + theirPage);
    }
    row(
        "page of " + PAGE_SIZE + " of a namespace of 20, newest first, " + jobs,
        " ms",
        ourPage.millis(),
        theirPage.millis(),
        true);
    double ourOpening = ours.open().millis();
    row("open, " + jobs, " ms", ourOpening, theirs.open().millis(), true);
    Measurement.Better lower = Measurement.Better.LOWER;
    note.accept(Measurement.ofRounds("job-stores: page", "ms", lower, ourPage.millis()));
    note.accept(Measurement.ofRounds("job-stores: open", "ms", lower, ourOpening));
    System.out.printf(
        Locale.ROOT,
        "files: %,d and %,d bytes%n",
        Files.size(ours.file()),
        Files.size(theirs.file()));
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static void row(
      String name, String unit, double ours, double theirs, boolean lessIsBetter) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %,.1f%s | %,.1f%s | %.1f times |%n",
        name,
        ours,
        unit,
        theirs,
        unit,
        lessIsBetter ? theirs / ours : ours / theirs);
  }

  /** Our store, in this process. */
  private static final class Ours implements Contender {
    private final Path file;
    private final SampleJobs samples = new SampleJobs();
    private final AtomicInteger numbers = new AtomicInteger();
    private JobStore store;

    Ours(Path file) {
      this.file = file;
      this.store = openStore();
    }

    private JobStore openStore() {
      return JobStore.open(
          file,
          StoreOptions.of("n-bench", "bench", InstantSource.system(), IdSource.random())
              .withCompaction(CompactionPolicy.OFF));
    }

    @Override
    public Answer fill(int jobs) {
      long begin = System.nanoTime();
      for (int from = 0; from < jobs; from += FILL_TRANSACTION_JOBS) {
        int some = Math.min(FILL_TRANSACTION_JOBS, jobs - from);
        store.write(writer -> {
          for (int i = 0; i < some; i++) {
            int number = numbers.incrementAndGet();
            Job job = samples.job(number);
            writer.createJob(job);
            writer.createExecution(samples.execution(job, number));
          }
          return true;
        });
      }
      return new Answer(jobs, System.nanoTime() - begin);
    }

    @Override
    public Answer changes(int callers, int millis) throws InterruptedException {
      AtomicInteger changes = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(callers);
      long begin = System.nanoTime();
      for (int caller = 0; caller < callers; caller++) {
        Thread.startVirtualThread(() -> {
          while (System.nanoTime() - begin < millis * 1_000_000L) {
            oneJob();
            changes.addAndGet(TRANSACTIONS_PER_JOB);
          }
          done.countDown();
        });
      }
      done.await();
      return new Answer(changes.get(), System.nanoTime() - begin);
    }

    private void oneJob() {
      int number = numbers.incrementAndGet();
      Job job = samples.job(number);
      Execution execution = samples.execution(job, number);
      store.write(writer -> {
        writer.createJob(job);
        return true;
      });
      store.write(writer -> {
        writer.createExecution(execution);
        return true;
      });
      EXECUTION_STATES.forEach(state -> change(execution.id(), state));
      JOB_STATES.forEach(state -> change(job.id(), state));
    }

    private void change(String executionId, ExecutionState state) {
      Instant now = Instant.now();
      store.write(writer -> {
        Execution changed =
            writer
                .requireExecution(executionId)
                .withState(
                    Status.of(state, "goes on"), Status.of(DesiredState.PENDING), nanos(now));
        writer.updateExecution(changed);
        writer.appendHistory(changed, Event.of(Event.Topic.SCHEDULING, "goes on", now));
        return true;
      });
    }

    private void change(String jobId, JobState state) {
      Instant now = Instant.now();
      store.write(writer -> {
        writer.updateJob(
            writer.requireJob(jobId).withState(Status.of(state, "goes on"), nanos(now)));
        return true;
      });
    }

    private static long nanos(Instant time) {
      return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    @Override
    public Answer page(int times) {
      long[] nanos = new long[times];
      long jobs = 0;
      for (int i = 0; i < times; i++) {
        JobQuery query =
            JobQuery.ALL
                .inNamespace("team-" + i % SampleJobs.NAMESPACES)
                .orderedBy(JobQuery.Order.CREATED, true)
                .withLimit(PAGE_SIZE);
        long begin = System.nanoTime();
        jobs += store.read(reader -> reader.jobs(query)).items().size();
        nanos[i] = System.nanoTime() - begin;
      }
      Arrays.sort(nanos);
      return new Answer(jobs, nanos[times / 2]);
    }

    @Override
    public Answer open() {
      store.close();
      long begin = System.nanoTime();
      store = openStore();
      return new Answer(1, System.nanoTime() - begin);
    }

    @Override
    public Path file() {
      return file;
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Bacalhau's store, in the Go program. */
  private static final class Theirs implements Contender {
    private final Process process;
    private final Path file;
    private final BufferedReader answers;
    private final Writer commands;

    private Theirs(Process process, Path file) {
      this.process = process;
      this.file = file;
      this.answers = process.inputReader(StandardCharsets.UTF_8);
      this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    static Theirs start(Path program, Path folder) throws IOException {
      Path job = folder.resolve("job.json");
      Files.writeString(job, SampleJobs.JSON);
      Path file = folder.resolve("theirs.db");
      Process process =
          new ProcessBuilder(program.toString(), file.toString(), job.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Theirs(process, file);
    }

    private Answer ask(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the Go program ended at command=" + command);
      }
      int space = line.indexOf(' ');
      return new Answer(
          Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }

    @Override
    public Answer fill(int jobs) throws IOException {
      return ask("fill " + jobs);
    }

    @Override
    public Answer changes(int callers, int millis) throws IOException {
      return ask("changes " + callers + " " + millis);
    }

    @Override
    public Answer page(int times) throws IOException {
      return ask("page " + times);
    }

    @Override
    public Answer open() throws IOException {
      return ask("open");
    }

    @Override
    public Path file() {
      return file;
    }

    @Override
    public void close() throws IOException {
      commands.close();
      process.onExit().join();
    }
  }
}
