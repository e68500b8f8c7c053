// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
  /** An engine with a check of its own, as modules bring them. */
  private static final TaskTypes TYPES =
      new TaskTypes(
          List.of(
              new SpecType(
                  "wasm",
                  List.of(
                      Param.required("EntryModule", Kind.TASK_PATH),
                      Param.optional("Entrypoint", Kind.TEXT),
                      Param.optional("Parameters", Kind.TEXTS)),
                  (task, engine, problems) -> {
                    if (engine.text("Entrypoint").orElse("").equals("nowhere")) {
                      problems.report("Entrypoint", "is no function");
                    }
                  })),
          List.of(
              new SpecType(
                  "local",
                  Param.required("SourcePath", Kind.HOST_PATH),
                  Param.optional("ReadWrite", Kind.FLAG),
                  Param.oneOf("CreateAs", "dir", "file", "noCreate")),
              new SpecType("inline", Param.required("URL", Kind.TEXT))),
          List.of(new SpecType("local")));

  private static Job read(String text) {
    return JobFile.read(text, TYPES);
  }

  private static final String GOOD =
      """
      Name: count words
      Type: batch
      Count: 2
      Labels: {team: docs, year: 2026}
      Tasks:
        - Name: main
          Engine:
            Type: wasm
            Params:
              EntryModule: /app/count.wasm
              Parameters: [--top, 5]
          InputSources:
            - Source: {Type: local, Params: {SourcePath: count.wasm}}
              Target: /app/count.wasm
            - Source: {Type: local, Params: {SourcePath: books}}
              Target: /inputs
          ResultPaths:
            - {Name: words, Path: /outputs}
          Publisher: {Type: local}
          Resources: {CPU: 0.50, Memory: 64Mb}
          Env: {DEBUG: true}
          Timeouts: {ExecutionTimeout: 60}
      """;

  @Test
  void readsAGoodFileAndKeepsTheSpellingOfUnquotedTexts() {
    Job job = read(GOOD);

    assertThat(job.name()).isEqualTo("count words");
    assertThat(job.type()).isEqualTo(JobType.BATCH);
    assertThat(job.count()).isEqualTo(2);
    assertThat(job.labels()).containsEntry("year", "2026");
    assertThat(job.task().engine().texts("Parameters")).isEqualTo(List.of("--top", "5"));
    assertThat(job.task().resources().cpu()).isEqualTo("0.50");
    assertThat(job.task().env()).isEqualTo(Map.of("DEBUG", "true"));
    assertThat(job.task().timeouts().executionTimeout()).isEqualTo(60);
  }

  @Test
  void readsJsonInAnyCaseOfKeys() {
    Job job =
        read(
            """
            {"type": "ops", "tasks": [{"name": "main",
              "engine": {"type": "WASM", "params": {"entrymodule": "/m.wasm"}},
              "inputSources": [{"source": {"type": "inline", "params": {"url": "data:,x"}},
                                "target": "/m.wasm"}]}]}
            """);

    assertThat(job.type()).isEqualTo(JobType.OPS);
    assertThat(job.count()).isZero();
    assertThat(job.task().engine().text("EntryModule")).contains("/m.wasm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Type: wasm            | Type: wsam        | Tasks[0].Engine.Type: unknown engine 'wsam'; allowed: wasm; did you mean wasm?
          Type: wasm            | Type: docker      | Tasks[0].Engine.Type: unknown engine 'docker'; allowed: wasm
          Type: batch           | Type: bath        | Type: unknown job type 'bath'; allowed: batch, ops, service, daemon; did you mean batch?
          Type: batch           | Name2: x          | Type: a job needs a Type: one of batch, ops, service, daemon
          Count: 2              | Count: two        | Count: must be a whole number, found the text 'two'
          Count: 2              | Count: 2.5        | Count: must be a whole number, found the number 2.5
          Count: 2              | Count: 0          | Count: a batch job has 1 to 100000 partitions, found 0
          Count: 2              | Conut: 2          | Conut: unknown key; allowed: Name, Namespace, Type, Priority, Count, Constraints, Meta, Labels, Tasks; did you mean Count?
          Count: 2              | Version: 2        | Version: is set by the server; remove it
          Target: /inputs       | Target: /app/count.wasm | Tasks[0].InputSources[1].Target: '/app/count.wasm' is already used by InputSources[0]; each is unique
          Target: /inputs       | Target: inputs    | Tasks[0].InputSources[1].Target: Target 'inputs' is not absolute: it begins with /
          Target: /inputs       | Target: /a/../b   | Tasks[0].InputSources[1].Target: Target '/a/../b' has a .. in it
          Target: /inputs       | Alias: x          | Tasks[0].InputSources[1].Target: is missing or blank
          EntryModule: /app/count.wasm | EntryModul: /app/count.wasm | Tasks[0].Engine.Params: 'wasm' needs EntryModule (text)
          "Parameters: [--top, 5]" | Entrypoint: nowhere | Tasks[0].Engine.Params.Entrypoint: is no function
          {SourcePath: books}   | "{SourcePath: books, CreateAs: link}" | Tasks[0].InputSources[1].Source.Params.CreateAs: 'link' is none of dir, file, noCreate
          "Parameters: [--top, 5]" | Parameters: --top | Tasks[0].Engine.Params.Parameters: must be a list of texts, found the text '--top'
          "Parameters: [--top, 5]" | "Parametres: [--top, 5]" | Tasks[0].Engine.Params.Parametres: engine 'wasm' has no such parameter; allowed: EntryModule, Entrypoint, Parameters; did you mean Parameters?
          {SourcePath: books}   | {}                | Tasks[0].InputSources[1].Source.Params: 'local' needs SourcePath (text)
          {SourcePath: books}   | "{SourcePath: books, ReadWrite: maybe}" | Tasks[0].InputSources[1].Source.Params.ReadWrite: must be true or false, found the text 'maybe'
          Publisher: {Type: local} | Publisher: {Type: s3} | Tasks[0].Publisher.Type: unknown publisher 's3'; allowed: local
          Publisher: {Type: local} | Meta: {}       | Tasks[0].ResultPaths: result paths need a Publisher, else nothing would be kept; allowed: local
          Name: words           | Name: ../words    | Tasks[0].ResultPaths[0].Name: '../words' becomes a folder: it has no slashes and is not . or ..
          Name: words           | Name: stdout      | Tasks[0].ResultPaths[0].Name: 'stdout' is a file that every result has; choose another name
          Path: /outputs        | Path: /inputs     | Tasks[0].ResultPaths[0].Path: '/inputs' is the Target of an input source, and inputs are read-only
          Memory: 64Mb          | Memory: much      | Tasks[0].Resources.Memory: Memory 'much' is not a size: write for example 512Mb, 2Gi or 1000000
          CPU: 0.50             | CPU: -1           | Tasks[0].Resources.CPU: CPU '-1' is not a number of cores: write for example 2, 0.5 or 500m
          DEBUG: true           | debug: true       | Tasks[0].Env.debug: a variable's name is an upper-case letter, then upper-case letters, digits or _
          DEBUG: true           | BACALHAU_X: true  | Tasks[0].Env.BACALHAU_X: names that begin with BACALHAU_ are set by the node
          ExecutionTimeout: 60  | ExecutionTimeout: -1 | Tasks[0].Timeouts.ExecutionTimeout: is not negative
          ExecutionTimeout: 60  | "ExecutionTimeout: 60, TotalTimeout: 59" | Tasks[0].Timeouts.TotalTimeout: 59 s is less than ExecutionTimeout 60 s + QueueTimeout 0 s
          "{team: docs, year: 2026}" | "[docs]"     | Labels: must be a map of names to values, found a list
          """)
  void saysWhatIsWrongWhereAndWhatIsAllowed(String good, String bad, String message) {
    assertThat(GOOD).as("the row must change the file").contains(good);
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class, () -> read(GOOD.replaceFirst(quoted(good), bad)));

    assertThat(error).isNotNull();
    assertThat(error.problems())
        .extracting(problem -> problem.path() + ": " + problem.message())
        .contains(message);
    assertThat(error.problems()).allSatisfy(problem -> assertThat(problem.position()).isPresent());
  }

  private static String quoted(String text) {
    return java.util.regex.Pattern.quote(text);
  }

  @Test
  void namesLineAndColumnOfTheKey() {
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class, () -> read(GOOD.replace("Type: wasm", "Type: docker")));

    assertThat(error)
        .hasMessage(
            "line 8, column 7: Tasks[0].Engine.Type: unknown engine 'docker'; allowed: wasm");
  }

  @Test
  void reportsAllProblemsOfAFileTogether() {
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class,
            () ->
                read(
                    GOOD.replace("Type: wasm", "Type: docker")
                        .replace("/inputs", "inputs")
                        .replace("64Mb", "lots")));

    assertThat(error.problems())
        .extracting(Problem::path)
        .containsExactly(
            "Tasks[0].Engine.Type", "Tasks[0].InputSources[1].Target", "Tasks[0].Resources.Memory");
  }

  @Test
  void reportsWrongTypesTogetherWithWrongValues() {
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class,
            () ->
                read(
                    GOOD.replace("Count: 2", "Count: two")
                        .replace("Type: wasm", "Type: docker")
                        .replace("Target: /inputs", "Target: /app/count.wasm")));

    assertThat(error.problems())
        .extracting(Problem::path)
        .containsExactly("Count", "Tasks[0].Engine.Type", "Tasks[0].InputSources[1].Target");
  }

  @Test
  void aKeyThatStandsTwiceHidesNoOtherProblemAndAllComeInTheOrderOfLines() {
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class,
            () ->
                read(
                    GOOD.replace("Type: batch", "Type: service")
                        .replace("Count: 2", "Count: 2\nCount: {a: 1}\nConut: 3")
                        .replace("{Type: local}\n", "{Type: local, Type: s3}\n")
                        .replace("Type: wasm", "Type: docker")
                        .replace("64Mb", "lots")));

    assertThat(error.problems())
        .extracting(problem -> problem.position().orElseThrow().line() + " " + problem.path())
        .containsExactly(
            "2 Type",
            "4 Count",
            "5 Conut",
            "10 Tasks[0].Engine.Type",
            "21 Tasks[0].Publisher.Type",
            "22 Tasks[0].Resources.Memory");
    assertThat(error.problems().get(1).message())
        .isEqualTo("the key stands twice, the first time in line 3; remove one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "  \t", "\t\t  "})
  void aTabInTheIndentationIsNamedWhereItStands(String indentation) {
    String text = "Name: x\nType: batch\nLabels:\n" + indentation + "team: docs\nCount: 2\n";

    assertThatThrownBy(() -> read(text))
        .hasMessage(
            "line 4, column %d: the line begins with a tab; YAML is indented with spaces, which"
                    .formatted(indentation.indexOf('\t') + 1)
                + " tabs are not");
  }

  @Test
  void aTabInsideAValueIsNoMistake() {
    String text = GOOD.replace("Name: words", "Name: \"two\\twords\"");

    assertThat(read(text).task().resultPaths().getFirst().name()).isEqualTo("two\twords");
    assertThatThrownBy(() -> read(GOOD.replace("Name: count words", "Name: \"count\\twords\"")))
        .hasMessageContaining("Name: has a control character");
    assertThatThrownBy(() -> read(GOOD.replace("Type: wasm", "Type:\twasm")))
        .hasMessage("line 8, column 12: here is a tab where YAML wants spaces");
  }

  @Test
  void aTemplateThatWasNotFilledInIsNoJumbleOfTheParser() {
    assertThatThrownBy(() -> read(GOOD.replace("Count: 2", "Count: {{.count}}")))
        .hasMessageStartingWith("line 3, column ")
        .hasMessageContaining("a key is a text, and here a map or a list stands in its place")
        .hasMessageNotContaining("Event");
  }

  @ParameterizedTest
  @CsvSource({
    "., would mean a folder",
    ".., would mean a folder",
    "a/b, has a slash",
    "/, has a slash",
    "..., ''",
    "a.b, ''",
    "a b, ''",
    "ä?%#, ''"
  })
  void whatCannotStandInAnAddressIsNoName(String name, String problem) {
    for (String key : List.of("Name", "Namespace")) {
      String text = GOOD.replace("Name: count words", key + ": \"" + name + "\"");
      if (problem.isEmpty()) {
        assertThat(read(text)).isNotNull();
      } else {
        assertThatThrownBy(() -> read(text))
            .hasMessageContaining("line 1, column 1: " + key + ": '" + name + "' " + problem);
      }
    }
  }

  @Test
  void aValueOfTheWrongTypeIsReportedOnce() {
    InvalidJobException error =
        catchThrowableOfType(
            InvalidJobException.class, () -> read(GOOD.replace("{SourcePath: books}", "[books]")));

    assertThat(error.problems())
        .extracting(Problem::path)
        .containsExactly("Tasks[0].InputSources[1].Source.Params");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                          | the file is empty
          just words                  | must be a map with the keys
          - a list                    | must be a map with the keys
          {"Type": "batch", "Type": 1} | line 1, column 19: Type: the key stands twice, the first time in line 1
          {"Type": "batch"            | is not well-formed
          Type: [batch                | is not well-formed
          """)
  void saysWhyATextIsNoJob(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("Source:");
  }

  @Test
  void aSecondDocumentIsRefusedSinceOneJobWouldBeLostInSilence() {
    assertThatThrownBy(() -> read(GOOD + "---\n" + GOOD))
        .isInstanceOf(InvalidJobException.class)
        .hasMessageContaining("a job file holds one job");
  }

  @Test
  void deepNestingEndsInAnError() {
    assertThatThrownBy(() -> read("Meta: " + "[".repeat(5_000)))
        .isInstanceOf(InvalidJobException.class);
  }
}
