// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.Json;
import dev.gadus.requester.Requester;
import dev.gadus.requester.Submission;
import dev.gadus.store.HistoryQuery;
import dev.gadus.store.JobQuery;
import dev.gadus.store.JobReader;
import dev.gadus.store.JobStore;
import dev.gadus.store.LabelSelector;
import dev.gadus.store.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The calls about jobs: reading is answered from the job store, everything else by the requester.
 */
record JobRoutes(JobStore store, Requester requester, HeldRequests held, WaitingRooms waiting) {
  /** More jobs in one answer than anybody reads; the token of the page leads to the rest. */
  static final int MAX_PAGE = 10_000;

  /** As the API says. */
  static final int DEFAULT_HISTORY_PAGE = 100;

  private static final long MAX_UNSIGNED = 0xffff_ffffL;
  private static final String JOB = "/orchestrator/jobs/{id}";

  List<Route> routes() {
    return List.of(
        new Route("PUT", "/orchestrator/jobs", this::submit),
        new Route("POST", "/orchestrator/jobs", this::submit),
        new Route("PUT", "/orchestrator/jobs/diff", this::diff),
        new Route("GET", "/orchestrator/jobs", this::list),
        new Route("GET", JOB, this::get),
        new Route("DELETE", JOB, this::stop),
        new Route("PUT", JOB + "/rerun", this::rerun),
        new Route("GET", JOB + "/history", this::history),
        new Route("GET", JOB + "/executions", this::executions),
        new Route("GET", JOB + "/versions", this::versions),
        new Route("GET", JOB + "/results", this::results));
  }

  private ObjectNode submit(Call call) {
    Map<String, String> client = new HashMap<>();
    client(call, "X-Bacalhau-InstallationID", "client.installation.id", client);
    client(call, "X-Bacalhau-InstanceID", "client.instance.id", client);
    Submission.Receipt receipt =
        requester.submit(new Submission(submitted(call), call.bodyFlag("Force"), client));
    ObjectNode answer =
        Json.mapper()
            .createObjectNode()
            .put("JobID", receipt.jobId())
            .put("EvaluationID", receipt.evaluationId());
    return withWarnings(answer, receipt.warnings());
  }

  private ObjectNode diff(Call call) {
    Job job = submitted(call);
    if (job.name().isEmpty()) {
      throw ApiException.invalid("the job has no Name to compare it by", "");
    }
    Submission.Comparison comparison =
        requester
            .compare(Submission.of(job))
            .orElseThrow(() ->
                ApiException.notFound(
                    "JobStore", "job not found: " + job.name(), "it would be a new one"));
    ObjectNode answer =
        Json.mapper().createObjectNode().put("Diff", String.join("\n", comparison.differences()));
    return withWarnings(answer, comparison.warnings());
  }

  private static Job submitted(Call call) {
    return call.bodyObject("Job", Job.class)
        .orElseThrow(() -> ApiException.invalid("the request has no Job", ""));
  }

  private static ObjectNode withWarnings(ObjectNode answer, List<String> warnings) {
    return warnings.isEmpty()
        ? answer.putNull("Warnings")
        : answer.set("Warnings", Json.mapper().valueToTree(warnings));
  }

  private static void client(Call call, String header, String meta, Map<String, String> into) {
    if (!call.header(header).isEmpty()) {
      into.put(Submission.RESERVED_META + meta, call.header(header));
    }
  }

  private ObjectNode list(Call call) {
    JobQuery.Order order =
        switch (call.word("order_by", "created_at", "modified_at")) {
          case "modified_at" -> JobQuery.Order.MODIFIED;
          default -> JobQuery.Order.CREATED;
        };
    long limit = call.number("limit", MAX_UNSIGNED);
    LabelSelector labels = LabelSelector.ALL;
    for (String selector : call.texts("labels")) {
      labels = labels.and(LabelSelector.parse(selector));
    }
    JobQuery query =
        JobQuery.ALL
            .orderedBy(order, call.flag("reverse"))
            .withLimit(limit == 0 ? MAX_PAGE : (int) Math.min(limit, MAX_PAGE))
            .withLabels(labels)
            .after(call.text("next_token"));
    String namespace = call.text("namespace");
    JobQuery inNamespace =
        namespace.isEmpty() || namespace.equals("*") ? query : query.inNamespace(namespace);
    Page<Job> page = store.read(reader -> reader.jobs(inNamespace));
    return page(new Page<>(waiting.shownJobs(page.items()), page.nextToken()));
  }

  private ObjectNode get(Call call) {
    long version = call.number("job_version", MAX_UNSIGNED);
    List<String> include =
        call.texts("include").stream()
            .flatMap(list -> Stream.of(list.split(",", -1)))
            .map(word -> word.strip().toLowerCase(Locale.ROOT))
            .toList();
    for (String word : include) {
      if (!word.isEmpty() && !word.equals("history") && !word.equals("executions")) {
        throw ApiException.badRequest(
            "include=%s: must be history, executions or both".formatted(word));
      }
    }
    boolean withHistory = include.contains("history");
    boolean withExecutions = include.contains("executions");
    Details found =
        store.read(reader -> {
          Job latest = find(reader, call);
          Job job = version == 0 ? latest : version(reader, latest, version);
          HistoryQuery history =
              HistoryQuery.of(job.id()).ofVersion(job.version()).withLimit(DEFAULT_HISTORY_PAGE);
          return new Details(
              job,
              withHistory ? Optional.of(reader.history(history)) : Optional.empty(),
              withExecutions
                  ? Optional.of(reader.executions(job.id(), job.version()))
                  : Optional.empty());
        });
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.set("Job", Json.mapper().valueToTree(waiting.shownJobs(List.of(found.job)).getFirst()));
    found.history.ifPresent(history -> answer.set("History", page(history)));
    found.executions.ifPresent(
        executions -> answer.set("Executions", items(waiting.shownExecutions(executions))));
    return answer;
  }

