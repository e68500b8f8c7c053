// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import dev.gadus.model.Yaml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Jobs with the smallest WebAssembly program there is: what is measured is what the node does
 * around a program.
 */
final class SmallJobs {
  private static final int WARM_UP_JOBS = 200;
  private static final int JOBS_ONE_BY_ONE = 200;
  private static final int JOBS_TOGETHER = 1_000;
  private static final int ROUNDS_TOGETHER = 3;

  /** As many submissions at a time as a busy client would make; more only wait on each other. */
  private static final int SUBMISSIONS_AT_A_TIME = 32;

  private static final long POLL_MILLIS = 1;

  /** A module that exports a function {@code _start} which does nothing. */
  private static final byte[] MODULE =
      HexFormat.of()
          .parseHex(
              "0061736d01000000" // magic number, version
                  + "010401600000" // type 0: no parameters, no results
                  + "03020100" // function 0 has type 0
                  + "070a01065f73746172740000" // export "_start" is function 0
                  + "0a040102000b"); // its body: end

  private final GadusClient client;

  SmallJobs(GadusClient client) {
    this.client = client;
  }

  /** Lets the node's JVM compile what will be measured. */
  void warmUp() throws IOException, InterruptedException {
    runTogether("warm-up", WARM_UP_JOBS);
  }

  void measureOneByOne(Consumer<Measurement> note) throws IOException, InterruptedException {
    // Jobs one after another are quicker from one hundred to the next until the JVM has got to know
    // them, too.
    oneByOne("one-warm-up", JOBS_ONE_BY_ONE);
    long[] nanos = oneByOne("one", JOBS_ONE_BY_ONE);
    System.out.println("one-job     from submission to done: " + Sample.of(nanos));
    note.accept(Measurement.ofDurations("one-job: from submission to done", nanos));
  }

  /** Runs jobs one after the other; returns how long each took from its submission to its end. */
  long[] oneByOne(String prefix, int count) throws IOException, InterruptedException {
    long[] nanos = new long[count];
    for (int i = 0; i < nanos.length; i++) {
      Job job = job(prefix + "-" + i);
      long start = System.nanoTime();
      await(submit(job));
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  void measureTogether(Consumer<Measurement> note) throws IOException, InterruptedException {
    double[] rates = new double[ROUNDS_TOGETHER];
    for (int round = 0; round < ROUNDS_TOGETHER; round++) {
      rates[round] = JOBS_TOGETHER / (runTogether("many-" + round, JOBS_TOGETHER) / 1e9);
    }
    Measurement rate =
        Measurement.ofRounds(
            "many-jobs: jobs of one execution", "/s", Measurement.Better.HIGHER, rates);
    note.accept(rate);
    System.out.printf(
        Locale.ROOT,
        "many-jobs   %,d jobs of one execution: %.0f jobs per second (median of %d rounds)%n",
        JOBS_TOGETHER,
        rate.value(),
        ROUNDS_TOGETHER);
  }

  /** Returns the time from the first submission to the end of the last job, in nanoseconds. */
  long runTogether(String prefix, int count) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (String id : submitTogether(prefix, count)) {
      await(id);
    }
    return System.nanoTime() - start;
  }

  private List<String> submitTogether(String prefix, int count)
      throws IOException, InterruptedException {
    Semaphore turns = new Semaphore(SUBMISSIONS_AT_A_TIME);
    List<Future<String>> submissions = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        Job job = job(prefix + "-" + i);
        turns.acquire();
        submissions.add(
            threads.submit(() -> {
              try {
                return submit(job);
              } finally {
                turns.release();
              }
            }));
      }
    }
    List<String> ids = new ArrayList<>();
    for (Future<String> submission : submissions) {
      try {
        ids.add(submission.get());
      } catch (ExecutionException e) {
        throw new IOException("a submission failed", e.getCause());
      }
    }
    return ids;
  }

  private String submit(Job job) {
    return client.submit(job, false).jobId();
  }

  private void await(String id) throws IOException, InterruptedException {
    Job job = client.job(id, Job.DEFAULT_NAMESPACE);
    while (!job.isFinal()) {
      Thread.sleep(POLL_MILLIS);
      job = client.job(id, Job.DEFAULT_NAMESPACE);
    }
    if (job.state().state() != JobState.COMPLETED) {
      throw new IOException("a job did not complete: id=" + id + ", state=" + job.state());
    }
  }

  private static Job job(String name) {
    return Json.mapper()
        .convertValue(
            Yaml.read(
                """
                Name: bench-%s
                Type: batch
                Tasks:
                  - Name: main
                    Engine: {Type: wasm, Params: {EntryModule: /app.wasm}}
                    InputSources:
                      - Source: {Type: inline, Params: {URL: "data:application/wasm;base64,%s"}}
                        Target: /app.wasm
                    Resources: {CPU: 10m, Memory: 1Mb}
                """
                    .formatted(name, Base64.getEncoder().encodeToString(MODULE))),
            Job.class);
  }
}
