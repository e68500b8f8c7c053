// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.model.Envelope;
import dev.gadus.model.Event;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.MessageReceiver;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Resources;
import dev.gadus.model.SpecConfig;
import dev.gadus.store.ExecutionReader;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.Transition;
import dev.gadus.store.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
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

  private static final Logger log = LoggerFactory.getLogger(ComputeNode.class);

  private enum Phase {
    NEW,
    RUNNING,
    CLOSED
  }

  private final ComputeSettings settings;
  private final ExecutionStore store;
  private final InstantSource clock;
  private final TaskEnvironment environment;
  private final Bids bids;
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
      ComputeSettings settings,
      ExecutionStore store,
      Collection<Engine> engines,
      Collection<InputFetcher> fetchers,
      Collection<Publisher> publishers,
      InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.environment = new TaskEnvironment(settings.environment(), settings.environmentAllowed());
    this.bids = new Bids(engines, fetchers, publishers, environment, settings.capacity());
    this.folders = new ExecutionFolders(settings.folder());
    this.queue = new WorkQueue(settings.capacity());
    this.housekeeping = new Housekeeping(settings, store, folders, clock, queue::holds);
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
    Files.createDirectories(settings.folder());
    housekeeping.run();
    Restart.Done done = new Restart(settings).apply(store);
    log.info("compute node {} starts: {}", settings.nodeId(), store.lastStart().summary());
    phase = Phase.RUNNING;
    done.again().forEach(this::enqueue);
    housekeeper =
        Thread.ofVirtual().name("compute housekeeping").start(housekeeping::runRepeatedly);
  }

  /** What this node is able to do and how busy it is. */
  public NodeInfo.ComputeNodeInfo info() {
    WorkQueue.Load load = queue.load();
    return new NodeInfo.ComputeNodeInfo(
        bids.engineTypes(),
        bids.publisherTypes(),
        bids.inputTypes(),
        settings.capacity(),
        load.queued(),
        settings.capacity().minus(load.used()),
        settings.capacity(),
        load.running(),
        load.waiting(),
        settings.address());
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
    if (!Files.exists(results.resolve(PreparedTask.STDOUT)) && execution.runOutput().isPresent()) {
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
          "compute node %s takes no messages, phase=%s".formatted(settings.nodeId(), phase));
    }
    List<Optional<String>> refusals = envelopes.stream().map(this::refusal).toList();
    List<Runnable> then =
        store.write(writer -> {
          List<Runnable> follows = new ArrayList<>();
          for (int i = 0; i < envelopes.size(); i++) {
            follows.add(take(writer, envelopes.get(i), refusals.get(i)));
          }
          return follows;
        });
    then.forEach(Runnable::run);
  }

  // Outside of the transaction, since looking at a task may take a while.
  private Optional<String> refusal(Envelope envelope) {
    if (!(envelope.message() instanceof Message.AskForBid ask)) {
      return Optional.empty();
    }
    Optional<String> refusal = bids.refusal(ask.job(), ask.execution());
    refusal.ifPresent(
        reason -> log.info("execution {} is refused: {}", ask.execution().id(), reason));
    return refusal;
  }

  // What a message means, and what is to be done about it once that is on disk.
  private Runnable take(ExecutionWriter writer, Envelope envelope, Optional<String> refusal) {
    return switch (envelope.message()) {
      case Message.AskForBid ask -> askForBid(writer, envelope, ask, refusal);
      case Message.AcceptBid accept -> acceptBid(writer, envelope, accept.executionId());
      case Message.RejectBid reject -> rejectBid(writer, envelope, reject);
      case Message.CancelExecution cancel -> cancel(writer, envelope, cancel);
      case Message.ToRequester _ -> {
        log.warn("a message for a requester came to a compute node, from={}", envelope.from());
        writer.accept(envelope);
        yield ComputeNode::nothing;
      }
    };
  }

  private Runnable askForBid(
      ExecutionWriter writer, Envelope envelope, Message.AskForBid ask, Optional<String> refusal) {
    String id = ask.execution().id();
    if (!writer.accept(envelope)) {
      return ComputeNode::nothing;
    }
    if (refusal.isPresent()) {
      writer.send(envelope.from(), new Message.BidAnswer(id, false, refusal.get()));
      return ComputeNode::nothing;
    }
    Optional<LocalExecution> held = writer.execution(id);
    writer.send(envelope.from(), new Message.BidAnswer(id, true, ""));
    if (held.isPresent()) {
      return ComputeNode::nothing;
    }
    LocalExecution created = created(envelope, ask);
    writer.create(created);
    return ask.approved() ? () -> enqueue(created) : ComputeNode::nothing;
  }

  private LocalExecution created(Envelope envelope, Message.AskForBid ask) {
    Instant now = clock.instant();
    return new LocalExecution(
        ask.execution(),
        ask.job(),
        envelope.from(),
        Bids.resources(ask.job().task()),
        ask.approved() ? LocalState.BID_ACCEPTED : LocalState.CREATED,
        1,
        now,
        now,
        ask.approved() ? "approved from the start" : "offered to run it",
        SpecConfig.NONE,
        Optional.empty());
  }

  private Runnable acceptBid(ExecutionWriter writer, Envelope envelope, String id) {
    Optional<LocalExecution> held = heldFor(writer, envelope, id, LocalState.FAILED);
    if (held.isEmpty()) {
      return ComputeNode::nothing;
    }
    if (held.get().state() != LocalState.CREATED) {
      writer.send(envelope.from(), Report.of(held.get(), Event.Topic.EXECUTION));
      return ComputeNode::nothing;
    }
    LocalExecution accepted =
        writer.transition(Transition.of(id, LocalState.BID_ACCEPTED, "the offer was accepted"));
    return () -> enqueue(accepted);
  }

  private Runnable rejectBid(ExecutionWriter writer, Envelope envelope, Message.RejectBid reject) {
    Optional<LocalExecution> held =
        heldFor(writer, envelope, reject.executionId(), LocalState.CANCELLED);
    if (held.isPresent() && held.get().state() == LocalState.CREATED) {
      writer.transition(
          Transition.of(
              reject.executionId(),
              LocalState.CANCELLED,
              "the offer was refused: " + reject.reason()));
    }
    return ComputeNode::nothing;
  }

  private Runnable cancel(
      ExecutionWriter writer, Envelope envelope, Message.CancelExecution cancel) {
    String id = cancel.executionId();
    Optional<LocalExecution> held = heldFor(writer, envelope, id, LocalState.CANCELLED);
    if (held.isEmpty()) {
      return ComputeNode::nothing;
    }
    LocalExecution now = held.get();
    if (!now.state().isFinal()) {
      now = writer.transition(Transition.of(id, LocalState.CANCELLED, cancel.reason()));
    }
    writer.send(envelope.from(), Report.of(now, Event.Topic.EXECUTION));
    return () -> stop(id);
  }

  // The execution that a message is about; empty when there is nothing to do, about which the
  // sender hears then.
  private Optional<LocalExecution> heldFor(
      ExecutionWriter writer, Envelope envelope, String id, LocalState answer) {
    if (!writer.accept(envelope)) {
      return Optional.empty();
    }
    Optional<LocalExecution> held = writer.execution(id);
    if (held.isEmpty()) {
      writer.send(envelope.from(), Report.notHeld(id, answer, clock.instant()));
    } else if (!held.get().requesterNodeId().equals(envelope.from())) {
      log.warn("node {} has no say about execution {}", envelope.from(), id);
      return Optional.empty();
    }
    return held;
  }

  private void enqueue(LocalExecution execution) {
    String id = execution.id();
    ExecutionWork created =
        new ExecutionWork(id, store, bids, environment, folders, () -> followers.printed(id));
    if (work.putIfAbsent(id, created) != null) {
      return;
    }
    Resources resources = execution.resources();
    queue.add(id, execution.job().priority(), resources, () -> startThread(id, created));
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

  private static void nothing() {}

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
      log.warn("{} executions did not end in time while the node closed", threads.size());
    }
  }

  /** Looks for what is over its age, now. For tests. */
  void keepHouse() {
    housekeeping.run();
  }
}
