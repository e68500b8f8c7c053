// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.Envelope;
import dev.gadus.model.Evaluation;
import dev.gadus.model.EvaluationStatus;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import dev.gadus.model.Timeouts;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A requester on a real store with scripted nodes, all on the thread of the test: nothing happens
 * but what the test asks for, message by message.
 */
final class TestCluster implements AutoCloseable {
  static final String REQUESTER = "n-requester";

  final ManualClock clock = new ManualClock();
  final Map<String, ScriptedNode> nodes = new LinkedHashMap<>();
  private final IdSource ids = Sample.countingIds();
  private final Path file;
  private JobStore store;
  private Requester requester;
  private boolean checked = true;

  TestCluster(Path folder, int nodeCount) {
    this.file = folder.resolve("requester.db");
    this.store = openStore();
    this.requester = newRequester();
    for (int i = 1; i <= nodeCount; i++) {
      String id = "n-%03d".formatted(i);
      nodes.put(id, new ScriptedNode(id, clock));
    }
    heartbeats();
  }

  private JobStore openStore() {
    return JobStore.open(file, StoreOptions.of(REQUESTER, "test", clock, ids));
  }

  private Requester newRequester() {
    return new Requester(
        store, RequesterOptions.of(clock, ids, Sample.TASK_TYPES).withTicker(task -> () -> {}));
  }

  Requester requester() {
    return requester;
  }

  JobStore store() {
    return store;
  }

  ScriptedNode node(int number) {
    String id = "n-%03d".formatted(number);
    ScriptedNode node = nodes.get(id);
    if (node == null) {
      throw new AssertionError("no node " + id);
    }
    return node;
  }

  String submit(String name, int count, Timeouts timeouts) {
    return requester.submit(Submission.of(Sample.submission(name, count, timeouts))).jobId();
  }

  /** The requester's process ends at once and starts again: what is not on disk is gone. */
  void crashRequester() {
    store.close();
    store = openStore();
    requester = newRequester();
  }

  void heartbeats() {
    nodes.values().forEach(node -> requester.heartbeat(node.info()));
  }

  void tick(Duration time) {
    clock.advance(time);
    requester.tick();
  }

  /** The first message for a node that it has not taken. */
  Optional<Envelope> firstMessageFor(ScriptedNode node) {
    return store.outbox().messages(node.id(), 0, 1).stream().findFirst();
  }

  /** The node takes the message, but the requester does not hear that it did. */
  void deliverUnnoticed(ScriptedNode node) {
    firstMessageFor(node).ifPresent(node::receive);
  }

  boolean deliverTo(ScriptedNode node) {
    Optional<Envelope> message = firstMessageFor(node);
    message.ifPresent(envelope -> {
      node.receive(envelope);
      store.outbox().remove(Map.of(node.id(), envelope.sequence()));
    });
    return message.isPresent();
  }

  boolean deliverFrom(ScriptedNode node) {
    Optional<Envelope> message = node.firstMessage();
    message.ifPresent(envelope -> {
      requester.receive(envelope);
      node.taken(envelope);
    });
    return message.isPresent();
  }

  void decideAll() {
    boolean decided = true;
    while (decided) {
      decided = requester.decideOnce();
    }
  }

  /** Decides and delivers until nothing is left to decide or deliver. */
  void settle() {
    boolean moved = true;
    while (moved) {
      decideAll();
      moved = false;
      for (ScriptedNode node : nodes.values()) {
        while (deliverTo(node)) {
          moved = true;
        }
        while (deliverFrom(node)) {
          moved = true;
        }
      }
    }
  }

  /** Lets everything go well, and time pass, until all jobs have ended. */
  void runToEnd() {
    for (int round = 0; round < 2_000; round++) {
      settle();
      if (jobs().stream().allMatch(Job::isFinal)) {
        return;
      }
      boolean worked = false;
      for (ScriptedNode node : nodes.values()) {
        for (String execution : node.working()) {
          node.step(execution);
          worked = true;
        }
      }
      heartbeats();
      tick(worked ? Duration.ofMillis(100) : Duration.ofSeconds(10));
    }
    throw new AssertionError("jobs that did not end: " + describeOpenJobs());
  }

  private String describeOpenJobs() {
    StringBuilder text = new StringBuilder();
    for (Job job : jobs()) {
      if (!job.isFinal()) {
        text.append("\n").append(job.id()).append(' ').append(job.state());
        for (Execution execution : executions(job.id())) {
          text.append("\n  ").append(execution.id()).append(" on ").append(execution.nodeId());
          text.append(' ').append(execution.state());
        }
        for (HistoryEntry entry : history(job.id())) {
          text.append("\n  ").append(entry.seqNum()).append(' ').append(entry.executionId());
          text.append(' ').append(entry.event().message());
        }
      }
    }
    return text.toString();
  }

