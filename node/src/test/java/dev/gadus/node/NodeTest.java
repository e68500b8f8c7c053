// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.model.IdSource;
import dev.gadus.model.JobState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
  @TempDir Path folder;

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void theDatabasesAreNamedAfterTheNodeAndTheNodeKeepsItsId() throws Exception {
    String id;
    try (TestNode node = TestNode.start(folder)) {
      id = node.node.id();
    }
    assertThat(names(folder)).contains(id + "-requester.db", id + "-compute.db");
    try (TestNode node = TestNode.start(folder)) {
      assertThat(node.node.id()).isEqualTo(id);
    }
  }

  @Test
  void givenPathsAreFilesWhoseFoldersAreMade() throws Exception {
    Path jobs = folder.resolve("a/b/jobs.db");
    Path executions = folder.resolve("c/executions.db");
    Path data = folder.resolve("data");
    Configuration configuration =
        TestNode.configuration()
            .with(Setting.ORCHESTRATOR_STORE_PATH, jobs.toString())
            .with(Setting.COMPUTE_STORE_PATH, executions.toString());
    try (TestNode node = TestNode.start(data, configuration)) {
      node.await(node.submit(TestNode.job("x", 1, "print", "x")));
    }
    assertThat(jobs).isRegularFile();
    assertThat(executions).isRegularFile();
    assertThat(names(data)).noneMatch(name -> name.endsWith(".db"));
  }

  @Test
  void aSecondNodeOnTheSameDataIsToldWhichFileIsInUse() {
    try (TestNode node = TestNode.start(folder)) {
      assertThatThrownBy(() -> TestNode.start(folder))
          .isInstanceOf(NodeException.StoreInUse.class)
          .hasMessageContaining(node.node.id() + "-compute.db")
          .hasMessageContaining("in use");
    }
  }

  @Test
  void aSecondNodeOnTheSameFolderWithOtherDatabasesIsRefusedToo() throws Exception {
    try (TestNode _ = TestNode.start(folder)) {
      Configuration elsewhere =
          TestNode.configuration()
              .with(Setting.ORCHESTRATOR_STORE_PATH, folder.resolve("other-r.db").toString())
              .with(Setting.COMPUTE_STORE_PATH, folder.resolve("other-c.db").toString());
      assertThatThrownBy(() -> TestNode.start(folder, elsewhere))
          .isInstanceOf(NodeException.StoreInUse.class)
          .hasMessageContaining("node.lock");
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndNothingStaysOpen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Configuration configuration =
          TestNode.configuration().with(Setting.API_PORT, Integer.toString(taken.getLocalPort()));
      assertThatThrownBy(() -> TestNode.start(folder, configuration))
          .isInstanceOf(NodeException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
    try (TestNode node = TestNode.start(folder)) {
      assertThat(node.get("agent/alive").status()).isEqualTo(200);
    }
  }

  @Test
  void whatWasFinishedBeforeARestartIsThereAfterIt() throws Exception {
    String id;
    try (TestNode node = TestNode.start(folder)) {
      id = node.submit(TestNode.job("lasting", 3, "print", "x"));
      node.await(id);
    }
    try (TestNode node = TestNode.start(folder)) {
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
      assertThat(node.get("orchestrator/jobs/lasting/executions").body().path("Items")).hasSize(3);
    }
  }

  @Test
  void whatWasRunningAtAStopEndsAfterTheStart() throws Exception {
    String id;
    try (TestNode node = TestNode.start(folder)) {
      id = node.submit(TestNode.job("interrupted", 2, "sleep", "1500", "print", "done"));
      String seen = "";
      while (!seen.contains("Running")) {
        seen = node.get("orchestrator/jobs/%s".formatted(id)).body().path("Job").toString();
      }
    }
    try (TestNode node = TestNode.start(folder)) {
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
    }
  }

  @Test
  void aComputeNodeAloneIsRefusedWithWhatToDo() {
    NodeOptions both = NodeOptions.of(TestNode.configuration(), new DataFolder(folder), Map.of());
    assertThatThrownBy(() ->
            Node.start(
                new NodeOptions(
                    both.configuration(),
                    both.dataFolder(),
                    false,
                    true,
                    true,
                    both.environment(),
                    both.clock(),
                    IdSource.random(),
                    _ -> {})))
        .isInstanceOfSatisfying(NodeException.class, e -> assertThat(e.hint()).contains("serve"));
  }

  @Test
  void aRequesterAloneTakesJobs() throws Exception {
    Configuration configuration =
        TestNode.configuration().with(Setting.ORCHESTRATOR_ENABLED, "true");
    try (TestNode node = TestNode.start(folder, configuration)) {
      assertThat(node.get("agent/node").body().path("NodeType").asText()).isEqualTo("Requester");
      String id = node.submit(TestNode.job("waits", 1, "print", "x"));
      assertThat(node.get("orchestrator/jobs/" + id).status()).isEqualTo(200);
    }
    assertThat(names(folder)).noneMatch(name -> name.endsWith("-compute.db"));
  }
}
