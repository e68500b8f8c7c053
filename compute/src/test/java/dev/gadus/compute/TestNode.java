// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.data.local.AllowList;
import dev.gadus.data.local.InlineInputs;
import dev.gadus.data.local.LocalInputs;
import dev.gadus.data.local.LocalPublisher;
import dev.gadus.engine.Installation;
import dev.gadus.engine.wasm.WasmEngine;
import dev.gadus.engine.wasm.WasmSettings;
import dev.gadus.model.Envelope;
import dev.gadus.model.IdSource;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalHistoryEntry;
import dev.gadus.model.LocalState;
import dev.gadus.model.Message;
import dev.gadus.model.Resources;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.StoreOptions;
import dev.gadus.transport.OutboxDispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A compute node with its real store and a requester that writes down what it hears. */
final class TestNode implements AutoCloseable {
  static final String NODE = "n-compute";
  static final String REQUESTER = "n-requester";

  /** The test programs of the engine. */
  private static final Path PROGRAMS =
      Path.of("../engine-wasm/src/test/resources/dev/gadus/engine/wasm");

  /** A clock that a test sets. */
  static final class SetClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration by) {
      now = now.plus(by);
    }
  }

  final Path folder;
  final Path inputs;
  final ScriptedEngine engine = new ScriptedEngine();
  final SetClock clock = new SetClock();
  final LinkedBlockingQueue<Message> heard = new LinkedBlockingQueue<>();
  private final UnaryOperator<ComputeOptions> change;
  private final WasmEngine wasm;
  private long sent;
  ExecutionStore store;
  ComputeNode node;
  private OutboxDispatcher dispatcher;

  TestNode(Path folder) throws IOException {
    this(folder, UnaryOperator.identity());
  }

  TestNode(Path folder, UnaryOperator<ComputeOptions> change) throws IOException {
    this.folder = folder.toRealPath();
    this.inputs = Files.createDirectories(this.folder.resolve("allowed"));
    this.change = change;
    Path executions = Files.createDirectories(this.folder.resolve("executions"));
    this.wasm =
        new WasmEngine(
            WasmSettings.of(
                this.folder.resolve("programs"), List.of(), List.of(executions, inputs)));
    this.store = openStore();
    this.node = makeNode();
    this.dispatcher = makeDispatcher();
  }

  private ExecutionStore openStore() {
    return ExecutionStore.open(
        folder.resolve("compute.db"), StoreOptions.of(NODE, "test", clock, IdSource.random()));
  }

  private ComputeNode makeNode() {
    ComputeOptions options =
        ComputeOptions.of(
            NODE,
            Set.of(REQUESTER),
            folder.resolve("executions"),
            new Resources(1, 256L << 20, 1L << 30, 0),
            "127.0.0.1:6001");
    AllowList allowed = AllowList.of(List.of(inputs + "/**", inputs + "/lent/**:rw"));
    return new ComputeNode(
        change.apply(options),
        store,
        new Installation(
            List.of(engine, wasm),
            List.of(
                new LocalInputs(LocalInputs.TYPE, allowed),
                new LocalInputs(LocalInputs.OLD_TYPE, allowed),
                new InlineInputs()),
            List.of(new LocalPublisher(folder.resolve("published"), "127.0.0.1", 6001))),
        clock);
  }

  private OutboxDispatcher makeDispatcher() {
    return new OutboxDispatcher(
        store.outbox(),
        envelope -> heard.add(envelope.message()),
        OutboxDispatcher.Options.DEFAULT,
        trouble -> {
          throw new AssertionError(trouble.text(), trouble.problem());
        });
  }

  TestNode start() throws IOException {
    dispatcher.start();
    node.start();
    return this;
  }

  /** Ends the node in an orderly way and opens its store again, with nothing started yet. */
  void reopen() {
    closeNode();
    store = openStore();
    node = makeNode();
    dispatcher = makeDispatcher();
    heard.clear();
  }

  Envelope send(Message message) {
    Envelope envelope = new Envelope(REQUESTER, "store-1", NODE, ++sent, clock.instant(), message);
    node.receive(envelope);
    return envelope;
  }

  void sendTogether(Message... messages) {
    List<Envelope> envelopes = new ArrayList<>();
    for (Message message : messages) {
      envelopes.add(new Envelope(REQUESTER, "store-1", NODE, ++sent, clock.instant(), message));
    }
    node.receiveAll(envelopes);
  }

  void ask(String id, TestJobs job) {
    send(new Message.AskForBid(TestJobs.execution(id, 0), job.job(), false));
  }

  /** Asks for the bid and accepts it. */
  void run(String id, TestJobs job) {
    ask(id, job);
    send(new Message.AcceptBid(id));
  }

  /** Runs an execution and waits for its last report. */
  Message.ExecutionChanged runToEnd(String id, TestJobs job) throws InterruptedException {
    run(id, job);
    return awaitFinal(id);
  }

  /** The next message that the requester hears. */
  Message next() throws InterruptedException {
    Message message = heard.poll(60, TimeUnit.SECONDS);
    assertThat(message).as("a message to the requester").isNotNull();
    return message;
  }

  /** The next report about an execution in the state; what comes before is passed over. */
  Message.ExecutionChanged await(String id, LocalState state) throws InterruptedException {
    while (true) {
      Message message = next();
      if (message instanceof Message.ExecutionChanged changed
          && changed.executionId().equals(id)
          && changed.state() == state) {
        return changed;
      }
      if (message instanceof Message.BidAnswer answer && !answer.accepted()) {
        throw new AssertionError("refused: " + answer.reason());
      }
    }
  }

  Message.ExecutionChanged awaitFinal(String id) throws InterruptedException {
    while (true) {
      Message message = next();
      if (message instanceof Message.ExecutionChanged changed
          && changed.executionId().equals(id)
          && changed.state().isFinal()) {
        return changed;
      }
      if (message instanceof Message.BidAnswer answer && !answer.accepted()) {
        throw new AssertionError("refused: " + answer.reason());
      }
    }
  }

  /** The report of the start. Messages from before a restart may come again before it. */
  Message.RestartReport awaitReport() throws InterruptedException {
    while (true) {
      if (next() instanceof Message.RestartReport report) {
        return report;
      }
    }
  }

  LocalExecution record(String id) {
    return store.read(reader -> reader.requireExecution(id));
  }

  List<LocalState> history(String id) {
    return store.read(
        reader -> reader.history(id).stream().map(LocalHistoryEntry::newState).toList());
  }

  Map<LocalState, Long> counts() {
    return store.counts();
  }

  Path module(String program) throws IOException {
    Path file = inputs.resolve(program + ".wasm");
    if (!Files.exists(file)) {
      Files.copy(PROGRAMS.resolve(program + ".wasm"), file);
    }
    return file;
  }

  @Override
  public void close() {
    closeNode();
    wasm.close();
  }

  private void closeNode() {
    node.close();
    dispatcher.close();
    assertThat(store.verify()).isEmpty();
    store.close();
  }
}
