// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gadus.model.InvalidJobException;
import dev.gadus.model.Job;
import dev.gadus.model.JobFile;
import dev.gadus.model.SpecType;
import dev.gadus.model.TaskTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What job files may say of the engine. */
class WasmTypeTest {
  private static final TaskTypes TYPES =
      new TaskTypes(List.of(WasmEngine.TYPE), List.of(new SpecType("somewhere")), List.of());

  private static String file(String params) {
    return """
    Type: batch
    Tasks:
      - Name: main
        Engine: {Type: wasm, Params: {%s}}
        InputSources:
          - Source: {Type: somewhere}
            Target: /app
    """
        .formatted(params);
  }

  private static Job read(String params) {
    return JobFile.read(file(params), TYPES);
  }

  private static String problem(String params) {
    InvalidJobException e = catchThrowableOfType(InvalidJobException.class, () -> read(params));
    assertThat(e).as("problems of %s", params).isNotNull();
    return e.problems().getFirst().path() + ": " + e.problems().getFirst().message();
  }

  @Test
  void aModuleIsAnInputOrAFileBelowOne() {
    assertThat(read("EntryModule: /app").task().engine().text("EntryModule")).contains("/app");
    assertThat(read("EntryModule: /app/bin/count.wasm").task().engine().text("EntryModule"))
        .contains("/app/bin/count.wasm");
    for (String elsewhere : List.of("/other.wasm", "/application", "/")) {
      assertThat(problem("EntryModule: " + elsewhere))
          .isEqualTo(
              "Tasks[0].Engine.Params.EntryModule: '%s' is neither the Target of an input source nor a file below one"
                  .formatted(elsewhere));
    }
  }

  @Test
  void aModuleMustBeNamed() {
    assertThat(problem("Entrypoint: main"))
        .isEqualTo("Tasks[0].Engine.Params: 'wasm' needs EntryModule (text)");
  }

  @Test
  void importedModulesAreNotSupported() {
    assertThat(problem("EntryModule: /app, ImportModules: [/app/lib.wasm]"))
        .isEqualTo(
            "Tasks[0].Engine.Params.ImportModules: is not supported; link the modules into one");
    assertThat(read("EntryModule: /app, ImportModules: []").tasks()).hasSize(1);
  }

  @Test
  void parametersAreAList() {
    assertThat(problem("EntryModule: /app, Parameters: --top"))
        .isEqualTo(
            "Tasks[0].Engine.Params.Parameters: must be a list of texts, found the text '--top'");
  }
}
