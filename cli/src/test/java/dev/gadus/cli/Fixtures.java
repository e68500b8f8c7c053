// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gadus.model.Execution;
import dev.gadus.model.ExecutionState;
import dev.gadus.model.HistoryEntry;
import dev.gadus.model.Job;
import dev.gadus.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Consumer;

/** Jobs, executions and events as a node sends them, all from one moment. */
final class Fixtures {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L;

  /** For tables of 80 columns in a zone that is not UTC, a minute and a half after the start. */
  static final Table.Style STYLE =
      new Table.Style(
          false, false, new Times(ZoneId.of("Europe/Berlin"), START.plusSeconds(90)), 80, false);

  private Fixtures() {}

  static Job job(int count, String state, String message) {
    return read(
        Job.class,
        """
        {"ID":"j-11111111-aaaa","Name":"bird-strikes","Namespace":"default","Type":"batch","Count":%d,
         "State":{"StateType":"%s","Message":"%s"},"Version":1,"CreateTime":%d,"ModifyTime":%d}
        """
            .formatted(count, state, message, START_NANOS, START_NANOS));
  }

  /** An execution that lasted two seconds, if it ended; {@code exitCode} -2 for no output. */
  static Execution execution(int partition, String state, int exitCode, String message) {
    String output =
        exitCode == -2
            ? "null"
            : "{\"Stdout\":\"out %d\\n\",\"stderr\":\"\",\"ExitCode\":%d}"
                .formatted(partition, exitCode);
    return read(
        Execution.class,
        """
        {"ID":"e-%08d-bbbb","NodeID":"n-22222222-cccc","JobID":"j-11111111-aaaa","JobVersion":1,
         "ComputeState":{"StateType":%d,"Message":"%s"},"RunOutput":%s,"PartitionIndex":%d,
         "Revision":3,"CreateTime":%d,"ModifyTime":%d}
        """
            .formatted(
                partition,
                code(state),
                message,
                output,
                partition,
                START_NANOS,
                START_NANOS + 2_000_000_000L));
  }

  /** The number of a state of executions, as the API has it. */
  static int code(String state) {
    return Arrays.stream(ExecutionState.values())
        .filter(each -> each.text().equals(state))
        .findFirst()
        .orElseThrow()
        .code();
  }

  /** What happened so many seconds after the start; no execution for a negative partition. */
  static HistoryEntry event(int second, int partition, String state, String message) {
    return read(
        HistoryEntry.class,
        """
        {"SeqNum":1,"Type":"%s","JobID":"j-11111111-aaaa","JobVersion":1,"ExecutionID":"%s",
         "Event":{"Message":"%s","Topic":"Scheduling","Timestamp":"%s","Details":{"NewState":"%s"}},
         "Time":"%s"}
        """
            .formatted(
                partition < 0 ? HistoryEntry.JOB_LEVEL : HistoryEntry.EXECUTION_LEVEL,
                partition < 0 ? "" : "e-%08d-bbbb".formatted(partition),
                message,
                START.plusSeconds(second),
                state,
                START.plusSeconds(second)));
  }

  private static <T> T read(Class<T> type, String json) {
    return Json.read(json.getBytes(UTF_8), type);
  }

  /** What was printed. */
  static String printed(Consumer<PrintStream> printing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    printing.accept(new PrintStream(bytes, true, UTF_8));
    return bytes.toString(UTF_8);
  }
}
