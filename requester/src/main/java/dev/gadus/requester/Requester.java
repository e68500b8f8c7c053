// SPDX-License-Identifier: Apache-2.0
package dev.gadus.requester;

import dev.gadus.model.Envelope;
import dev.gadus.model.Evaluation;
import dev.gadus.model.Evaluation.Trigger;
import dev.gadus.model.Execution;
import dev.gadus.model.IdSource;
import dev.gadus.model.InvalidJobException;
import dev.gadus.model.Job;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.store.JobStore;
import dev.gadus.store.JobWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs, decides which nodes run them, and follows every execution to its end. What it has
 * answered is on disk, and what it has on disk it goes on with after a restart. Thread-safe.
 *
 * <p>Before {@link #start} it takes what it is given and does nothing by itself. It does not close
 * the store.
 */
public final class Requester implements MessageReceiver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Requester.class);

  private final JobStore store;
  private final RequesterOptions options;
  private final InstantSource clock;
  private final Evaluations evaluations;
  private final JobNormalizer normalizer;
  private final JobIntake intake;
  private final EvaluationBroker broker = new EvaluationBroker();
  private final NodeLoads loads = new NodeLoads();
  private final NodeRegistry registry;
  private final Evaluator evaluator;
  private final List<Thread> workers = new ArrayList<>();
  private Ticker.@Nullable Handle ticking;
  private boolean started;
  private boolean closed;

  /**
   * A requester on what its store remembers. What it has to tell compute nodes is in the store's
   * outbox, which somebody else delivers.
   */
  public Requester(JobStore store, RequesterOptions options) {
    this.store = store;
    this.options = options;
    this.clock = options.clock();
    this.evaluations = new Evaluations(options.ids());
    this.normalizer =
        new JobNormalizer(store.info().nodeId(), options.defaultResources(), options.taskTypes());
    this.intake = new JobIntake(evaluations, clock, options.taskTypes());
    Instant now = clock.instant();
    this.registry =
        store.read(reader -> new NodeRegistry(options.nodeTimeout(), reader.nodes(), now));
    this.evaluator =
        new Evaluator(
            store,
            broker,
            () -> registry.snapshot(loads),
            this::follow,
            options.ids(),
            options.clock());
    store.read(reader -> {
      reader.liveExecutions().forEach(loads::begin);
      broker.add(reader.pendingEvaluations(Instant.MAX, 0), now);
      return true;
    });
  }

  /** Starts to decide and to keep times. */
  public synchronized void start() {
    if (started || closed) {
      throw new IllegalStateException("a requester is started once, and not after its close");
    }
    started = true;
    LOG.info("requester {} decides: jobs to look at={}", store.info().nodeId(), broker.size());
    for (int i = 0; i < options.workers(); i++) {
      workers.add(Thread.ofVirtual().name("requester worker " + i).start(this::work));
    }
    ticking = options.ticker().start(this::tick);
  }

  private void work() {
    try {
      Optional<EvaluationBroker.Work> work = broker.take();
      while (work.isPresent()) {
        evaluator.handle(work.get());
        work = broker.take();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a worker: it is stopped by close", e);
    }
  }

  /**
   * Decides about one job that is due, on this thread. For tests that keep the order themselves.
   *
   * @return false when nothing was due
   */
  boolean decideOnce() {
    Optional<EvaluationBroker.Work> work = broker.poll();
    work.ifPresent(evaluator::handle);
    return work.isPresent();
  }

  boolean isWorkDue() {
    return broker.isWorkDue();
  }

  /** Housekeeping: what is due by its time, and nodes that fell silent. */
  void tick() {
    Instant now = clock.instant();
    broker.advance(now);
    try {
      registry.silent(now).forEach(silent -> loseNode(silent, now));
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.error("nodes that are silent could not be taken for lost; it is tried again", e);
    }
  }

  private void loseNode(NodeState silent, Instant now) {
    store.write(writer -> {
      writer.putNode(silent);
      List<Job> jobs =
          writer.liveExecutionsOnNode(silent.info().nodeId()).stream()
              .map(Execution::jobId)
              .distinct()
              .map(writer::requireJob)
              .toList();
      // Before the effects: whoever looks at the jobs finds the node lost.
      writer.afterCommit(() -> lost(silent, now, jobs.size()));
      Effects effects = effects(writer);
      jobs.forEach(job -> evaluations.now(writer, effects, job, Trigger.NODE_LEAVE, now));
      return true;
    });
  }

  private void lost(NodeState silent, Instant now, int jobs) {
    if (registry.lose(silent, now)) {
      LOG.warn(
          "node {} is lost: no heartbeat for {} s, jobs with executions there={}",
          silent.info().nodeId(),
          options.nodeTimeout().toSeconds(),
          jobs);
    }
  }

  /**
   * Stores a job with its first history entry and the request to look at it, or the next version of
   * the job that has its name. On return it is on disk.
   *
   * @throws InvalidJobException with everything that is wrong with the job
   * @throws RequesterException.Unchanged when the stored job asks for the same already, unless
   *     forced
   * @throws RequesterException.TypeDiffers when the stored job has another type
   */
  public Submission.Receipt submit(Submission submission) {
    requireOpen();
    JobNormalizer.NormalizedJob normalized =
        normalizer.normalize(submission, options.ids().next(IdSource.JOB));
    intake.check(normalized.job());
    return store
        .write(
            writer -> intake.submit(writer, effects(writer), normalized.job(), submission.force()))
        .receipt(normalized.warnings());
  }

  /**
   * Tells what would change if this were submitted, and changes nothing; empty when it would be a
   * new job.
   *
   * @throws InvalidJobException with everything that is wrong with the job
   */
  public Optional<Submission.Comparison> compare(Submission submission) {
    requireOpen();
    JobNormalizer.NormalizedJob normalized =
        normalizer.normalize(submission, options.ids().next(IdSource.JOB));
    Job job = normalized.job();
    intake.check(job);
    Optional<Job> stored = store.read(reader -> reader.jobByName(job.namespace(), job.name()));
    return stored.map(there ->
        new Submission.Comparison(JobNormalizer.differences(there, job), normalized.warnings()));
  }

  /**
   * Makes a new version of a job with the spec of an older one, and runs it.
   *
   * @param version which one; 0 for the latest
   * @param reason for the history; may be empty
   * @throws dev.gadus.store.StoreException.NotFound when there is no such job
   * @throws RequesterException.NoSuchVersion when the job has no such version
   * @throws RequesterException.WrongState when the job has not begun yet
   */
  public Submission.Receipt rerun(String jobId, long version, String reason) {
    requireOpen();
    return store
        .write(writer -> intake.rerun(writer, effects(writer), jobId, version, reason))
        .receipt(List.of());
  }

  /**
   * Stops a job: its state is Stopped at once, and its executions are cancelled after that.
   *
   * @param reason for the history; may be empty
   * @return the id of the evaluation that cancels; empty when the job was stopped before
   * @throws dev.gadus.store.StoreException.NotFound when there is no such job
   * @throws RequesterException.WrongState when the job has completed or failed
   */
  public Optional<String> stop(String jobId, String reason) {
    requireOpen();
    return store
        .write(writer -> intake.stop(writer, effects(writer), jobId, reason))
        .map(Evaluation::id);
  }

  /**
   * Takes a message of a compute node; on return what it causes is on disk.
   *
   * @throws IllegalStateException when the requester is closed
   */
  @Override
  public void receive(Envelope envelope) {
    receiveAll(List.of(envelope));
  }

  /**
   * Takes messages of compute nodes, all in one transaction: either all of them are taken or none.
   *
   * @throws IllegalStateException when the requester is closed
   */
  @Override
  public void receiveAll(List<Envelope> envelopes) {
    requireOpen();
    store.write(writer -> {
      Effects effects = effects(writer);
      Instant now = clock.instant();
      for (Envelope envelope : envelopes) {
        ComputeReports.take(writer, effects, envelope, evaluations, broker, now);
      }
      return true;
    });
  }

  /**
   * Takes what a node says of itself, and that it is there.
   *
   * @return true when it was not there before, or can do something else now: what waits for it is
   *     worth another attempt
   */
  public boolean heartbeat(NodeInfo info) {
    requireOpen();
    Instant now = clock.instant();
    NodeRegistry.Heartbeat heartbeat = registry.hear(info, now);
    if (heartbeat.isWorthKeeping()) {
      store.write(writer -> {
        writer.putNode(heartbeat.state());
        return true;
      });
    }
    registry.put(heartbeat.state(), now);
    if (heartbeat.isWorthKeeping()) {
      LOG.info("node {} {}", info.nodeId(), heartbeat.joined() ? "joined" : "changed");
      broker.wake(Trigger.JOB_QUEUE);
    }
    return heartbeat.isWorthKeeping();
  }

  /** What is wrong with it for good: a thread of it has ended although nobody closed it. */
  public synchronized Optional<String> trouble() {
    if (closed || ticking == null) {
      return Optional.empty();
    }
    return workers.stream()
        .map(Threads::end)
        .flatMap(Optional::stream)
        .findFirst()
        .or(ticking::trouble);
  }

  /** The nodes that the requester knows, in the order of their ids. */
  public List<NodeState> nodes() {
    return registry.states();
  }

  /** What is known of a node. */
  public Optional<NodeState> node(String nodeId) {
    return registry.state(nodeId);
  }

  /** How many executions count as the node's load. For tests. */
  int liveExecutions(String nodeId) {
    return loads.liveExecutions(nodeId);
  }

  private Effects effects(JobWriter writer) {
    return new Effects(writer, this::follow);
  }

  private void follow(Effects effects) {
    effects.created().forEach(loads::begin);
    effects.ended().forEach(loads::end);
    broker.add(effects.newEvaluations(), clock.instant());
    effects.notes().forEach(LOG::info);
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the requester is closed");
    }
  }

  /** Stops: what is being decided is finished, the rest is found at the next start. */
  @Override
  public void close() {
    Ticker.@Nullable Handle running;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running = ticking;
    }
    if (running != null) {
      running.close();
    }
    broker.close();
    workers.forEach(Threads::join);
  }
}
