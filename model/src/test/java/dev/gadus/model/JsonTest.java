// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final String SUBMITTED =
      """
      {"ID":"","name":"hello","Namespace":"default","Type":"batch","Priority":0,"Constraints":null,
       "Meta":null,"Tasks":[{"Name":"main","Engine":{"Type":" wasm ","Params":{"EntryModule":"/app/x.wasm",
       "Parameters":null}},"Publisher":{"Type":""},"Resources":{},"Network":{"Type":"none"},
       "Timeouts":{},"Unknown":1}],"State":{"StateType":"Undefined"}}
      """;

  @Test
  void readsWhatClientsSendInAnyCaseWithNullsAndUnknownKeys() {
    Job job = Json.read(SUBMITTED.getBytes(StandardCharsets.UTF_8), Job.class);

    assertThat(job.name()).isEqualTo("hello");
    assertThat(job.count()).isEqualTo(1);
    assertThat(job.constraints()).isEmpty();
    assertThat(job.task().engine().type()).isEqualTo("wasm");
    assertThat(job.task().engine().text("entrymodule")).contains("/app/x.wasm");
    assertThat(job.task().engine().texts("Parameters")).isEmpty();
    assertThat(job.task().network().type()).isEqualTo("None");
    assertThat(job.task().publisher().isNone()).isTrue();
  }

  @Test
  void jobSurvivesARoundTrip() {
    Job job =
        Json.read(SUBMITTED.getBytes(StandardCharsets.UTF_8), Job.class)
            .asCreated(Status.of(JobState.PENDING), 1_787_000_000_123_456_789L);

    assertThat(Json.read(Json.write(job), Job.class)).isEqualTo(job);
  }

  @Test
  void executionStatesAreNumbersAndAbsentOutputIsNull() {
    Execution execution = Samples.execution("e-1");
    String json = new String(Json.write(execution), StandardCharsets.UTF_8);

    assertThat(json)
        .contains("\"ComputeState\":{\"StateType\":2}")
        .contains("\"DesiredState\":{\"StateType\":0}")
        .contains("\"RunOutput\":null")
        .contains("\"PublishedResult\":{\"Type\":\"\"}")
        .doesNotContain("PartitionIndex");
    assertThat(Json.read(Json.write(execution), Execution.class)).isEqualTo(execution);
  }

  @Test
  void runOutputKeepsTheOddSpellingOfTheApi() {
    String json =
        new String(
            Json.write(new RunOutput("out", false, "err", true, 3, "")), StandardCharsets.UTF_8);

    assertThat(json)
        .isEqualTo(
            "{\"Stdout\":\"out\",\"StdoutTruncated\":false,\"stderr\":\"err\",\"StderrTruncated\":true,"
                + "\"ExitCode\":3,\"ErrorMsg\":\"\"}");
  }

  @Test
  void everyKindOfMessageSurvivesARoundTrip() {
    Instant time = Instant.parse("2026-08-20T10:00:00.123456789Z");
    List<Message> messages =
        List.of(
            new Message.AskForBid(Samples.execution("e-1"), Samples.job("j-1"), true),
            new Message.AcceptBid("e-1"),
            new Message.RejectBid("e-1", "enough"),
            new Message.CancelExecution("e-1", "stopped"),
            new Message.BidAnswer("e-1", false, "no room"),
            new Message.ExecutionChanged(
                "e-1",
                LocalState.COMPLETED,
                7,
                "done",
                Map.of("a", "b"),
                new SpecConfig("urlDownload", Map.of("URL", "http://127.0.0.1:6001/e-1.tar.gz")),
                Optional.of(new RunOutput("x", false, "", false, 0, "")),
                List.of(Event.of(Event.Topic.RUNNING_EXECUTION, "Running", time))),
            new Message.RestartReport(
                List.of(new Message.HeldExecution("e-1", LocalState.RUNNING, 3, true))));

    assertThat(messages)
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(Samples.messageKinds());
    for (Message message : messages) {
      Envelope envelope = new Envelope("n-1", "s-1", "n-2", 5, time, message);
      assertThat(Json.read(Json.write(envelope), Envelope.class)).isEqualTo(envelope);
    }
  }

  @Test
  void tooDeepJsonIsRefused() {
    String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Json.read(deep.getBytes(StandardCharsets.UTF_8), Object.class))
        .isInstanceOf(java.io.UncheckedIOException.class);
  }
}
