package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GadusTest {
  private static Invocation gadus(String... arguments) {
    return Invocation.of(Map.of(), Path.of("").toAbsolutePath(), arguments);
  }

  @Test
  void versionNamesTheProductAndTheApi() {
    Invocation version = gadus("version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out())
        .matches("gadus \\d+\\.\\d+\\.\\d+\\S* \\(API v\\d+\\.\\d+\\.\\d+\\)\n");
    assertThat(version.err()).isEmpty();
  }

  @Test
  void anUnknownCommandIsBadInputWithAHint() {
    Invocation unknown = gadus("versoin");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).startsWith("Error: ").contains("versoin").contains("Hint:  ");
    assertThat(unknown.out()).isEmpty();
  }

  @Test
  void noCommandAtAllIsBadInput() {
    Invocation nothing = gadus();
    assertThat(nothing.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(nothing.err()).startsWith("Error: a command is missing");
  }

  @Test
  void helpGoesToStandardOutput() {
    Invocation help = gadus("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("version");
  }
}
