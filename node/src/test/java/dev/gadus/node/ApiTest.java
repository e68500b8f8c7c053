// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.api.Api;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import dev.gadus.node.TestNode.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes and rules of the HTTP API, against a real node. */
class ApiTest {
  @TempDir static Path folder;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Labels/x",
        "/Meta/x",
        "/Constraints/0",
        "/Tasks/0/Env/x",
        "/Tasks/0/InputSources/1"
      })
  void nullInAListOrMapIsRefusedWithItsPath(String path) throws Exception {
    ObjectNode job = TestNode.job("nulls", 1, "print", "x");
    String around = path.substring(0, path.lastIndexOf('/'));
    if (path.endsWith("/x")) {
      job.withObject(around).putNull("x");
    } else {
      job.withArray(around).addNull();
    }

    for (String call : List.of("orchestrator/jobs", "orchestrator/jobs/diff")) {
      Answer answer = node.put(call, TestNode.request(job));
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
      assertThat(answer.body().path("Message").asText())
          .startsWith("Job" + path.replaceAll("/(\\d+)", "[$1]").replace('/', '.'))
          .contains("is null");
    }
  }

  @Test
  void theAgentAnswersAboutItself() throws Exception {
    assertThat(node.get("agent/alive").body().toString()).isEqualTo("{\"Status\":\"OK\"}");
    JsonNode version = node.get("agent/version").body();
    assertThat(version.path("GitVersion").asText()).isEqualTo("v1.9.3");
    assertThat(version.path("Major").asText()).isEqualTo("1");
    assertThat(version.path("BuildDate").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*Z");
    JsonNode info = node.get("agent/node").body();
    assertThat(info.path("NodeID").asText()).isEqualTo(node.node.id());
    assertThat(info.path("NodeType").asText()).isEqualTo("Compute");
    assertThat(info.path("ComputeNodeInfo").path("ExecutionEngines").path(0).asText())
        .isEqualTo("wasm");
    assertThat(node.get("agent/config").body().path("config").path("API").path("Host").asText())
        .isEqualTo("127.0.0.1");
    assertThat(node.get("agent/authconfig").body().path("Config").isObject()).isTrue();
    assertThat(node.get("agent/debug").body().isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/, /api/v1/agent/version",
    "/version, /api/v1/agent/version",
  })
  void oldAddressesLeadToTheNewOnes(String from, String to) throws Exception {
    Answer answer = node.get(from);
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.headers().firstValue("Location")).contains(to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "agent/alive", "agent/ready"})
  void probesAreAnsweredWithoutADetour(String path) throws Exception {
    Answer answer = node.get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"Status\":\"OK\"}");
  }

  @Test
  void anOpenServerStillAnswersTheTwoCallsOfItsClientsLogin() throws Exception {
    JsonNode method = node.get("auth").body().path("Methods").path("ClientKey");
    assertThat(method.path("type").asText()).isEqualTo("challenge");
    assertThat(method.path("params").path("InputPhrase").asText()).isNotEmpty();
    Answer login =
        node.send(
            HttpRequest.newBuilder(node.uri("auth/ClientKey"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"Name\":\"ClientKey\",\"MethodData\":\"e30=\"}")));
    assertThat(login.body().path("Authentication").path("success").asBoolean()).isTrue();
    assertThat(login.body().path("Authentication").path("token").asText()).isNotEmpty();
    assertThat(node.get("auth/ask").status()).isEqualTo(404);
    Answer stale =
        node.send(
            HttpRequest.newBuilder(node.uri("orchestrator/jobs"))
                .header("Authorization", "Bearer of-another-server"));
    assertThat(stale.status()).isEqualTo(200);
  }

  @Test
  void aJobGoesItsWayAndEveryCallShowsIt() throws Exception {
    ObjectNode job = TestNode.job("hello", 2, "print", "hello", "complain", "oh", "return", "0");
    job.putObject("Labels").put("team", "docs");
    Answer submitted = node.put("orchestrator/jobs", TestNode.request(job));
    assertThat(submitted.status()).isEqualTo(200);
    assertThat(submitted.body().path("EvaluationID").asText()).isNotEmpty();
    assertThat(submitted.body().path("Warnings").isNull()).isTrue();
    String id = submitted.body().path("JobID").asText();
    assertThat(id).matches("j-[0-9a-f-]{36}");

    JsonNode ended = node.await(id);
    assertThat(TestNode.state(ended)).isEqualTo(JobState.COMPLETED);
    assertThat(ended.path("Version").asInt()).isEqualTo(1);
    assertThat(ended.path("CreateTime").isIntegralNumber()).isTrue();
    assertThat(ended.path("Tasks").path(0).path("Resources").path("CPU").asText())
        .isEqualTo("100m");

    JsonNode executions = node.get("orchestrator/jobs/" + id + "/executions").body().path("Items");
    assertThat(executions).hasSize(2);
    for (JsonNode execution : executions) {
      assertThat(execution.path("ComputeState").path("StateType").asInt()).isEqualTo(9);
      assertThat(execution.path("DesiredState").path("StateType").isInt()).isTrue();
      assertThat(execution.path("RunOutput").path("Stdout").asText()).isEqualTo("hello\n");
      assertThat(execution.path("RunOutput").path("stderr").asText()).isEqualTo("oh\n");
      assertThat(execution.path("RunOutput").path("ExitCode").asInt()).isZero();
    }
    JsonNode described = node.get("orchestrator/jobs/hello?include=history,executions").body();
    assertThat(described.path("Job").path("ID").asText()).isEqualTo(id);
    assertThat(described.path("Executions").path("Items")).hasSize(2);
    assertThat(described.path("History").path("Items").path(0).path("Event").path("Topic").asText())
        .isEqualTo("Submission");
    assertThat(node.get("orchestrator/jobs/" + id).body().has("History")).isFalse();
    assertThat(node.get("orchestrator/jobs/" + id.substring(0, 13)).status()).isEqualTo(200);
    assertThat(node.get("orchestrator/jobs?labels=team%3Ddocs&limit=1").body().path("Items"))
        .hasSize(1);
    assertThat(node.get("orchestrator/jobs?labels=team%3Dother").body().path("Items")).isEmpty();
    assertThat(node.get("orchestrator/jobs/" + id + "/versions").body().path("Items")).hasSize(1);
  }

  @Test
  void theHistoryIsPagedWithoutGapsAndItsTokenEndsWithTheJob() throws Exception {
    String id = node.submit(TestNode.job("pages", 1, "print", "x"));
    node.await(id);
    List<Long> numbers = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          node.get("orchestrator/jobs/%s/history?limit=2&next_token=%s".formatted(id, token))
              .body();
      assertThat(page.path("Items").size()).isLessThanOrEqualTo(2);
      page.path("Items").forEach(entry -> numbers.add(entry.path("SeqNum").asLong()));
      token = page.path("NextToken").asText();
    } while (!token.isEmpty());
    assertThat(numbers).hasSizeGreaterThan(3);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i + 1);
    }
    for (JsonNode entry :
        node.get("orchestrator/jobs/%s/history?event_type=execution".formatted(id))
            .body()
            .path("Items")) {
      assertThat(entry.path("Type").asText()).isEqualTo("ExecutionLevel");
      assertThat(entry.path("ExecutionID").asText()).startsWith("e-");
    }
  }

  @Test
  void aJobThatGoesOnHasATokenEvenWithoutNews() throws Exception {
    String id = node.submit(TestNode.job("sleeper", 1, "sleep", "60000"));
    String token = "";
    for (int i = 0; i < 20; i++) {
      token =
          node.get("orchestrator/jobs/%s/history?next_token=%s".formatted(id, token))
              .body()
              .path("NextToken")
              .asText();
      assertThat(token).isNotEmpty();
    }
    Answer stopped = node.delete("orchestrator/jobs/" + id, "{\"reason\":\"enough\"}");
    assertThat(stopped.status()).isEqualTo(200);
    assertThat(stopped.body().path("EvaluationID").asText()).isNotEmpty();
    JsonNode job = node.await(id);
    assertThat(TestNode.state(job)).isEqualTo(JobState.STOPPED);
    assertThat(node.get("orchestrator/jobs/" + id + "/history").body().toString())
        .contains("enough");
    Answer again = node.delete("orchestrator/jobs/" + id + "?reason=x", "{}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("EvaluationID").asText()).isEmpty();
  }

  @Test
  void aCompletedJobCannotBeStopped() throws Exception {
    String id = node.submit(TestNode.job("short", 1, "print", "x"));
    node.await(id);
    Answer refused = node.delete("orchestrator/jobs/" + id, "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("Code").asText()).isEqualTo("ConflictJobState");
    assertThat(refused.body().path("Message").asText()).contains("Completed");
  }

  @Test
  void theSameNameIsTheNextVersionAndNothingChangedIsAConflict() throws Exception {
    ObjectNode job = TestNode.job("again", 1, "print", "one");
    String id = node.submit(job);
    node.await(id);
    Answer unchanged = node.put("orchestrator/jobs", TestNode.request(job));
    assertThat(unchanged.status()).isEqualTo(409);
    assertThat(unchanged.body().path("Message").asText()).contains("no changes detected");
    assertThat(unchanged.body().path("Hint").asText()).contains("--force");
    assertThat(node.submit(TestNode.job("again", 1, "print", "two"))).isEqualTo(id);
    assertThat(node.await(id).path("Version").asInt()).isEqualTo(2);
    ObjectNode force = Json.mapper().createObjectNode();
    force.set("job", TestNode.job("again", 1, "print", "two"));
    force.put("force", true);
    assertThat(node.put("orchestrator/jobs", force.toString()).status()).isEqualTo(200);
    assertThat(node.await(id).path("Version").asInt()).isEqualTo(3);
    assertThat(node.get("orchestrator/jobs/again?job_version=1").body().toString())
        .contains("\"one\"");
    assertThat(node.get("orchestrator/jobs/again?job_version=9").status()).isEqualTo(404);
    Answer rerun = node.put("orchestrator/jobs/again/rerun", "{\"JobVersion\":1}");
    assertThat(rerun.body().path("JobVersion").asInt()).isEqualTo(4);
    node.await(id);
    assertThat(node.get("orchestrator/jobs/" + id + "/versions").body().path("Items")).hasSize(4);
    assertThat(
            node.get("orchestrator/jobs/again/executions?all_job_versions=true")
                .body()
                .path("Items"))
        .hasSize(4);
  }

  @Test
  void jobsAreListedInPagesInEitherOrder() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ObjectNode job = TestNode.job("listed-" + i, 1, "print", "x");
      job.put("Namespace", "listing");
      ids.add(node.submit(job));
    }
    List<String> listed = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          node.get("orchestrator/jobs?namespace=listing&limit=2&reverse=true&next_token=" + token)
              .body();
      page.path("Items").forEach(job -> listed.add(job.path("ID").asText()));
      token = page.path("NextToken").asText();
    } while (!token.isEmpty());
    assertThat(listed).containsExactlyElementsOf(ids.reversed());
    assertThat(node.get("orchestrator/jobs/listed-1").status()).isEqualTo(404);
    assertThat(node.get("orchestrator/jobs/listed-1?namespace=listing").status()).isEqualTo(200);
    for (String id : ids) {
      node.await(id);
    }
  }

  @Test
  void resultsAreServedToWhoKnowsTheExecutionAndToNobodyElse() throws Exception {
    ObjectNode job = TestNode.job("publishes", 1, "copy", "/app/tool.wasm", "/outputs/copy.wasm");
    ObjectNode task = TestNode.task(job);
    task.putObject("Publisher").put("Type", "local");
    task.putArray("ResultPaths").addObject().put("Name", "outputs").put("Path", "/outputs");
    String id = node.submit(job);
    assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
    JsonNode results = node.get("orchestrator/jobs/" + id + "/results").body().path("Items");
    assertThat(results).hasSize(1);
    assertThat(results.path(0).path("Type").asText()).isEqualTo("urlDownload");
    URI address = URI.create(results.path(0).path("Params").path("URL").asText());
    byte[] archive =
        node.http()
            .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
            .body();
    assertThat(archive).startsWith(0x1f, 0x8b);
    for (String other :
        List.of("/", "/unknown.tar.gz", "/..%2fnode-id", "/%2e%2e/node-id", "/../node-id")) {
      assertThat(
              node.http()
                  .send(
                      HttpRequest.newBuilder(URI.create(address.resolve("/") + other.substring(1)))
                          .build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .as(other)
          .isBetween(400, 404);
    }
  }

  @Test
  void nodesAreListedAndFoundByTheBeginningOfTheirId() throws Exception {
    JsonNode nodes = node.get("orchestrator/nodes?filter-status=connected").body().path("Nodes");
    assertThat(nodes).hasSize(1);
    assertThat(nodes.path(0).path("Membership").asText()).isEqualTo("APPROVED");
    assertThat(nodes.path(0).path("ConnectionState").path("Status").asText())
        .isEqualTo("CONNECTED");
    assertThat(node.get("orchestrator/nodes?filter_status=disconnected").body().path("Nodes"))
        .isEmpty();
    assertThat(node.get("orchestrator/nodes?order_by=nonsense").status()).isEqualTo(400);
    String prefix = node.node.id().substring(0, 10);
    assertThat(
            node.get("orchestrator/nodes/" + prefix)
                .body()
                .path("Node")
                .path("Info")
                .path("NodeID")
                .asText())
        .isEqualTo(node.node.id());
    assertThat(node.get("orchestrator/nodes/n-nobody").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "orchestrator/jobs/j-nobody | 404 | NotFound | job not found: j-nobody",
        "orchestrator/jobs/j-nobody/history | 404 | NotFound | job not found",
        "orchestrator/jobs/j-nobody/executions | 404 | NotFound | job not found",
        "orchestrator/jobs?limit=-1 | 400 | BadRequest | limit=-1",
        "orchestrator/jobs?limit=ten | 400 | BadRequest | limit=ten",
        "orchestrator/jobs?order_by=size | 400 | BadRequest | order_by=size",
        "orchestrator/jobs?reverse=perhaps | 400 | BadRequest | reverse=perhaps",
        "orchestrator/jobs?next_token=%21%21 | 400 | BadRequest | token",
        "orchestrator/jobs?labels=%3D%3D | 400 | BadRequest | ",
        "nothing/here | 404 | NotFound | no such call: /api/v1/nothing/here",
      })
  void errorsHaveTheShapeOfTheApi(String path, int status, String code, String message)
      throws Exception {
    Answer answer =
        node.send(HttpRequest.newBuilder(node.uri(path)).header("X-Request-Id", "abc-1"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().path("Status").asInt()).isEqualTo(status);
    assertThat(answer.body().path("Code").asText()).isEqualTo(code);
    assertThat(answer.body().path("Message").asText()).contains(message == null ? "" : message);
    assertThat(answer.body().path("Component").asText()).isNotEmpty();
    assertThat(answer.body().path("RequestID").asText()).isEqualTo("abc-1");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("abc-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Job\":null}",
        "{\"Job\":{\"Type\":\"batch\"}}",
        "{\"Job\":{\"Type\":\"nonsense\",\"Tasks\":[]}}",
        "{\"Job\":[]}",
        "{\"Job\":{\"Type\":\"batch\",\"Count\":\"many\"}}",
        "{\"Job\":",
        "[]",
        "\"text\"",
      })
  void whatIsNoJobIsABadRequestAndStoresNothing(String body) throws Exception {
    int before = node.get("orchestrator/jobs").body().path("Items").size();
    Answer answer = node.put("orchestrator/jobs", body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.body().path("Message").asText()).isNotEmpty();
    assertThat(node.get("orchestrator/jobs").body().path("Items")).hasSize(before);
  }

  @Test
  void aBodyMustSayThatItIsJson() throws Exception {
    Answer answer =
        node.send(
            HttpRequest.newBuilder(node.uri("orchestrator/jobs"))
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{}")));
    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void theLargestBodyIsReadAndOneByteMoreIsNot() throws Exception {
    String start = "{\"Job\":null,\"Filler\":\"";
    String filler = "x".repeat(Api.MAX_BODY_BYTES - start.length() - 2);
    Answer largest = node.put("orchestrator/jobs", start + filler + "\"}");
    assertThat(largest.status()).isEqualTo(400);
    assertThat(largest.body().path("Message").asText()).contains("no Job");
    Answer tooLarge = node.put("orchestrator/jobs", start + filler + "y\"}");
    assertThat(tooLarge.status()).isEqualTo(413);
  }

  @Test
  void prettyIndentsAndAnEmptyValueIsAnAbsentOne() throws Exception {
    String pretty =
        node.http()
            .send(
                HttpRequest.newBuilder(node.uri("agent/alive?pretty")).build(),
                BodyHandlers.ofString())
            .body();
    assertThat(pretty).contains("\n  \"Status\"");
    assertThat(
            node.get("orchestrator/jobs?namespace=&next_token=&limit=&order_by=&reverse=").status())
        .isEqualTo(200);
    assertThat(node.get("orchestrator/jobs?LIMIT=1").body().path("Items").size())
        .isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 200",
    "v1.9.3, 200",
    "v0.0.0-xxxxxxx, 200",
    "v1.4.0, 200",
    "v1.3.2, 403",
    "new, 400",
  })
  void onlyClientsOfThisApiAreServed(String version, int status) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(node.uri("agent/version"));
    if (!version.isEmpty()) {
      request.header("X-Bacalhau-Git-Version", version);
    }
    assertThat(node.send(request).status()).isEqualTo(status);
  }

  @Test
  void aPageOfAnotherPlaceIsRefused() throws Exception {
    assertThat(
            node.send(
                    HttpRequest.newBuilder(node.uri("orchestrator/jobs"))
                        .header("Origin", "http://evil.example"))
                .status())
        .isEqualTo(403);
    URI api = node.node.apiAddress();
    try (Socket socket = new Socket(api.getHost(), api.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/orchestrator/jobs HTTP/1.1\r\nHost: evil.example:1234\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.1 403");
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0 && c != '\r') {
      line.append((char) c);
    }
    return line.toString();
  }
}
