// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.api.Api;
import dev.gadus.api.ApiException;
import dev.gadus.api.ApiParts;
import dev.gadus.api.ResultServer;
import dev.gadus.bolt.Database;
import dev.gadus.bolt.cli.BoltCommand;
import dev.gadus.bolt.cli.Output;
import dev.gadus.compute.ComputeNode;
import dev.gadus.compute.LogStream;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.ConfigurationException;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.data.local.AllowList;
import dev.gadus.engine.Installation;
import dev.gadus.model.MessageQueue;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.Role;
import dev.gadus.model.TaskTypes;
import dev.gadus.model.UpkeepReport;
import dev.gadus.model.WaitingExecution;
import dev.gadus.requester.Requester;
import dev.gadus.requester.Ticker;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreException;
import dev.gadus.transport.Announcer;
import dev.gadus.transport.InProcessTransport;
import dev.gadus.transport.LogReader;
import dev.gadus.transport.LogSource;
import dev.gadus.transport.LogText;
import dev.gadus.transport.OutboxDispatcher;
import dev.gadus.transport.Transport;
import dev.gadus.transport.Trouble;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the stores, the requester, the compute node and the HTTP API, put together by hand,
 * started in this order and stopped in reverse. Thread-safe.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** What the tasks of jobs may name. */
  public static final TaskTypes TASK_TYPES = TaskModules.TYPES;

  private final NodeOptions options;
  private final Configuration configuration;
  private final DataFolder folder;
  private final String nodeId;
  private final PartOptions parts;
  private final GadusVersion version = GadusVersion.current();
  private final StartedParts closing = new StartedParts();
  private final Upkeep upkeep = new Upkeep();
  private final Vitals vitals;
  private final Transport transport = new InProcessTransport();

  private @Nullable Requester requester;
  private @Nullable ComputeNode compute;
  private @Nullable Api api;
  private Map<String, String> engineLabels = Map.of();

  private Node(NodeOptions options) {
    this.options = options;
    this.configuration = options.configuration();
    this.folder = options.dataFolder();
    this.nodeId = folder.nodeId(options.ids());
    this.parts = new PartOptions(options, nodeId);
    this.vitals = new Vitals(options.onFatal());
  }

  /**
   * Starts a node. When it returns the node takes jobs.
   *
   * @throws NodeException.StoreInUse when another process has its data
   * @throws NodeException when it cannot start for another reason that an operator can change
   * @throws ConfigurationException when a setting cannot be used
   */
  public static Node start(NodeOptions options) {
    NodeLogging.configure(options.configuration().text(Setting.LOGGING_LEVEL));
    if (options.compute() && !options.requester()) {
      throw new NodeException.CannotStart(
          "a compute node needs a requester in the same process: nodes of several processes cannot"
              + " talk yet",
          "serve both roles: gadus serve --requester --compute",
          null);
    }
    Node node = new Node(options);
    try {
      node.startParts();
      return node;
    } catch (ApiException.CannotListen e) {
      node.close();
      throw new NodeException.CannotStart(e.text(), e.hint(), e);
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private void startParts() {
    ExecutionStore executions = options.compute() ? openExecutionStore() : null;
    JobStore jobs = openJobStore();
    if (executions != null) {
      upkeep.add(anyway -> upkeep(executions, anyway), executions::status);
    }
    upkeep.add(jobs::upkeep, jobs::status);
    LOG.info("requester {} starts: {}", nodeId, jobs.lastStart().summary());
    closing.add("lock of the data directory", FolderLock.take(folder.lockFile()));
    OutboxDispatcher toComputeNodes = dispatcher("requester", jobs.outbox());
    Requester takesJobs = closing.add("requester", new Requester(jobs, parts.requester()));
    requester = takesJobs;
    vitals.add("requester", takesJobs::trouble);
    closing.add(
        "connection of the requester",
        transport.connectRequester(
            nodeId, takesJobs, info -> heartbeat(takesJobs, toComputeNodes, info)));
    if (executions != null) {
      startCompute(executions);
    }
    Announcer announcer =
        closing.add(
            "announcer",
            Announcer.start(
                transport, this::info, Announcer.DEFAULT_INTERVAL, Node::logAnnouncement));
    vitals.add("announcer", announcer::trouble);
    toComputeNodes.start();
    takesJobs.start();
    Duration interval = configuration.duration(Setting.UPKEEP_INTERVAL);
    if (!interval.isZero()) {
      upkeep.start(Ticker.every("upkeep", interval));
      vitals.add("upkeep of the stores", upkeep::trouble);
      closing.add("upkeep of the stores", upkeep);
    }
    Api server = startApi(jobs, executions, takesJobs);
    api = server;
    vitals.add("HTTP API", server::trouble);
    vitals.start();
    LOG.info(
        "node {} is ready: api={} roles={} data={}", nodeId, apiAddress(), roles(), folder.path());
    if (!options.compute()) {
      LOG.warn(
          "this node takes jobs and runs none: nodes of several processes cannot talk yet, so that"
              + " no compute node can join it, and its jobs wait; serve both roles to run them");
    }
  }

  private UpkeepReport upkeep(ExecutionStore executions, boolean compactAnyway) {
    UpkeepReport report = executions.upkeep(compactAnyway);
    ComputeNode node = compute;
    if (node != null && report.removed() > 0) {
      node.keepHouse();
    }
    return report;
  }

  private String roles() {
    String requester = Role.REQUESTER.text();
    return options.compute() ? requester + ", " + Role.COMPUTE.text() : requester;
  }

  private ExecutionStore openExecutionStore() {
    Path path = folder.database(Role.COMPUTE, configuration, nodeId);
    ExecutionStore store =
        closing.add(
            "execution store", open(() -> ExecutionStore.open(path, parts.executionStore())));
    vitals.addNeed("execution store", store::refusal);
    return store;
  }

  private JobStore openJobStore() {
    Path path = folder.database(Role.REQUESTER, configuration, nodeId);
    JobStore store = closing.add("job store", open(() -> JobStore.open(path, parts.jobStore())));
    vitals.addNeed("job store", store::refusal);
    return store;
  }

  private static <T> T open(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (StoreException.InUse
        | StoreException.Unusable
        | StoreException.DiskFull
        | StoreException.WriteFailed e) {
      throw NodeException.of(e);
    }
  }

  private void startCompute(ExecutionStore store) {
    String address = configuration.text(Setting.PUBLISHERS_LOCAL_ADDRESS);
    int port = configuration.port(Setting.PUBLISHERS_LOCAL_PORT);
    if (options.servesResults()) {
      ResultServer results =
          closing.add("server of results", ResultServer.start(address, port, folder.results()));
      vitals.add("server of results", results::trouble);
      port = results.port();
    }
    Installation installation =
        closing.add(
            "engines",
            TaskModules.install(
                new TaskModules.Host(
                    allowList(),
                    makeExecutions(),
                    folder.programs(),
                    folder.results(),
                    address,
                    port)));
    engineLabels = installation.labels();
    ComputeNode node =
        closing.add(
            "compute node", new ComputeNode(parts.compute(), store, installation, options.clock()));
    compute = node;
    vitals.add("compute node", node::trouble);
    try {
      node.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder.executions(), e);
    }
    closing.add(
        "connection of the compute node",
        transport.connectCompute(nodeId, node, executionsOf(node)));
    dispatcher("compute node", store.outbox()).start();
  }

  /** What brings one role's messages to other nodes; it has to be started. */
  private OutboxDispatcher dispatcher(String role, MessageQueue outbox) {
    String name = "dispatcher of the " + role;
    OutboxDispatcher dispatcher =
        closing.add(
            name,
            new OutboxDispatcher(
                outbox, transport, OutboxDispatcher.Options.DEFAULT, Node::logTrouble));
    vitals.add(name, dispatcher::trouble);
    return dispatcher;
  }

  /** A node that is there again need not wait for the next attempt to reach it. */
  private static void heartbeat(Requester requester, OutboxDispatcher dispatcher, NodeInfo info) {
    if (requester.heartbeat(info)) {
      dispatcher.retryNow(info.nodeId());
    }
  }

  // Before the engine starts, whose processes see what is there by then.
  private Path makeExecutions() {
    try {
      return Files.createDirectories(folder.executions());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder.executions(), e);
    }
  }

  private static LogSource executionsOf(ComputeNode node) {
    return new LogSource() {
      @Override
      public LogReader open(String executionId, boolean follow, boolean fromNow)
          throws IOException {
        return logs(node, executionId, follow, fromNow);
      }

      @Override
      public List<WaitingExecution> waiting(Set<String> jobIds) {
        return node.waiting(jobIds);
      }
    };
  }

  private static LogReader logs(
      ComputeNode node, String executionId, boolean follow, boolean fromNow) throws IOException {
    LogStream stream = node.logs(executionId, follow, fromNow);
    return new LogReader() {
      @Override
      public Optional<LogText> next() throws IOException, InterruptedException {
        return stream.next().map(part -> new LogText(part.error(), part.text()));
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  private static void logTrouble(Trouble trouble) {
    // The first failures of a node that starts or stops are usual; every tenth keeps the log short.
    if (trouble.failures() == 3 || trouble.failures() % 10 == 0) {
      LOG.warn(trouble.text());
    }
  }

  private static void logAnnouncement(Throwable problem) {
    LOG.warn(
        "a requester did not take an announcement; the next one follows: {}", problem.toString());
  }

  private AllowList allowList() {
    try {
      return AllowList.of(configuration.texts(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS.key() + ": " + e.getMessage()));
    }
  }

  private Api startApi(JobStore jobs, @Nullable ExecutionStore executions, Requester takesJobs) {
    return closing.add(
        "HTTP API",
        Api.start(
            new ApiParts(
                configuration,
                jobs,
                Optional.ofNullable(executions),
                takesJobs,
                transport,
                this::info,
                this::debug,
                upkeep::run,
                Node::command,
                vitals)));
  }

  private static int command(
      Role role, Database database, List<String> arguments, OutputStream out, OutputStream errors) {
    return BoltCommand.execute(
        "gadus db " + role.text(),
        database,
        new Output(out, errors, false),
        arguments.toArray(String[]::new));
  }

  private NodeInfo info() {
    ComputeNode node = compute;
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("os_type", GadusVersion.operatingSystem());
    labels.put("os_arch", GadusVersion.architecture());
    labels.putAll(engineLabels);
    labels.putAll(configuration.labels(Setting.LABELS));
    return new NodeInfo(
        nodeId,
        (node == null ? Role.REQUESTER : Role.COMPUTE).nodeType(),
        labels,
        List.of(),
        node == null ? Optional.empty() : Optional.of(node.info()),
        version.api(),
        upkeep.statuses());
  }

  private Map<String, Object> debug() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("gadus", Map.of("version", version.product()));
    Requester takesJobs = requester;
    if (takesJobs != null) {
      facts.put("requester", Map.of("nodes", takesJobs.nodes().size()));
    }
    return facts;
  }

  /** The id of this node, the same at every start on the same data directory. */
  public String id() {
    return nodeId;
  }

  /** Where clients on this machine reach the HTTP API. */
  public URI apiAddress() {
    Api server = api;
    if (server == null) {
      throw new IllegalStateException("the node is starting");
    }
    return server.address();
  }

  /**
   * The folder with the results that its local publisher keeps, each as {@code <execution
   * id>.tar.gz}.
   */
  public Path results() {
    return folder.results();
  }

  /** Stops everything in reverse order and returns when it is done. Closing twice is harmless. */
  @Override
  public void close() {
    LOG.info("node {} stops", nodeId);
    vitals.close();
    closing.close();
  }
}
