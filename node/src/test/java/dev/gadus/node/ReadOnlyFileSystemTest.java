// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.JobState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose file system becomes read-only while jobs arrive, as ext4 does when it meets an error
 * of its disk: the kernel's own switch for trying that out is used. Such a file system takes writes
 * again when it was mounted anew.
 */
class ReadOnlyFileSystemTest {
  private static final long IMAGE_BYTES = 64L << 20;
  private static final int SUBMITTERS = 4;
  private static final int ACKNOWLEDGED_BEFORE = 12;
  private static final int UNAVAILABLE = 503;

  @TempDir Path folder;
  private Path image;
  private Path mountPoint;

  @BeforeEach
  void mount() throws Exception {
    image = folder.resolve("image");
    mountPoint = Files.createDirectory(folder.resolve("mounted"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(IMAGE_BYTES);
    }
    Assumptions.assumeTrue(
        succeeds("mke2fs", "-q", "-t", "ext4", image.toString()) && mountImage(),
        "SKIPPED: an ext4 file system for the test cannot be made and mounted, which needs root,"
            + " mke2fs and a loop device");
  }

  private boolean mountImage() throws Exception {
    return succeeds("mount", "-o", "loop", image.toString(), mountPoint.toString());
  }

  private boolean unmountImage() throws Exception {
    return succeeds("umount", mountPoint.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    unmountImage();
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      // There is no such command.
      return false;
    }
  }

  @Test
  void jobsAreRefusedUntilItIsWritableAndTheNodeWasRestartedAndNothingAcknowledgedIsLost()
      throws Exception {
    Path data = mountPoint.resolve("data");
    ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<TestNode.Answer> refused = new ConcurrentLinkedQueue<>();
    try (TestNode node = TestNode.start(data)) {
      submitWhileItBecomesReadOnly(node, acknowledged, refused);
      refused.add(submit(node, "afterwards"));
      assertThat(refused)
          .allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(UNAVAILABLE);
            assertThat(answer.body().path("Code").asText()).isEqualTo("DatastoreReadOnly");
            assertThat(answer.body().path("Message").asText())
                .contains("nothing was stored")
                .contains("-requester.db could not be written")
                // What is under way when it happens is told so, what begins later that it is over.
                .containsAnyOf("Input/output error", "Read-only file system");
            assertThat(answer.body().path("Hint").asText())
                .contains("disk can be written")
                .contains("restart the node");
          });
      assertThat(node.get("/readyz").status()).isEqualTo(UNAVAILABLE);
      for (String id : acknowledged) {
        assertThat(node.get("orchestrator/jobs/" + id).status())
            .as("what is there can be read")
            .isEqualTo(200);
      }
    }
    assertThat(unmountImage() && mountImage()).isTrue();
    try (TestNode node = TestNode.start(data)) {
      for (String id : acknowledged) {
        assertThat(TestNode.state(node.await(id))).as(id).isEqualTo(JobState.COMPLETED);
      }
      String id = node.submit(TestNode.job("resumed", 1, "print", "x"));
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
    }
  }

  /** Several submit until they are refused. */
  private void submitWhileItBecomesReadOnly(
      TestNode node,
      ConcurrentLinkedQueue<String> acknowledged,
      ConcurrentLinkedQueue<TestNode.Answer> refused)
      throws Exception {
    CountDownLatch due = new CountDownLatch(ACKNOWLEDGED_BEFORE);
    List<Future<Integer>> submitters;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      submitters =
          List.of("a-", "b-", "c-", "d-").stream()
              .map(name ->
                  threads.submit(() -> {
                    for (int i = 0; ; i++) {
                      TestNode.Answer answer = submit(node, name + i);
                      if (answer.status() != 200) {
                        refused.add(answer);
                        return i;
                      }
                      acknowledged.add(answer.body().path("JobID").asText());
                      due.countDown();
                    }
                  }))
              .toList();
      due.await();
      assertThat(succeeds("mount", "-o", "remount,abort", mountPoint.toString())).isTrue();
    }
    for (Future<Integer> submitter : submitters) {
      submitter.get();
    }
    assertThat(refused).hasSize(SUBMITTERS);
  }

  private static TestNode.Answer submit(TestNode node, String name) throws Exception {
    return node.put(
        "orchestrator/jobs", TestNode.request(TestNode.job(name, 1, "sleep", "20", "print", "x")));
  }
}
