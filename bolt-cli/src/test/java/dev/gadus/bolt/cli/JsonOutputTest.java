// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Bucket;
import dev.gadus.bolt.Database;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --output json}: what scripts get. */
final class JsonOutputTest {
  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void makeFile() {
    file = folder.resolve("some.db");
    try (Database database = Database.open(file)) {
      database.update(transaction -> {
        Bucket jobs = transaction.createBucket(bytes("job"));
        jobs.put(bytes("a \"quoted\" ä"), bytes("{\"ID\":1}\n"));
        jobs.put(new byte[] {(byte) 0xff, 1}, new byte[] {(byte) 0xfe});
        jobs.createBucket(bytes("inner"));
        transaction.createBucket(bytes("other"));
        return true;
      });
    }
  }

  @Test
  void bucketsHaveTheirNames() {
    assertThat(json("buckets"))
        .isEqualTo(
            """
            {
              "buckets": [
                {
                  "key": "job",
                  "bucket": true
                },
                {
                  "key": "other",
                  "bucket": true
                }
              ]
            }
            """);
  }

  @Test
  void keysAreTextOrHexAndSayWhatTheyAre() {
    assertThat(json("keys", "job", "--values"))
        .isEqualTo(
            """
            {
              "keys": [
                {
                  "key": "a \\"quoted\\" ä",
                  "bucket": false,
                  "size": 9,
                  "value": "{\\"ID\\":1}\\n"
                },
                {
                  "key": "inner",
                  "bucket": true
                },
                {
                  "keyHex": "ff01",
                  "bucket": false,
                  "size": 1,
                  "valueHex": "fe"
                }
              ]
            }
            """);
  }

  @Test
  void aPageOfKeysNamesTheOneToGoOnAfter() {
    assertThat(json("keys", "job", "--limit", "2").lines())
        .contains("  \"after\": \"inner\"")
        .noneMatch(line -> line.contains("ff01"));
    assertThat(json("keys", "job", "--limit", "2", "--after", "inner").lines())
        .contains("      \"keyHex\": \"ff01\",")
        .noneMatch(line -> line.contains("inner") || line.contains("after"));
    assertThat(json("keys", "job", "--limit", "3")).doesNotContain("\"after\"");
  }

  @Test
  void aValueHasItsSize() {
    assertThat(json("get", "job", "ff01", "--parse-format", "hex"))
        .isEqualTo(
            """
            {
              "keyHex": "ff01",
              "size": 1,
              "valueHex": "fe"
            }
            """);
  }

  @Test
  void factsAboutTheFileAreNumbers() {
    assertThat(json("info").lines()).contains("  \"pageSize\": 4096,", "  \"transaction\": 3");
    assertThat(json("stats").lines())
        .contains("  \"topLevelBuckets\": 2,", "  \"buckets\": 3,", "  \"keys\": 3,");
    assertThat(json("inspect")).isEqualTo(Run.of("inspect", file.toString()).text());
  }

  @Test
  void aCheckSaysWhetherAllIsWell() {
    assertThat(json("check").lines()).contains("  \"ok\": true,", "  \"findings\": []");

    Run run = Run.of("check", fixture("corrupt-double-ref.db"), "--output", "json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).isEqualTo("Error: invalid value\n");
    assertThat(run.text().lines())
        .contains(
            "  \"ok\": false,",
            "      \"page\": 4,",
            "      \"text\": \"page 4: multiple references (stack: [25 18 4])\"");
  }

  @Test
  void pagesHaveWhatTheTableHas() {
    Run run = Run.of("pages", fixture("small.db"), "--output", "json");

    assertThat(run.text())
        .contains(
            """
                {
                  "id": 2,
                  "type": "free"
                },
            """)
        .endsWith(
            """
                {
                  "id": 5,
                  "type": "freelist",
                  "items": 2,
                  "overflow": 0
                }
              ]
            }
            """);
  }

  @Test
  void everyKindOfPageIsShown() {
    String all = Run.of("page", fixture("tree.db"), "--all", "--output", "json").text();
    List<String> lines = all.lines().map(String::strip).toList();

    assertThat(lines)
        .contains("\"type\": \"branch\",", "\"child\": 19")
        .contains("\"type\": \"leaf\",", "\"bucket\": true,", "\"sequence\": 0");
    assertThat(Run.of("page", fixture("small.db"), "0", "--output", "json").text().lines())
        .contains(
            "      \"type\": \"meta\",",
            "      \"checksum\": \"3518c343ea7f76a8\",",
            "      \"fault\": \"\"");
    assertThat(Run.of("page", fixture("small.db"), "5", "77", "--output", "json").text())
        .isEqualTo(
            """
            {
              "pages": [
                {
                  "id": 5,
                  "type": "freelist",
                  "bytes": 4096,
                  "overflow": 0,
                  "free": [
                    2,
                    3
                  ]
                },
                {
                  "id": 77,
                  "error": "EOF"
                }
              ]
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yaml", "JSON", ""})
  void anotherKindIsRefused(String kind) {
    assertThat(Run.of("buckets", file.toString(), "--output", kind).reason())
        .isEqualTo("Error: unsupported output: \"" + kind + "\" (one of text|json)");
  }

  @Test
  void aFormatMeansNothingInJson() {
    Run run = Run.of("keys", file.toString(), "job", "--format", "redacted", "--output", "json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.text()).isEmpty();
    assertThat(run.reason()).contains("--output json takes no format");
  }

  private String json(String command, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = command;
    all[1] = file.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 2] = "--output";
    all[all.length - 1] = "json";
    Run run = Run.of(all);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    return run.text();
  }

  private static String fixture(String name) {
    return Run.FIXTURES.resolve(name).toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
