// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.JobState;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a running node's job store stops to take writes, as on a file system that did. */
class WriteFailureTest {
  private static final int UNAVAILABLE = 503;

  @TempDir Path folder;

  /** Puts a descriptor that only reads in the place of those by which this process has a file. */
  @SuppressWarnings("restricted")
  private static void makeReadOnly(String fileNameEnd) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Arena arena = Arena.ofConfined()) {
      for (Path descriptor : descriptors.filter(Files::exists).toList()) {
        Path file = Files.readSymbolicLink(descriptor);
        if (file.toString().endsWith(fileNameEnd)) {
          MemorySegment name = arena.allocateFrom(file.toString());
          int readOnly = (int) open.invokeExact(name, 0);
          int target = Integer.parseInt(descriptor.getFileName().toString());
          assertThat((int) dup2.invokeExact(readOnly, target)).isEqualTo(target);
        }
      }
    }
  }

  @Test
  void changesAreRefusedUntilARestartAndNothingAcknowledgedIsLost() throws Throwable {
    String id;
    try (TestNode node = TestNode.start(folder)) {
      id = node.submit(TestNode.job("before", 1, "print", "x"));
      node.await(id);
      assertThat(node.get("/readyz").status()).isEqualTo(200);
      makeReadOnly("-requester.db");
      for (int i = 0; i < 3; i++) {
        TestNode.Answer refused =
            node.put("orchestrator/jobs", TestNode.request(TestNode.job("no-" + i, 1, "print")));
        assertThat(refused.status()).isEqualTo(UNAVAILABLE);
        assertThat(refused.body().path("Code").asText()).isEqualTo("DatastoreReadOnly");
        assertThat(refused.body().path("Message").asText())
            .contains("nothing was stored")
            .contains("-requester.db could not be written");
        assertThat(refused.body().path("Hint").asText()).contains("restart the node");
      }
      assertThat(node.get("orchestrator/jobs/" + id).status()).isEqualTo(200);
      TestNode.Answer ready = node.get("/readyz");
      assertThat(ready.status()).isEqualTo(UNAVAILABLE);
      assertThat(ready.body().path("Code").asText()).isEqualTo("NotReady");
      assertThat(ready.body().path("Message").asText())
          .contains("the job store: nothing was stored", "-requester.db could not be written");
      assertThat(node.get("/livez").status()).as("it can be read").isEqualTo(200);
    }
    try (TestNode node = TestNode.start(folder)) {
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
      assertThat(node.get("orchestrator/jobs").body().path("Items")).hasSize(1);
      node.await(node.submit(TestNode.job("after", 1, "print", "x")));
    }
  }
}
