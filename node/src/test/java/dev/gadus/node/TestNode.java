// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A real node with real stores in a folder, spoken to over HTTP. */
final class TestNode implements AutoCloseable {
  static final Path PROGRAM = Path.of("src/test/programs/tool.wasm").toAbsolutePath();

  /** Much longer than anything takes here; it only keeps a failing test from hanging. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Node node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestNode(Node node) {
    this.node = node;
  }

  record Answer(int status, JsonNode body, HttpHeaders headers) {}

  static Configuration configuration() {
    return Configuration.defaults()
        .with(Setting.API_PORT, "0")
        .with(Setting.PUBLISHERS_LOCAL_PORT, "0")
        .with(Setting.COMPUTE_ALLOW_LISTED_LOCAL_PATHS, PROGRAM.getParent() + "/**")
        .with(Setting.JOB_DEFAULTS_BATCH_MEMORY, "32Mb")
        .with(Setting.JOB_DEFAULTS_BATCH_CPU, "100m")
        .with(Setting.LOGGING_LEVEL, "warn");
  }

  static TestNode start(Path folder) {
    return start(folder, configuration());
  }

  static TestNode start(Path folder, Configuration configuration) {
    return new TestNode(
        Node.start(NodeOptions.of(configuration, new DataFolder(folder), Map.of())));
  }

  static TestNode start(NodeOptions options) {
    return new TestNode(Node.start(options));
  }

  URI uri(String path) {
    return node.apiAddress().resolve(path.startsWith("/") ? path : "/api/v1/" + path);
  }

  Answer get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  Answer put(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  Answer delete(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .method("DELETE", BodyPublishers.ofString(body)));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    JsonNode body =
        answer.body().length == 0
            ? Json.mapper().missingNode()
            : Json.mapper().readTree(answer.body());
    return new Answer(answer.statusCode(), body, answer.headers());
  }

  HttpClient http() {
    return http;
  }

  /** A job that runs the test program with these words. */
  static ObjectNode job(String name, int count, String... words) {
    ObjectNode job = Json.mapper().createObjectNode();
    job.put("Name", name).put("Type", "batch").put("Count", count);
    ObjectNode task = job.putArray("Tasks").addObject().put("Name", "main");
    ObjectNode engine = task.putObject("Engine").put("Type", "wasm").putObject("Params");
    engine.put("EntryModule", "/app/tool.wasm");
    for (String word : words) {
      engine.withArray("Parameters").add(word);
    }
    ObjectNode input = task.putArray("InputSources").addObject().put("Target", "/app/tool.wasm");
    input
        .putObject("Source")
        .put("Type", "local")
        .putObject("Params")
        .put("SourcePath", PROGRAM.toString());
    return job;
  }

  static ObjectNode task(ObjectNode job) {
    return (ObjectNode) job.path("Tasks").path(0);
  }

  String submit(ObjectNode job) throws Exception {
    Answer answer = put("orchestrator/jobs", request(job));
    if (answer.status() != 200) {
      throw new AssertionError("the job was refused: " + answer);
    }
    return answer.body().path("JobID").asText();
  }

  static String request(ObjectNode job) {
    return Json.mapper().createObjectNode().<ObjectNode>set("Job", job).toString();
  }

  /** Waits by following the history, as clients do, and returns the job as it ended. */
  JsonNode await(String jobId) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    String token = "";
    do {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not done: " + get("orchestrator/jobs/" + jobId).body());
      }
      Answer page =
          get("orchestrator/jobs/%s/history?limit=100&next_token=%s".formatted(jobId, token));
      token = page.body().path("NextToken").asText();
    } while (!token.isEmpty());
    return get("orchestrator/jobs/" + jobId).body().path("Job");
  }

  static JobState state(JsonNode job) {
    return Json.mapper().convertValue(job.path("State").path("StateType"), JobState.class);
  }

  @Override
  public void close() {
    http.close();
    node.close();
  }
}
