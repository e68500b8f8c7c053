// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import dev.gadus.client.GadusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every example with {@code gadus} of the page about looking into databases, one after the
 * other, on the databases of a node. Names and numbers that differ from node to node are made alike
 * before they are compared: ids, times, lengths of files.
 */
class InspectingDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/inspecting.md");
  private static final String PROMPT = "$ ";
  private static final String PROGRAM = "gadus ";
  private static final String START_OF_NODE = "serve --requester --compute &";
  private static final Pattern ID =
      Pattern.compile("\\b([a-z])-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");

  /** The place of the page's operator, and of this test's. */
  private static final String HOME = "/home/op";

  @TempDir static Path folder;

  /** There is one job with one execution on one node, so an id is known by its letter. */
  private final Map<String, String> ids = new HashMap<>();

  /** A command line of the page without the program, and what stands below it. */
  private record Example(String line, String shown) {}

  @BeforeAll
  static void writeTheJobOfThePage() throws IOException {
    Jobs.file(folder, "hello", 1, "print", "hello");
  }

  @Test
  void theCommandsPrintWhatThePageShows() throws Exception {
    List<List<Example>> blocks = blocks();
    assertThat(blocks).as("blocks of examples").hasSizeGreaterThan(3);
    for (List<Example> block : blocks) {
      if (block.getFirst().line.equals(START_OF_NODE)) {
        try (NodeProcess node = NodeProcess.start(data(), folder);
            GadusClient client = node.client()) {
          run(block.subList(1, block.size()), Integer.toString(client.node().getPort()));
          assertThat(node.stop()).as(node.log()).isZero();
        }
      } else {
        if (block.stream().anyMatch(example -> example.line.contains("--repair"))) {
          loseTheIndexOfNames();
        }
        run(block, "1");
      }
    }
  }

  private static Path data() {
    return folder.resolve(".bacalhau");
  }

  private void run(List<Example> examples, String port) throws IOException {
    for (Example example : examples) {
      String[] words = withIdsOfThisNode(example.line).split(" ");
      Invocation done =
          Invocation.of(
              Map.of("BACALHAU_DIR", data().toString(), "BACALHAU_API_PORT", port), folder, words);
      ID.matcher(done.out()).results().forEach(id -> ids.putIfAbsent(id.group(1), id.group()));
      assertThat(alike((done.out() + done.err()).replace(folder.toString(), HOME)))
          .as(example.line)
          .isEqualTo(alike(example.shown));
    }
  }

  private String withIdsOfThisNode(String line) {
    return ID.matcher(line).replaceAll(id -> ids.getOrDefault(id.group(1), id.group()));
  }

  private static String alike(String text) {
    return ID.matcher(text)
        .replaceAll(id -> Matcher.quoteReplacement(id.group(1) + "-ID"))
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
        .replaceAll("\\b\\d{19}\\b", "NANOS")
        .replaceAll("\\d+ -> \\d+ bytes \\(gain=[0-9.]+x\\)", "N -> N bytes")
        .replaceAll("\\d+ bytes", "N bytes")
        .replaceAll("\"gadus [^\"]+\"", "\"gadus VERSION\"")
        .strip();
  }

  /** What the page's operator met. */
  private static void loseTheIndexOfNames() throws IOException {
    String node = Files.readString(data().resolve("node-id")).strip();
    try (Database open = Database.open(data().resolve(node + "-requester.db"))) {
      byte[] name = "idx-name".getBytes(UTF_8);
      open.update(transaction -> {
        transaction.deleteBucket(name);
        return transaction.createBucket(name);
      });
    }
  }

  private static List<List<Example>> blocks() throws IOException {
    List<List<Example>> blocks = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```console");
        if (inBlock) {
          blocks.add(new ArrayList<>());
        }
      } else if (inBlock) {
        add(line, blocks.getLast());
      }
    }
    // Those of the command bbolt are tested where that command is.
    blocks.removeIf(block -> !block.getFirst().line.startsWith(PROGRAM));
    return blocks.stream()
        .map(block ->
            block.stream()
                .map(each -> new Example(each.line.substring(PROGRAM.length()), each.shown))
                .toList())
        .toList();
  }

  private static void add(String line, List<Example> block) {
    if (line.startsWith(PROMPT)) {
      String command = line.substring(PROMPT.length());
      assertThat(command).as("a program that is tested").matches("(gadus|bbolt) .*");
      block.add(new Example(command, ""));
    } else {
      Example last = block.removeLast();
      block.add(new Example(last.line, last.shown + line + "\n"));
    }
  }
}
