// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.ClientException;
import dev.gadus.client.GadusClient;
import dev.gadus.client.JobListRequest;
import dev.gadus.model.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gadus db} on the databases of a node that runs, in a process of its own, under load. */
class DbRunningNodeTest {
  @TempDir static Path folder;

  private static NodeProcess node;
  private static Thread load;
  private static final AtomicInteger SUBMITTED = new AtomicInteger();
  private static final List<String> IDS = new ArrayList<>();

  @BeforeAll
  static void aNodeIsAtWork() throws Exception {
    node = NodeProcess.start(data(), folder);
    Path file = Jobs.file(folder, "load", 1, "print", "done");
    Job job = new JobSource(file.toString(), folder, Files.readString(file)).job();
    try (GadusClient client = node.client()) {
      IDS.add(client.submit(job, true).jobId());
    }
    load = Thread.ofVirtual().start(() -> submit(job));
  }

  /** Goes on until it is interrupted. */
  private static void submit(Job job) {
    try (GadusClient client = node.client()) {
      while (!Thread.currentThread().isInterrupted()) {
        client.submit(job, true);
        SUBMITTED.incrementAndGet();
      }
    } catch (ClientException.Unreachable e) {
      assertThat(Thread.currentThread().isInterrupted()).as("interrupted: " + e).isTrue();
    }
  }

  @AfterAll
  static void theNodeStops() throws Exception {
    int before = SUBMITTED.get();
    load.interrupt();
    load.join();
    int exitCode = node.stop();
    System.out.println("jobs handed in meanwhile: " + before);
    assertThat(exitCode).as(node.log()).isZero();
    assertThat(node.log()).doesNotContain("ERROR").doesNotContain("\tat ");
  }

  private static Path data() {
    return folder.resolve("data");
  }

  private static String port() {
    try (GadusClient client = node.client()) {
      return Integer.toString(client.node().getPort());
    }
  }

  /** A command with the node's data directory and the address of its API. */
  private static Invocation gadus(String... arguments) {
    return Invocation.of(
        Map.of("BACALHAU_DIR", data().toString(), "BACALHAU_API_PORT", port()), folder, arguments);
  }

  private static Invocation done(String... arguments) {
    Invocation invocation = gadus(arguments);
    assertThat(invocation.exitCode()).as(invocation.out() + invocation.err()).isZero();
    return invocation;
  }

  @Test
  void theNodeAnswersWhatTheCommandsAskOfTheFile() throws Exception {
    assertThat(done("db", "requester", "buckets").out()).contains("job\n", "idx-name\n", "meta\n");
    assertThat(done("db", "requester", "keys", "job").out()).isEqualTo(IDS.getFirst() + "\n");
    assertThat(done("db", "requester", "get", "job", IDS.getFirst(), "--format", "pretty").out())
        .contains("\"Name\": \"load\"");
    assertThat(done("db", "requester", "info").out()).isEqualTo("Page Size: 4096\n");
    assertThat(done("db", "requester", "stats").out()).contains("Aggregate statistics for 17 ");
    assertThat(done("db", "requester", "inspect").out()).contains("\"name\": \"idx-created\"");
    assertThat(done("db", "requester", "pages").out()).startsWith("ID       TYPE");
    assertThat(done("db", "requester", "page", "0").out()).contains("Page Type:  meta");
    assertThat(done("db", "compute", "keys", "execution", "--limit", "1", "--output", "json").out())
        .contains("\"keys\"");
    assertThat(done("db", "requester", "check").out()).isEqualTo("OK\n");
    assertThat(done("db", "compute", "check").out()).isEqualTo("OK\n");
  }

  @Test
  void anExecutionIsReadByItsId() throws Exception {
    String id = done("db", "compute", "keys", "execution", "--limit", "1").out().strip();
    assertThat(id).startsWith("e-");
    assertThat(done("db", "compute", "get", "execution", id).out())
        .startsWith("{")
        .contains("\"" + id + "\"")
        .endsWith("}\n");
  }

