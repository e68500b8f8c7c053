// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Envelope;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.Timeouts;
import dev.gadus.model.UnreachableException;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import dev.gadus.transport.OutboxDispatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The requester with its threads, the dispatcher of its outbox and a real clock. */
@Timeout(60)
final class RequesterThreadsTest {
  private static final int NODES = 5;
  private static final int SUBMITTERS = 4;
  private static final int JOBS_EACH = 5;

  @TempDir Path folder;

  private final InstantSource clock = InstantSource.system();
  private final Map<String, ScriptedNode> nodes = new ConcurrentHashMap<>();

  @Test
  void jobsOfManySubmittersRunToTheirEnd() throws InterruptedException {
    try (JobStore store =
            JobStore.open(
                folder.resolve("requester.db"),
                StoreOptions.of("n-requester", "test", clock, IdSource.random()));
        OutboxDispatcher dispatcher =
            new OutboxDispatcher(
                store.outbox(), this::send, OutboxDispatcher.Options.DEFAULT, trouble -> {});
        Requester requester =
            new Requester(
                store,
                RequesterOptions.of(clock, IdSource.random(), Sample.TASK_TYPES)
                    .withTicker(Ticker.every("test ticker", Duration.ofMillis(20))))) {
      dispatcher.start();
      requester.start();
      CountDownLatch stop = new CountDownLatch(1);
      List<Thread> threads = startNodes(requester, stop);
      List<Thread> submitters = startSubmitters(requester);
      for (Thread submitter : submitters) {
        submitter.join();
      }
      awaitEnd(store);
      stop.countDown();
      for (Thread thread : threads) {
        thread.join();
      }

      Map<JobState, Integer> ends = new TreeMap<>();
      jobs(store).forEach(job -> ends.merge(job.state().state(), 1, Integer::sum));
      assertThat(ends).containsExactly(Map.entry(JobState.COMPLETED, SUBMITTERS * JOBS_EACH));
      assertThat(store.verify()).isEmpty();
      nodes.keySet().forEach(id -> assertThat(requester.liveExecutions(id)).isZero());
    }
  }

  private List<Thread> startNodes(Requester requester, CountDownLatch stop) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      ScriptedNode node = new ScriptedNode("n-" + i, clock);
      nodes.put(node.id(), node);
      requester.heartbeat(node.info());
      threads.add(Thread.ofVirtual().start(() -> work(requester, node, stop)));
    }
    return threads;
  }

  private static void work(Requester requester, ScriptedNode node, CountDownLatch stop) {
    try {
      while (!stop.await(1, TimeUnit.MILLISECONDS)) {
        node.working().forEach(node::step);
        List<Envelope> messages = node.messages();
        requester.receiveAll(messages);
        messages.forEach(node::taken);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Thread> startSubmitters(Requester requester) {
    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < SUBMITTERS; s++) {
      String prefix = "job-" + s + "-";
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < JOBS_EACH; i++) {
                  requester.submit(Submission.of(Sample.submission(prefix + i, 3, Timeouts.NONE)));
                }
              }));
    }
    return threads;
  }

  /** Ends when all jobs have ended; the test's time limit catches those that never do. */
  private static void awaitEnd(JobStore store) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (!jobs(store).stream().allMatch(Job::isFinal)) {
      assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private static List<Job> jobs(JobStore store) {
    return store.read(reader -> reader.jobs(JobQuery.ALL)).items();
  }

  private void send(Envelope envelope) throws UnreachableException {
    ScriptedNode node = nodes.get(envelope.to());
    if (node == null) {
      throw new UnreachableException("no node " + envelope.to());
    }
    node.receive(envelope);
  }
}
