// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this command can do and Go's cannot. */
final class AdditionsTest {
  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void makeFile() {
    file = folder.resolve("some.db");
    try (Database database = Database.open(file)) {
      database.update(transaction -> {
        Bucket jobs = transaction.createBucket(bytes("job"));
        jobs.put(
            bytes("j-1"),
            bytes("{\"ID\":\"j-1\",\"Tasks\":[{\"Name\":\"main\"},{}],\"Count\":-1.5e3}"));
        jobs.put(bytes("j-2"), bytes("plain text"));
        jobs.put(
            bytes("j-20"),
            new byte[] {0, 1, 'a', (byte) 0xff, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 'z'});
        jobs.put(bytes("k-1"), new byte[0]);
        jobs.createBucket(bytes("k-2"));
        return true;
      });
    }
  }

  @Test
  void prettyLaysOutJson() {
    assertThat(run("get", "job", "j-1", "--format", "pretty"))
        .isEqualTo(
            """
            {
              "ID": "j-1",
              "Tasks": [
                {
                  "Name": "main"
                },
                {}
              ],
              "Count": -1.5e3
            }
            """);
  }

  @Test
  void prettyShowsTextAsItIsAndBytesAsATable() {
    assertThat(run("get", "job", "j-2", "--format", "pretty")).isEqualTo("plain text\n");
    assertThat(run("get", "job", "j-20", "--format", "pretty"))
        .isEqualTo(
            """
            00000000  00 01 61 ff 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10  |..a.............|
            00000010  7a                                               |z|
            """);
  }

  @Test
  void keysAreChosenByPrefixRangeAndNumber() {
    assertThat(run("keys", "job", "--prefix", "j-2")).isEqualTo("j-2\nj-20\n");
    assertThat(run("keys", "job", "--from", "j-2", "--to", "k-1")).isEqualTo("j-2\nj-20\n");
    assertThat(run("keys", "job", "--from", "j-20")).isEqualTo("j-20\nk-1\nk-2\n");
    assertThat(run("keys", "job", "--prefix", "j", "--from", "j-10", "--limit", "1"))
        .isEqualTo("j-2\n");
    assertThat(run("keys", "job", "--prefix", "6a2d31", "--parse-format", "hex"))
        .isEqualTo("j-1\n");
    assertThat(run("keys", "job", "--prefix", "zz")).isEmpty();
  }

  @Test
  void valuesFollowTheirKeysAndBucketsHaveNone() {
    assertThat(run("keys", "job", "--from", "k", "--values")).isEqualTo("k-1\t\nk-2\n");
    assertThat(run("keys", "job", "--prefix", "j-2", "--values", "--limit", "1"))
        .isEqualTo("j-2\tplain text\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "\"open",
        "\"\\x\"",
        "\"\\u12g4\"",
        "01",
        "1.",
        "1e",
        "-",
        "tru",
        "nullx",
        "[1] 2",
        "\"a\nb\""
      })
  void whatIsNotJsonToTheLastCharacterIsLeftAlone(String text) {
    assertThat(JsonText.indented(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "-0.5E+10", "\"\\u00e9\\n\\\"\"", "true", "false", "null", "[]", "{}", " 7 "})
  void everyKindOfJsonValueIsKnown(String text) {
    assertThat(JsonText.indented(text)).contains(text.strip());
  }

  @Test
  void nestingHasALimit() {
    assertThat(JsonText.indented("[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH)))
        .isPresent();
    assertThat(
            JsonText.indented(
                "[".repeat(JsonText.MAX_DEPTH + 2) + "]".repeat(JsonText.MAX_DEPTH + 2)))
        .isEmpty();
  }

  private String run(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    Run run = Run.of(all);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    return run.text();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
