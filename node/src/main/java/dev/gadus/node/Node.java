// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import dev.gadus.compute.ComputeNode;
import dev.gadus.compute.ComputeSettings;
import dev.gadus.compute.LogStream;
import dev.gadus.data.local.AllowList;
import dev.gadus.engine.Installation;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.ResourceRequest;
import dev.gadus.model.TaskTypes;
import dev.gadus.requester.Requester;
import dev.gadus.requester.RequesterOptions;
import dev.gadus.requester.Ticker;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.OutboxDispatcher;
import dev.gadus.store.StoreException;
import dev.gadus.store.StoreOptions;
import dev.gadus.transport.Announcer;
import dev.gadus.transport.InProcessTransport;
import dev.gadus.transport.LogReader;
import dev.gadus.transport.LogText;
import dev.gadus.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  public static final TaskTypes TASK_TYPES = Parts.TYPES;

  private final NodeOptions options;
  private final Configuration configuration;
  private final StoreSettings storeSettings;
  private final DataFolder folder;
  private final String nodeId;
  private final GadusVersion version = GadusVersion.current();
  private final Closing closing = new Closing();
  private final Upkeep upkeep = new Upkeep();
  private final Transport transport = new InProcessTransport();

  private @Nullable Requester requester;
  private @Nullable ComputeNode compute;
  private @Nullable ApiServer api;
  private Map<String, String> engineLabels = Map.of();

  private Node(NodeOptions options) {
    this.options = options;
    this.configuration = options.configuration();
    this.storeSettings = new StoreSettings(configuration);
    this.folder = options.dataFolder();
    this.nodeId = folder.nodeId(options.ids());
  }

  /**
   * Starts a node. When it returns the node takes jobs.
   *
   * @throws StoreInUseException when another process has its data
   * @throws NodeException when it cannot start for another reason that an operator can change
   */
  public static Node start(NodeOptions options) {
    NodeLogging.configure(options.configuration().text(Setting.LOGGING_LEVEL));
    if (options.compute() && !options.requester()) {
      throw new NodeException(
          "a compute node needs a requester in the same process: nodes of several processes cannot"
              + " talk yet",
          "serve both roles: gadus serve --requester --compute",
          null);
    }
    Node node = new Node(options);
    try {
      node.startParts();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private void startParts() {
    ExecutionStore executions = options.compute() ? openExecutionStore() : null;
    JobStore jobs = openJobStore();
    if (executions != null) {
      upkeep.add(executions::upkeep, executions::status);
    }
    upkeep.add(jobs::upkeep, jobs::status);
    LOG.info("requester {} starts: {}", nodeId, jobs.lastStart().summary());
    closing.add("lock of the data directory", FolderLock.take(folder.lockFile()));
    Requester takesJobs =
        closing.add("requester", new Requester(jobs, transport, requesterOptions()));
    requester = takesJobs;
    closing.add(
        "connection of the requester",
        transport.connectRequester(nodeId, takesJobs, takesJobs::heartbeat));
    if (executions != null) {
      startCompute(executions);
    }
    closing.add(
        "announcer",
        Announcer.start(transport, this::info, Announcer.DEFAULT_INTERVAL, Node::logAnnouncement));
    takesJobs.start();
    Duration interval = configuration.duration(Setting.UPKEEP_INTERVAL);
    if (!interval.isZero()) {
      upkeep.start(Ticker.every(interval));
      closing.add("upkeep of the stores", upkeep);
    }
    api = startApi(jobs, executions, takesJobs);
    LOG.info(
        "node {} is ready: api={} roles={} data={}", nodeId, apiAddress(), roles(), folder.path());
  }

  private String roles() {
    return options.compute() ? "requester, compute" : "requester";
  }

  private ExecutionStore openExecutionStore() {
    Path path = DatabaseRole.COMPUTE.file(configuration, folder, nodeId);
    return closing.add(
        "execution store",
        open(() ->
            ExecutionStore.open(
                path,
                storeOptions()
                    .withRetention(storeSettings.executionRetention())
                    .withCompaction(storeSettings.executionCompaction()))));
  }

  private JobStore openJobStore() {
    Path path = DatabaseRole.REQUESTER.file(configuration, folder, nodeId);
    return closing.add(
        "job store",
        open(() ->
            JobStore.open(
                path,
                storeOptions()
                    .withRetention(storeSettings.jobRetention())
                    .withCompaction(storeSettings.jobCompaction()))));
  }

  private static <T> T open(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (StoreException.InUse e) {
      throw new StoreInUseException(String.valueOf(e.getMessage()), e);
    } catch (StoreException.Unusable | StoreException.DiskFull | StoreException.WriteFailed e) {
      throw new NodeException(String.valueOf(e.getMessage()), "", e);
    }
  }

  private StoreOptions storeOptions() {
    return StoreOptions.of(nodeId, "gadus " + version.product(), options.clock(), options.ids());
  }

  private RequesterOptions requesterOptions() {
    return RequesterOptions.of(options.clock(), options.ids(), TASK_TYPES)
        .withDefaultResources(
            new ResourceRequest(
                configuration.text(Setting.JOB_DEFAULTS_BATCH_CPU),
                configuration.text(Setting.JOB_DEFAULTS_BATCH_MEMORY),
                configuration.text(Setting.JOB_DEFAULTS_BATCH_DISK),
                configuration.text(Setting.JOB_DEFAULTS_BATCH_GPU)));
  }

  private void startCompute(ExecutionStore store) {
    String address = configuration.text(Setting.PUBLISHERS_LOCAL_ADDRESS);
    int port = configuration.port(Setting.PUBLISHERS_LOCAL_PORT);
    if (options.servesResults()) {
      port =
          closing
              .add("server of results", ResultServer.start(address, port, folder.results()))
              .port();
    }
    Installation installation =
        closing.add(
            "engines",
            Parts.install(
                new Parts.Host(
                    allowList(),
                    makeExecutions(),
                    folder.programs(),
                    folder.results(),
                    address,
                    port)));
    engineLabels = installation.labels();
    ComputeNode node =
        closing.add(
            "compute node",
            new ComputeNode(computeSettings(address), store, installation, options.clock()));
    compute = node;
    try {
      node.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder.executions(), e);
    }
    closing.add(
        "connection of the compute node",
        transport.connectCompute(
            nodeId, node, (id, follow, fromNow) -> logs(node, id, follow, fromNow)));
    closing
        .add(
            "dispatcher of the compute node",
            new OutboxDispatcher(
                store.outbox(), transport, OutboxDispatcher.Settings.DEFAULT, Node::logTrouble))
        .start();
  }

  // Before the engine starts, whose processes see what is there by then.
  private Path makeExecutions() {
    try {
      return Files.createDirectories(folder.executions());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder.executions(), e);
    }
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

  private static void logTrouble(String receiver, int failures, Exception problem) {
    // The first failures of a node that starts or stops are usual; every tenth keeps the log short.
    if (failures == 3 || failures % 10 == 0) {
      LOG.warn("messages for node {} wait: failures={} {}", receiver, failures, problem.toString());
    }
  }

  private static void logAnnouncement(RuntimeException problem) {
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

  private ComputeSettings computeSettings(String address) {
    return ComputeSettings.of(
            nodeId,
            Set.of(nodeId),
            folder.executions(),
            Capacity.ofThisMachine(folder.path()).allocated(configuration),
            address)
        .withRestartTable(configuration.restartTable())
        .withEnvironment(options.environment(), configuration.texts(Setting.COMPUTE_ENV_ALLOW_LIST))
        .withAges(
            configuration.duration(Setting.COMPUTE_OUTPUT_RETENTION),
            configuration.duration(Setting.COMPUTE_INTERRUPTED_TIMEOUT),
            ComputeSettings.DEFAULT_HOUSEKEEPING_INTERVAL);
  }

  private static List<LiveDatabase> databases(JobStore jobs, @Nullable ExecutionStore executions) {
    List<LiveDatabase> databases = new ArrayList<>();
    databases.add(LiveDatabase.of(jobs));
    if (executions != null) {
      databases.add(LiveDatabase.of(executions));
    }
    return databases;
  }

  private ApiServer startApi(
      JobStore jobs, @Nullable ExecutionStore executions, Requester takesJobs) {
    String host = configuration.text(Setting.API_HOST);
    List<ApiServer.Route> routes = new ArrayList<>();
    routes.addAll(
        new AgentRoutes(configuration, version.api(), this::info, this::debug, upkeep).routes());
    routes.addAll(new AuthRoutes(nodeId).routes());
    HeldRequests held = new HeldRequests();
    routes.addAll(new JobRoutes(jobs, takesJobs, held).routes());
    routes.add(new ChangeRoutes(jobs, held).route());
    routes.addAll(new NodeRoutes(takesJobs).routes());
    routes.addAll(new DatabaseRoutes(nodeId, databases(jobs, executions)).routes());
    Logs logs = new Logs(jobs, transport, held);
    ApiServer server =
        closing.add(
            "HTTP API",
            ApiServer.start(
                host,
                configuration.port(Setting.API_PORT),
                version,
                routes,
                List.of(
                    new ApiServer.Socket(
                        "/orchestrator/jobs/{id}/logs", guard -> new LogSocket(guard, logs)))));
    closing.add("held requests", held);
    return server;
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
        node == null ? NodeInfo.REQUESTER : NodeInfo.COMPUTE,
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
    ApiServer server = api;
    if (server == null) {
      throw new IllegalStateException("the node is starting");
    }
    return server.uri();
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
    closing.close();
  }
}