  @Test
  void errorsAreThoseOfTheCommand() {
    Invocation missing = gadus("db", "requester", "get", "job", "j-none");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(missing.out()).isEmpty();
    assertThat(missing.err()).startsWith("Error: Error key not found for key: \"j-none\"");
    assertThat(gadus("db", "requester", "keys", "nope").err())
        .startsWith("Error: bucket not found: \"nope\"; buckets at this place: change, ");
    assertThat(gadus("db", "requester", "keys").exitCode()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void aSnapshotIsAWholeDatabase() throws Exception {
    for (String role : List.of("requester", "compute")) {
      for (int i = 0; i < 2; i++) {
        Path file = folder.resolve(role + "-" + i + ".db");
        Invocation snapshot = done("db", role, "snapshot", "-o", file.toString());
        assertThat(snapshot.out()).isEqualTo("%s: %d bytes%n".formatted(file, Files.size(file)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        assertThat(done("bolt", "check", file.toString()).out()).isEqualTo("OK\n");
      }
      Path last = folder.resolve(role + "-1.db");
      NodeFiles.checkWithGo(last);
      assertThat(verify(role, last)).isEqualTo(new Invocation(0, "OK\n", ""));
    }
    assertThat(unfinished()).isEmpty();
  }

  /** The snapshot as the database of a node that is stopped. */
  private static Invocation verify(String role, Path file) {
    String variable =
        role.equals("compute") ? "BACALHAU_COMPUTE_STORE_PATH" : "BACALHAU_JOB_STORE_PATH";
    return Invocation.of(
        Map.of("BACALHAU_DIR", data().toString(), variable, file.toString()),
        folder,
        "db",
        role,
        "verify");
  }

  @Test
  void theRecordsAreVerifiedWhileTheNodeWorks() {
    for (String role : List.of("requester", "compute")) {
      assertThat(done("db", role, "verify").out()).isEqualTo("OK\n");
      Invocation repair = gadus("db", role, "verify", "--repair");
      assertThat(repair.exitCode()).isEqualTo(ExitCode.ERROR);
      assertThat(repair.err())
          .contains("and a node has this one open: " + data())
          .contains("Hint:  stop the node");
    }
  }

  private static List<String> unfinished() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("unfinished"))
          .toList();
    }
  }

  @Test
  void aSnapshotReplacesNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("precious.txt"), "mine");
    Invocation snapshot = gadus("db", "requester", "snapshot", "-o", file.toString());
    assertThat(snapshot.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(snapshot.err()).startsWith("Error: there is a file already: " + file);
    assertThat(file).hasContent("mine");
  }

  @Test
  void theFileCanBeMadeShorterWhileTheNodeWorks() throws Exception {
    Invocation compact = done("db", "requester", "compact");
    assertThat(compact.out()).matches("\\d+ -> \\d+ bytes \\(gain=\\d+\\.\\d\\dx\\)\n");
    assertThat(done("db", "requester", "check").out()).isEqualTo("OK\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node upkeep --compact", "db requester compact", "db compute compact"})
  void everyCommandGoesOnAfterACompaction(String compaction) throws Exception {
    Invocation compacted = done(compaction.split(" "));
    assertThat(compacted.out() + compacted.err()).doesNotContainPattern(" 0 +no ");
    for (String role : List.of("requester", "compute")) {
      for (List<String> command :
          List.of(
              List.of("buckets"),
              List.of("keys", "meta"),
              List.of("get", "meta", "store"),
              List.of("info"),
              List.of("stats"),
              List.of("inspect"),
              List.of("pages"),
              List.of("page", "0"),
              List.of("dump", "0"),
              List.of("check"),
              List.of("verify"),
              List.of("compact"))) {
        String[] words =
            Stream.concat(Stream.of("db", role), command.stream()).toArray(String[]::new);
        Invocation answer = gadus(words);
        assertThat(answer.exitCode()).as(String.join(" ", words) + answer.err()).isZero();
      }
      Path file = folder.resolve("after-" + compaction.replace(' ', '-') + "-" + role + ".db");
      done("db", role, "snapshot", "-o", file.toString());
      assertThat(done("bolt", "check", file.toString()).out()).isEqualTo("OK\n");
    }
  }

  @Test
  void theNodeThatHasTheFileIsTheOneThatIsAsked() throws Exception {
    Path other = folder.resolve("other");
    try (NodeProcess second = NodeProcess.start(other, folder);
        GadusClient client = second.client()) {
      Invocation wrong =
          Invocation.of(
              Map.of(
                  "BACALHAU_DIR",
                  data().toString(),
                  "BACALHAU_API_PORT",
                  Integer.toString(client.node().getPort())),
              folder,
              "db",
              "requester",
              "buckets");
      assertThat(wrong.exitCode()).isEqualTo(ExitCode.ERROR);
      assertThat(wrong.err()).contains("is in use, and the node at").contains("has another file");
      // A node that is named by an option is asked whatever is here.
      Invocation named =
          gadus(
              "db",
              "requester",
              "keys",
              "job",
              "--api-port",
              Integer.toString(client.node().getPort()));
      assertThat(named).isEqualTo(new Invocation(0, "", ""));
      assertThat(client.jobs(JobListRequest.all(0)).items()).isEmpty();
      second.stop();
    }
  }

  @Test
  void aFileThatIsInUseByNobodyWhoAnswersSaysSo() {
    Invocation silent =
        Invocation.of(
            Map.of("BACALHAU_DIR", data().toString(), "BACALHAU_API_PORT", "1"),
            folder,
            "db",
            "requester",
            "buckets");
    assertThat(silent.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(silent.err()).contains("is in use, and no answer from a node").contains("Hint:  ");
  }
}
