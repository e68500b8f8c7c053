// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Installation;
import dev.gadus.model.Envelope;
import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Resources;
import dev.gadus.model.ResultPath;
import dev.gadus.model.WaitingExecution;
import dev.gadus.store.ExecutionReader;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bids for executions and runs them. It hears from requesters through {@link #receive} and speaks
 * to them through the outbox of its store; sending that is somebody else's work. Thread-safe.
 *
 * <p>Call {@link #start} once before the first message can come, and {@link #close} before the
 * store is closed. Closing stops what runs and leaves its records as they are: the restart table
 * decides about them.
 */
public final class ComputeNode implements MessageReceiver, AutoCloseable {
  /**
   * How long closing waits for executions to let go; a program that is stopped does so at once,
   * publishing takes a while.
   */
  private static final Duration CLOSE_ALLOWANCE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(ComputeNode.class);

  private enum Phase {
    NEW,
    RUNNING,
    CLOSED
  }

  private final ComputeOptions options;
  private final ExecutionStore store;
  private final Installation installation;
  private final TaskEnvironment environment;
  private final Orders orders;
  private final ExecutionFolders folders;
  private final WorkQueue queue;
  private final Housekeeping housekeeping;
  private final LogFollowers followers = new LogFollowers();
  private final Map<String, ExecutionWork> work = new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile Phase phase = Phase.NEW;
  private @Nullable Thread housekeeper;

  /** Makes a node out of its parts; the store is the caller's to open and close. */
  public ComputeNode(
      ComputeOptions options,
      ExecutionStore store,
      Installation installation,
      InstantSource clock) {
    this.options = options;
    this.store = store;
    this.installation = installation;
    this.environment = new TaskEnvironment(options.environment(), options.environmentAllowed());
    Bids bids = new Bids(installation, environment, options.folder(), options.capacity());
    this.orders = new Orders(store, bids, clock, this::enqueue, this::stop);
    this.folders = new ExecutionFolders(options.folder());
    this.queue = new WorkQueue(options.capacity());
    this.housekeeping =
        new Housekeeping(options, store, folders, installation.publishers(), clock, queue::holds);
  }

  /**
   * Takes up work: counts what is there, tidies up, applies the restart table, tells the requesters
   * what it holds, and only then answers messages.
   *
   * @throws IOException if the folder of the executions cannot be used
   */
  public synchronized void start() throws IOException {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("a compute node is started once, phase=" + phase);
    }
    Files.createDirectories(options.folder());
    housekeeping.run();
    Restart.Decisions decisions = new Restart(options).apply(store);
    LOG.info("compute node {} starts: {}", options.nodeId(), store.lastStart().summary());
    phase = Phase.RUNNING;
    decisions.again().forEach(this::enqueue);
    housekeeper =
        Thread.ofVirtual().name("compute housekeeping").start(housekeeping::runRepeatedly);
  }

  /** What this node is able to do and how busy it is. */
  public NodeInfo.ComputeNodeInfo info() {
    WorkQueue.Load load = queue.load();
    return new NodeInfo.ComputeNodeInfo(
        installation.engineTypes(),
        installation.publisherTypes(),
        installation.inputTypes(),
        options.capacity(),
        load.queued(),
        options.capacity().minus(load.used()),
        options.capacity(),
        load.running(),
        load.waiting(),
        options.address());
  }

  /** What it has taken of these jobs and waits for room, and why, at this moment. */
  public List<WaitingExecution> waiting(Set<String> jobIds) {
    return queue.waiting(jobIds);
  }

  /**
   * Reads what an execution printed. When the files are gone, it is the beginning that was stored.
   *
   * @param follow whether to wait for more until the program has ended
   * @param fromNow whether to leave out what was printed until now
   * @throws dev.gadus.store.StoreException.NotFound if this node does not hold the execution
   * @throws IOException if the files cannot be read
   */
  public LogStream logs(String executionId, boolean follow, boolean fromNow) throws IOException {
    LocalExecution execution = store.read(reader -> reader.requireExecution(executionId));
    Path results = folders.results(executionId);
    if (!Files.exists(results.resolve(ResultPath.STDOUT)) && execution.runOutput().isPresent()) {
      return LogStream.of(results, execution.runOutput().get());
    }
    LogStream stream = follow ? followed(execution, results) : LogStream.ofFiles(results);
    if (fromNow) {
      stream.skipWhatIsThere();
    }
    return stream;
  }

  private LogStream followed(LocalExecution execution, Path results) {
    String id = execution.id();
    Watch watch = store.watchJob(execution.job().id(), store.read(ExecutionReader::lastPosition));
    followers.add(id, watch);
    return LogStream.following(
        results,
        watch,
        () -> hasEnded(id),
        () -> {
          followers.remove(id, watch);
          watch.close();
        });
  }

  private boolean hasEnded(String executionId) {
    return phase == Phase.CLOSED
        || store.read(reader ->
            reader
                .execution(executionId)
                .map(now -> now.state().compareTo(LocalState.RUNNING) > 0)
                .orElse(true));
  }

  @Override
  public void receive(Envelope envelope) {
    receiveAll(List.of(envelope));
  }

  /** Takes messages all in one transaction, and then does what follows from each, in order. */
  @Override
  public void receiveAll(List<Envelope> envelopes) {
    if (phase != Phase.RUNNING) {
      throw new IllegalStateException(
          "compute node %s takes no messages, phase=%s".formatted(options.nodeId(), phase));
    }
    orders.takeAll(envelopes);
  }

  /** What is wrong with it for good: its housekeeping has ended although nobody closed it. */
  public synchronized Optional<String> trouble() {
    return phase == Phase.RUNNING
            && housekeeper != null
            && housekeeper.getState() == Thread.State.TERMINATED
        ? Optional.of("the thread '%s' has ended".formatted(housekeeper.getName()))
        : Optional.empty();
  }

  private void enqueue(LocalExecution execution) {
    String id = execution.id();
    ExecutionWork created =
        new ExecutionWork(
            id, store, installation, environment, folders, () -> followers.printed(id));
    if (work.putIfAbsent(id, created) != null) {
      return;
    }
    Job job = execution.job();
    queue.add(
        id,
        job.id(),
        job.priority(),
        withOverhead(execution),
        waitedFor -> {
          created.waitedFor(waitedFor);
          startThread(id, created);
        });
  }

  // What a program asks for is its own; what runs it takes some more. A task that asks for all that
  // the node has still runs, by itself.
  private Resources withOverhead(LocalExecution execution) {
    Resources asked = execution.resources();
    long overhead =
        installation.engine(execution.job().task().engine()).map(Engine::overheadBytes).orElse(0L);
    long memory =
        Math.max(
            asked.memoryBytes(),
            Math.min(asked.memoryBytes() + overhead, options.capacity().memoryBytes()));
    return new Resources(asked.cpu(), memory, asked.diskBytes(), asked.gpu());
  }

  private void startThread(String id, ExecutionWork created) {
    Thread thread =
        Thread.ofVirtual()
            .name("execution " + id)
            .unstarted(() -> {
              try {
                created.run();
              } finally {
                work.remove(id);
                queue.finished(id);
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
  }

  private void stop(String id) {
    ExecutionWork running = work.get(id);
    if (running != null) {
      running.stop();
    }
    if (queue.remove(id)) {
      work.remove(id);
    }
    if (!queue.holds(id)) {
      housekeeping.tidyEnded(id);
    }
  }

  /**
   * Stops what runs, waits for it, and leaves the records as they are. Harmless when called again.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      phase = Phase.CLOSED;
    }
    followers.wakeAll();
    housekeeping.stop();
    queue.close();
    work.values().forEach(ExecutionWork::stop);
    long deadlineNanos = System.nanoTime() + CLOSE_ALLOWANCE.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
      }
      if (housekeeper != null) {
        housekeeper.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!threads.isEmpty()) {
      LOG.warn("{} executions did not end in time while the node closed", threads.size());
    }
  }

  /** Looks now for what is over its age, and for what belongs to records that are gone. */
  public void keepHouse() {
    housekeeping.run();
  }
}