  List<Job> jobs() {
    return store.read(reader -> reader.jobs(JobQuery.ALL)).items();
  }

  Job job(String id) {
    return store.read(reader -> reader.requireJob(id));
  }

  JobState state(String jobId) {
    return job(jobId).state().state();
  }

  List<Execution> executions(String jobId) {
    return store.read(reader -> reader.executions(jobId));
  }

  Execution onlyExecution(String jobId) {
    assertThat(executions(jobId)).hasSize(1);
    return executions(jobId).getFirst();
  }

  Execution execution(String id) {
    return store.read(reader -> reader.requireExecution(id));
  }

  List<HistoryEntry> history(String jobId) {
    return store.read(reader -> reader.history(HistoryQuery.of(jobId))).items();
  }

  List<String> historyMessages(String jobId) {
    return history(jobId).stream().map(entry -> entry.event().message()).toList();
  }

  List<Evaluation> pendingEvaluations(String jobId) {
    return store.read(reader -> reader.evaluations(jobId)).stream()
        .filter(evaluation -> evaluation.status() == EvaluationStatus.PENDING)
        .toList();
  }

  /** What must hold when all jobs have ended and all messages are delivered. */
  private void checkAtRest() {
    assertThat(store.verify()).as("the store's findings").isEmpty();
    List<Execution> live = store.read(JobReader::liveExecutions);
    assertThat(live).as("live executions").isEmpty();
    for (Job job : jobs()) {
      assertThat(job.isFinal()).as("final: %s", job).isTrue();
      assertThat(pendingEvaluations(job.id())).as("pending evaluations of " + job.id()).isEmpty();
      checkHistory(job);
      if (job.state().state() == JobState.COMPLETED) {
        checkCompleted(job);
      }
    }
    for (ScriptedNode node : nodes.values()) {
      assertThat(node.live()).as("live executions on " + node.id()).isEmpty();
      assertThat(store.outbox().messages(node.id(), 0, 1)).isEmpty();
      assertThat(requester.liveExecutions(node.id())).as("load of " + node.id()).isZero();
    }
  }

  private void checkHistory(Job job) {
    List<HistoryEntry> history = history(job.id());
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).seqNum()).isEqualTo(i + 1);
    }
    assertThat(history.getFirst().event().message()).isEqualTo("job submitted");
    assertThat(history)
        .filteredOn(entry -> entry.event().message().startsWith("now "))
        .extracting(entry -> entry.executionId() + " " + entry.event().message())
        .as("reports that were taken")
        .doesNotHaveDuplicates();
    // Every execution's states follow each other as the table says, and end in its final state.
    for (Execution execution : executions(job.id())) {
      List<String> states =
          history.stream()
              .filter(entry -> entry.executionId().equals(execution.id()))
              .map(entry -> entry.event().details().getOrDefault("NewState", ""))
              .filter(state -> !state.isEmpty())
              .toList();
      assertThat(states)
          .as("states of " + execution.id())
          .startsWith(
              switch (job.type()) {
                case BATCH, SERVICE -> "AskForBid";
                case OPS, DAEMON -> "BidAccepted";
              });
      assertThat(states).doesNotHaveDuplicates();
      assertThat(states.getLast()).isEqualTo(execution.state().state().text());
    }
  }

  private void checkCompleted(Job job) {
    List<Execution> completed =
        executions(job.id()).stream()
            .filter(execution -> execution.jobVersion() == job.version())
            .filter(execution -> execution.state().state().text().equals("Completed"))
            .toList();
    if (job.type() == JobType.BATCH) {
      assertThat(completed).extracting(Execution::partitionIndex).doesNotHaveDuplicates();
      assertThat(completed).as("completed executions of " + job.id()).hasSize(job.count());
    } else {
      assertThat(completed).extracting(Execution::nodeId).doesNotHaveDuplicates();
      assertThat(completed).as("completed executions of " + job.id()).isNotEmpty();
    }
    assertThat(completed).allMatch(e -> e.runOutput().isPresent() && !e.publishedResult().isNone());
  }

  /** Leaves out the check at the end, for a test that plants a state and looks at one step. */
  void endInTheMidst() {
    checked = false;
  }

  /**
   * Ends the test, with the check of what must hold at the end of each: a test that is in the midst
   * of something runs it to its end before.
   */
  @Override
  public void close() {
    try {
      if (checked) {
        checkAtRest();
      }
    } finally {
      requester.close();
      store.close();
    }
  }
}
