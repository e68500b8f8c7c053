// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of mistake in a job file: where it is, what is allowed, exit code 2, and nothing
 * stored.
 */
class BadJobFilesTest {
  @TempDir Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("unknown engine", "Type: wasm", "Type: wsam", "line 7", "wsam", "wasm"),
        mistake("no engine", "Type: wasm", "Type: \"\"", "line 7", "Engine", "wasm"),
        mistake("missing job type", "Type: batch\n", "", "Type", "batch"),
        mistake("unknown job type", "Type: batch", "Type: bacth", "line 2", "bacth", "batch"),
        mistake("missing parameter", "EntryModule: /app/tool.wasm, ", "", "EntryModule"),
        mistake("wrong type", "Count: 1", "Count: many", "line 3", "Count", "whole number"),
        mistake(
            "list for a map", "Resources: {CPU: 100m, Memory: 32Mb}", "Resources: [1]", "line 12"),
        mistake("unknown key", "Count: 1", "Cuont: 1", "line 3", "Cuont", "Count"),
        mistake(
            "duplicate target",
            "        Target: /app/tool.wasm\n",
            """
                    Target: /app/tool.wasm
                  - Source: {Type: local, Params: {SourcePath: x}}
                    Target: /app/tool.wasm
            """,
            "line 13",
            "/app/tool.wasm",
            "already used"),
        mistake("relative target", "Target: /app/", "Target: app/", "line 11", "absolute"),
        mistake("a key twice", "Count: 1", "Count: 1\nCount: 2", "Count"),
        mistake("negative count", "Count: 1", "Count: -1", "line 3", "-1"),
        mistake("no size", "Memory: 32Mb", "Memory: lots", "line 12", "lots"),
        mistake("malformed", "Type: batch", "Type: [batch", "line"),
        mistake("a tab", "    Resources:", "\tResources:", "line 12, column 1", "tab", "spaces"),
        mistake("cannot run", "Type: batch", "Type: service", "line 2", "batch, ops"),
        mistake("no address", "Name: job", "Name: a/b", "line 1", "'a/b'", "slash"),
        mistake("no address either", "Name: job", "Name: ..", "line 1", "'..'"),
        mistake("no namespace", "Name: job", "Name: job\nNamespace: .", "line 2", "'.'"),
        mistake("a template", "Count: 1", "Count: {{.count}}", "line 3", "{{.count}}", "-V count="),
        mistake(
            "results without publisher",
            "    Resources:",
            "    ResultPaths: [{Name: o, Path: /o}]\n    Resources:",
            "Publisher"));
  }

  private static Arguments mistake(String what, String good, String bad, String... inTheMessage) {
    return Arguments.of(what, good, bad, inTheMessage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsPlaceAndNothingIsStored(
      String what, String good, String bad, String[] inTheMessage) throws Exception {
    Path file = Jobs.file(folder, "job", 1, "print", "x");
    String text = Files.readString(file);
    assertThat(text).as(what).contains(good);
    Files.writeString(file, text.replace(good, bad));
    Path data = folder.resolve("data");
    Map<String, String> environment = Map.of("BACALHAU_DIR", data.toString());
    for (String[] command :
        new String[][] {
          {"job", "validate", file.toString()},
          {"job", "run", "--local", file.toString()},
          {"job", "run", file.toString()},
        }) {
      Invocation refused = Invocation.of(environment, folder, command);
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(refused.err()).startsWith("Error: " + file).contains(inTheMessage);
      assertThat(refused.err()).doesNotContain("\tat ");
      assertThat(refused.out()).isEmpty();
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void everyMistakeOfAFileIsNamedAtOnce() throws Exception {
    Path file = Jobs.file(folder, "job", 1, "print", "x");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("Type: wasm", "Type: wsam")
            .replace("Count: 1", "Count: many")
            .replace("100m", "few"));
    Invocation refused = Invocation.of(Map.of(), folder, "job", "validate", "job.yaml");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("Count").contains("many");
  }

  @Test
  void validateFillsInATemplateAsRunDoes() throws Exception {
    Path file = Jobs.file(folder, "template", 1, "print", "x");
    Files.writeString(file, Files.readString(file).replace("Count: 1", "Count: {{.count}}"));
    Invocation filled =
        Invocation.of(Map.of(), folder, "job", "validate", "template.yaml", "-V", "count=3");
    assertThat(filled.err()).isEmpty();
    assertThat(filled.exitCode()).isZero();
    Invocation refused =
        Invocation.of(Map.of(), folder, "job", "validate", "template.yaml", "-V", "count=many");
    assertThat(refused.err()).contains("Count: must be a whole number, found the text 'many'");
    Invocation none = Invocation.of(Map.of(), folder, "job", "validate", "template.yaml");
    assertThat(none.err())
        .contains("line 3", "Hint:  {{.count}} stands in the file: give it a value with -V count=")
        .doesNotContain("Event");
  }

  @Test
  void aGoodFileIsOk() throws Exception {
    Path file = Jobs.file(folder, "job", 1, "print", "x");
    Invocation good = Invocation.of(Map.of(), folder, "job", "validate", "job.yaml");
    assertThat(good.err()).isEmpty();
    assertThat(good.out()).isEqualTo("OK\n");
    assertThat(good.exitCode()).isZero();
    Invocation input =
        Invocation.withInput(Files.readString(file), Map.of(), folder, "job", "validate");
    assertThat(input.out()).isEqualTo("OK\n");
  }

  @Test
  void aMissingFileAndAVariableWithoutAValueAreNamed() throws Exception {
    Invocation missing = Invocation.of(Map.of(), folder, "job", "run", "nothing.yaml");
    assertThat(missing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(missing.err()).contains("there is no job file nothing.yaml");
    Jobs.file(folder, "vars", 1, "print", "{{.word}}");
    Invocation noValue =
        Invocation.of(Map.of(), folder, "job", "run", "vars.yaml", "-V", "other=1");
    assertThat(noValue.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(noValue.err()).contains("'word'").contains("-V word=VALUE");
  }
}