  private record Details(
      Job job, Optional<Page<HistoryEntry>> history, Optional<List<Execution>> executions) {}

  private ObjectNode stop(Call call) {
    String reason = call.bodyText("reason");
    Job job = store.read(reader -> find(reader, call));
    return Json.mapper()
        .createObjectNode()
        .put(
            "EvaluationID",
            requester.stop(job.id(), reason.isEmpty() ? call.text("reason") : reason).orElse(""));
  }

  private ObjectNode rerun(Call call) {
    long version = call.field("JobVersion").asLong(0);
    Job job = store.read(reader -> find(reader, call.path("id"), call.bodyText("Namespace")));
    Submission.Receipt receipt = requester.rerun(job.id(), version, call.bodyText("Reason"));
    return Json.mapper()
        .createObjectNode()
        .put("EvaluationID", receipt.evaluationId())
        .put("JobID", receipt.jobId())
        .put("JobVersion", receipt.version())
        .putNull("Warnings");
  }

  private ObjectNode history(Call call) throws InterruptedException {
    long since = call.number("since", Instant.MAX.getEpochSecond());
    String type = call.word("event_type", "all", "job", "execution");
    long limit = call.number("limit", MAX_UNSIGNED);
    boolean all = call.flag("all_job_versions");
    long version = call.number("job_version", MAX_UNSIGNED);
    Duration wait = HeldRequests.wait(call);
    String id = store.read(reader -> find(reader, call).id());
    Supplier<Page<HistoryEntry>> look =
        () ->
            store.read(reader -> {
              Job job = reader.requireJob(id);
              HistoryQuery query =
                  HistoryQuery.of(id)
                      .ofVersion(all ? 0 : version == 0 ? job.version() : version)
                      .ofExecution(call.text("execution_id"))
                      .since(Instant.ofEpochSecond(since))
                      .withLimit(
                          limit == 0 ? DEFAULT_HISTORY_PAGE : (int) Math.min(limit, MAX_PAGE))
                      .after(call.text("next_token"));
              return reader.history(
                  switch (type) {
                    case "job" -> query.ofType(HistoryEntry.JOB_LEVEL);
                    case "execution" -> query.ofType(HistoryEntry.EXECUTION_LEVEL);
                    default -> query;
                  });
            });
    if (wait.isZero()) {
      return page(look.get());
    }
    return page(
        held.answer(
            store.watchJob(id, store.read(JobReader::lastPosition)),
            wait,
            look,
            page -> !page.items().isEmpty() || page.nextToken().isEmpty()));
  }

  private ObjectNode executions(Call call) {
    String order = call.word("order_by", "created_at", "create_time", "modified_at", "modify_time");
    boolean all = call.flag("all_job_versions");
    long version = call.number("job_version", MAX_UNSIGNED);
    long limit = call.number("limit", MAX_UNSIGNED);
    List<Execution> executions =
        store.read(reader -> {
          Job job = find(reader, call);
          return all
              ? reader.executions(job.id())
              : reader.executions(job.id(), version == 0 ? job.version() : version);
        });
    Stream<Execution> sorted = executions.stream();
    if (order.startsWith("modif")) {
      sorted = sorted.sorted(Comparator.comparingLong(Execution::modifyTime));
    }
    List<Execution> page = sorted.toList();
    if (call.flag("reverse")) {
      page = page.reversed();
    }
    return items(
        waiting.shownExecutions(page.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList()));
  }

  private ObjectNode versions(Call call) {
    return items(store.read(reader -> reader.versions(find(reader, call).id())));
  }

  private ObjectNode results(Call call) {
    return store.read(reader -> {
      Job job = find(reader, call);
      if (!job.type().endsByItself()) {
        throw ApiException.badRequest(
            "a job of type %s has no results".formatted(job.type().text()));
      }
      return items(
          reader.executions(job.id(), job.version()).stream()
              .filter(execution -> execution.state().state() == ExecutionState.COMPLETED)
              .map(Execution::publishedResult)
              .filter(result -> !result.isNone())
              .toList());
    });
  }

  /**
   * The job that a path means, by the rules of the API: a name first, then an id or its beginning.
   */
  static Job find(JobReader reader, Call call) {
    return find(reader, call.path("id"), call.text("namespace"));
  }

  static Job find(JobReader reader, String job, String namespace) {
    return reader.findJob(
        job, namespace.isEmpty() || namespace.equals("*") ? Job.DEFAULT_NAMESPACE : namespace);
  }

  private static Job version(JobReader reader, Job job, long version) {
    return reader
        .jobVersion(job.id(), version)
        .orElseThrow(() ->
            ApiException.notFound(
                "JobStore",
                "job version %d not found for job: %s".formatted(version, job.id()),
                "it has the versions 1 to " + job.version()));
  }

  private static ObjectNode page(Page<?> page) {
    return items(page.items()).put("NextToken", page.nextToken());
  }

  private static ObjectNode items(List<?> items) {
    ObjectNode answer = Json.mapper().createObjectNode().put("NextToken", "");
    return answer.set("Items", Json.mapper().valueToTree(items));
  }
}
