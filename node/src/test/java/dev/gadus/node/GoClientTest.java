// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gadus.model.JobState;
import dev.gadus.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as the Go client of v1.9.3 sends them, where they are not like those of our own. */
class GoClientTest {
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

  /** {@code bacalhau wasm run tool.wasm print hello}. */
  @Test
  void wasmRunSendsTheModuleToATargetWithoutASlash() throws Exception {
    String module = Base64.getEncoder().encodeToString(Files.readAllBytes(TestNode.PROGRAM));
    TestNode.Answer answer =
        node.put(
            "orchestrator/jobs",
            """
            {"Namespace": "", "Credential": null, "IdempotencyToken": "", "Force": false, "Job": {
              "ID": "", "Name": "", "Namespace": "default", "Type": "batch", "Priority": 0, "Count": 1,
              "Constraints": null, "Meta": null, "Labels": {}, "State": {"StateType": "Undefined"},
              "Tasks": [{"Name": "main", "Publisher": null, "Resources": {}, "Timeouts": {},
                "Engine": {"Type": "wasm", "Params": {"EntryModule": "main.wasm", "Entrypoint": "_start",
                  "ImportModules": null, "Parameters": ["print", "hello"]}},
                "InputSources": [{"Alias": "", "Target": "main.wasm",
                  "Source": {"Type": "inline", "Params": {"URL": "data:application/wasm;base64,%s"}}}]}]}}
            """
                .formatted(module));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    String id = answer.body().path("JobID").asText();
    assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
    assertThat(
            node.get("orchestrator/jobs/" + id + "/executions")
                .body()
                .at("/Items/0/RunOutput/Stdout")
                .asText())
        .contains("hello");
  }

  /** {@code bacalhau job run --dry-run job.yaml}. */
  @Test
  void aDryRunIsToldWhatWouldChangeAndChangesNothing() throws Exception {
    ObjectNode job = TestNode.job("compared", 1, "print", "x");
    assertThat(diff(job).status()).isEqualTo(404);
    String id = node.submit(job);
    node.await(id);
    TestNode.Answer same = diff(job);
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.body().path("Diff").asText("absent")).isEmpty();
    assertThat(same.body().path("Warnings").isNull()).isTrue();

    ObjectNode changed = TestNode.job("compared", 2, "print", "y");
    changed.put("Priority", 3).put("ID", "j-mine");
    TestNode.Answer different = diff(changed);
    assertThat(different.body().path("Diff").asText().lines())
        .containsExactly(
            "- Priority: 0",
            "+ Priority: 3",
            "- Count: 1",
            "+ Count: 2",
            "- Tasks[0].Engine.Params.Parameters[1]: \"x\"",
            "+ Tasks[0].Engine.Params.Parameters[1]: \"y\"");
    assertThat(different.body().path("Warnings")).hasSize(1);
    assertThat(node.get("orchestrator/jobs/" + id + "/versions").body().path("Items")).hasSize(1);
  }

  @Test
  void aDryRunNeedsAJobWithANameThatIsRight() throws Exception {
    ObjectNode job = TestNode.job("", 1, "print", "x");
    assertThat(diff(job).body().path("Message").asText()).contains("no Name");
    TestNode.Answer wrong = diff(TestNode.job("wrong", 0, "print", "x"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("Message").asText()).contains("Count");
    assertThat(node.put("orchestrator/jobs/diff", "{}").status()).isEqualTo(400);
  }

  private static TestNode.Answer diff(ObjectNode job) throws Exception {
    return node.put(
        "orchestrator/jobs/diff",
        Json.mapper().createObjectNode().<ObjectNode>set("Job", job).toString());
  }
}
