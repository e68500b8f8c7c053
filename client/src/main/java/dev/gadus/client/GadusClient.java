// SPDX-License-Identifier: Apache-2.0
package dev.gadus.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Execution;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.Json;
import dev.gadus.model.NodeInfo;
import dev.gadus.model.NodeState;
import dev.gadus.model.Role;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.UpkeepReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A node's HTTP API. Calls block until the answer is there; any number of threads may share a
 * client.
 *
 * <p>A job is named by its id, by an unambiguous beginning of its id, or by its name in a
 * namespace; an empty namespace means {@code default}.
 *
 * <p>Every call throws a {@link ClientException} when there is no answer to use.
 */
public final class GadusClient implements AutoCloseable {
  /** A node on a machine that is up takes or refuses a connection at once. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Longer than a node works on a request before it gives up by itself. */
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(45);

  /** The longest time for which a node can be asked to hold an answer. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final Exchange exchange;
  private final URI node;

  /** A client of the node at {@code node}, such as {@code http://127.0.0.1:1234}. */
  public GadusClient(URI node, Optional<Credentials> credentials) {
    this.node = node;
    this.http = http(node);
    this.exchange = new Exchange(http, node, credentials);
  }

  private static HttpClient http(URI node) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    if (!"https".equals(node.getScheme())) {
      builder.sslContext(withoutAuthorities());
    }
    return builder.build();
  }

  /**
   * The JDK reads every certificate authority when a client is made, which without TLS is wasted
   * time.
   */
  private static SSLContext withoutAuthorities() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }

  /** The address of the node. */
  public URI node() {
    return node;
  }

  /**
   * Hands in a job. On return it is on the node's disk. A job with the name of an earlier one in
   * its namespace becomes that job's next version.
   *
   * @param force true to store a version that does not differ from the one before
   */
  public SubmittedJob submit(Job job, boolean force) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.set("Job", Json.mapper().valueToTree(job));
    body.put("Namespace", job.namespace());
    body.put("Force", force);
    SubmitAnswer answer = exchange.put(at("orchestrator/jobs"), body, SubmitAnswer.class);
    return new SubmittedJob(answer.jobId, answer.evaluationId, answer.warnings.orElse(List.of()));
  }

  /**
   * Tells what handing in a job would change, and changes nothing; empty when it would be a new
   * job.
   */
  public Optional<JobComparison> compare(Job job) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.set("Job", Json.mapper().valueToTree(job));
    try {
      DiffAnswer answer = exchange.put(at("orchestrator/jobs/diff"), body, DiffAnswer.class);
      return Optional.of(
          new JobComparison(answer.diff.lines().toList(), answer.warnings.orElse(List.of())));
    } catch (ClientException.Refused e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Runs a job again, as a new version of it with the spec of an older one.
   *
   * @param version which one; 0 for the latest
   * @param reason for the job's history; may be empty
   */
  public SubmittedJob rerun(String job, String namespace, long version, String reason) {
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("JobID", job)
            .put("JobVersion", version)
            .put("Namespace", namespace)
            .put("Reason", reason);
    SubmitAnswer answer =
        exchange.put(Address.of(node, "orchestrator/jobs/%s/rerun", job), body, SubmitAnswer.class);
    return new SubmittedJob(answer.jobId, answer.evaluationId, answer.warnings.orElse(List.of()));
  }

  /** One page of jobs. */
  public ListPage<Job> jobs(JobListRequest request) {
    Address address =
        at("orchestrator/jobs")
            .with("namespace", request.namespace())
            .with("next_token", request.nextToken())
            .with("order_by", request.orderBy())
            .with("reverse", request.reverse())
            .with("limit", request.limit());
    request.labels().forEach(label -> address.with("labels", label));
    return exchange.page(address, "Items", Job.class);
  }

  /** The latest version of a job. */
  public Job job(String job, String namespace) {
    return exchange.get(atJob("", job, namespace), JobAnswer.class).job;
  }

  /** A job with the beginning of its history and its executions; version 0 is the latest. */
  public JobDetails describe(String job, String namespace, long version) {
    JsonNode answer =
        exchange.get(
            atJob("", job, namespace)
                .with("include", "history,executions")
                .with("job_version", version),
            JsonNode.class);
    return new JobDetails(
        Exchange.convert(answer.path("Job"), Job.class),
        Exchange.items(answer.path("History").path("Items"), HistoryEntry.class),
        Exchange.items(answer.path("Executions").path("Items"), Execution.class));
  }

  /**
   * Stops a job. The answer is the id of the evaluation that does it; empty when it was stopped
   * before.
   */
  public String stop(String job, String namespace, String reason) {
    ObjectNode body = Json.mapper().createObjectNode().put("reason", reason);
    return exchange.delete(atJob("", job, namespace), body, StopAnswer.class).evaluationId;
  }

  /**
   * One page of a job's history. The next token stays set while the job is not final: ask again to
   * follow it.
   */
  public ListPage<HistoryEntry> history(String job, String namespace, HistoryRequest request) {
    return exchange.page(
        atJob("/history", job, namespace)
            .with("event_type", request.eventType())
            .with("execution_id", request.executionId())
            .with("job_version", request.jobVersion())
            .with("all_job_versions", request.allVersions())
            .with("limit", request.limit())
            .with("next_token", request.nextToken())
            .with("wait_millis", request.hold().toMillis()),
        "Items",
        HistoryEntry.class);
  }

  /**
   * What changed after a position.
   *
   * @param job of this job alone; empty for all jobs
   * @param position where the answer before ended; absent for changes from now on
   * @param wait how long the node waits for a change before it answers without one
   * @throws ClientException.Refused with status 410 when changes after the position are not kept
   *     any more
   */
  public ChangeList changes(String job, String namespace, OptionalLong position, Duration wait) {
    Address address =
        at("orchestrator/changes")
            .with("job", job)
            .with("namespace", namespace)
            .with("wait_millis", wait.toMillis());
    position.ifPresent(number -> address.with("position", Long.toString(number)));
    return exchange.get(address, ChangeList.class);
  }

  /** A job's executions, oldest first, of one version (0 for the latest) or of all. */
  public List<Execution> executions(
      String job, String namespace, long version, boolean allVersions) {
    return exchange
        .page(
            atJob("/executions", job, namespace)
                .with("job_version", version)
                .with("all_job_versions", allVersions),
            "Items",
            Execution.class)
        .items();
  }

  /** The stored versions of a job, oldest first. */
  public List<Job> versions(String job, String namespace) {
    return exchange.page(atJob("/versions", job, namespace), "Items", Job.class).items();
  }

  /** Where the results of a job's completed executions are. */
  public List<SpecConfig> results(String job, String namespace) {
    return exchange.page(atJob("/results", job, namespace), "Items", SpecConfig.class).items();
  }

  /**
   * Reads the output of one execution until it has all been read, or with follow until the
   * execution ends.
   */
  public void logs(String job, String namespace, LogRequest request, Consumer<LogLine> lines) {
    Address address =
        atJob("/logs", job, namespace)
            .with("execution_id", request.executionId())
            .with("tail", request.tailOnly())
            .with("follow", request.follow());
    exchange.stream(address, lines);
  }

  /** The status that the node gives itself: {@code OK}. */
  public String alive() {
    return exchange.get(at("agent/alive"), AliveAnswer.class).status;
  }

  public NodeInfo.VersionInfo version() {
    return exchange.get(at("agent/version"), NodeInfo.VersionInfo.class);
  }

  /** What the node that answers says of itself. */
  public NodeInfo agentNode() {
    return exchange.get(at("agent/node"), NodeInfo.class);
  }

  /**
   * Lets the node do the upkeep of its stores now, as its schedule would.
   *
   * @param compact whether files are compacted that have less free space than it takes
   * @return what was done, by role
   */
  public Map<String, UpkeepReport> upkeep(boolean compact) {
    ObjectNode body = Json.mapper().createObjectNode().put("Compact", compact);
    Map<String, UpkeepReport> reports = new LinkedHashMap<>();
    exchange
        .put(at("agent/upkeep"), body, JsonNode.class)
        .properties()
        .forEach(
            one -> reports.put(one.getKey(), Exchange.convert(one.getValue(), UpkeepReport.class)));
    return reports;
  }

  /** The node's configuration as a tree of its keys. */
  public JsonNode config() {
    return exchange.get(at("agent/config"), JsonNode.class).path("config");
  }

  /** The nodes that the requester knows. */
  public ListPage<NodeState> nodes(List<String> labels) {
    Address address = at("orchestrator/nodes");
    labels.forEach(label -> address.with("labels", label));
    return exchange.page(address, "Nodes", NodeState.class);
  }

  /** One node, by its id or an unambiguous beginning of it. */
  public NodeState node(String id) {
    return exchange.get(Address.of(node, "orchestrator/nodes/%s", id), NodeAnswer.class).node;
  }

  private Address at(String path) {
    return Address.of(node, path);
  }

  private Address atJob(String part, String job, String namespace) {
    return Address.of(node, "orchestrator/jobs/%s" + part, job).with("namespace", namespace);
  }

  /** A database of the node, by its role. */
  public DatabaseClient database(Role role) {
    return new DatabaseClient(exchange, node, role);
  }

  /** Ends open connections. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  /* The answers that are not records of the model. */

  private record SubmitAnswer(
      @JsonProperty("JobID") String jobId,
      @JsonProperty("EvaluationID") String evaluationId,
      @JsonProperty("Warnings") Optional<List<String>> warnings) {}

  private record DiffAnswer(
      @JsonProperty("Diff") String diff,
      @JsonProperty("Warnings") Optional<List<String>> warnings) {}

  private record JobAnswer(@JsonProperty("Job") Job job) {}

  private record NodeAnswer(@JsonProperty("Node") NodeState node) {}

  private record StopAnswer(@JsonProperty("EvaluationID") String evaluationId) {}

  private record AliveAnswer(@JsonProperty("Status") String status) {}
}
