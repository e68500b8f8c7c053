// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.model.JobType;
import dev.gadus.model.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir Path folder;

  private Configuration load(Map<String, String> environment, String file, List<String> given)
      throws Exception {
    Path path = folder.resolve("config.yaml");
    Files.writeString(path, file);
    return ConfigurationLoader.load(environment, path, given, Map.of());
  }

  @Test
  void withNothingGivenEverythingHasItsDefault() {
    Configuration configuration =
        ConfigurationLoader.load(Map.of(), folder.resolve("config.yaml"), List.of(), Map.of());
    for (Setting setting : Setting.values()) {
      assertThat(configuration.display(setting)).as(setting.key()).isEqualTo(setting.defaultText());
    }
  }

  @Test
  void everyKeyIsReadFromAFileAndComesBackInTheTree() throws Exception {
    Configuration changed = Configuration.defaults();
    for (Setting setting : Setting.values()) {
      changed = changed.with(setting, other(setting));
    }
    Configuration read = load(Map.of(), Yaml.write(changed.tree()), List.of());
    for (Setting setting : Setting.values()) {
      assertThat(read.display(setting)).as(setting.key()).isEqualTo(other(setting));
      assertThat(read.display(setting)).as(setting.key()).isNotEqualTo(setting.defaultText());
    }
  }

  /** A value that is allowed and not the default. */
  private static String other(Setting setting) {
    return switch (setting.kind()) {
      case TEXT -> "10.0.0.9";
      case PORT -> "7777";
      case FLAG -> "true";
      case WHOLE_NUMBER, GPU -> "17";
      case DURATION -> "90s";
      case PERCENT -> "60%";
      case AGES -> "batch=720h,ops=24h";
      case COUNTS -> "1000";
      case CPU_SHARE, CPU -> "1500m";
      case SIZE_SHARE, SIZE -> "3Gi";
      case RESTART -> "fail";
      case LEVEL -> "debug";
      case TEXTS -> "/a/**,/b:ro";
      case LABELS -> "zone=a,rack=7";
    };
  }

  @Test
  void retentionIsGivenForAllJobTypesOrForSome() throws Exception {
    String file =
        """
        Orchestrator:
          JobStore:
            Retention: {batch: 24h, ops: 1h}
            RetentionCount: 500
        Compute: {ExecutionStore: {Retention: 7d}}
        """;
    Configuration configuration =
        load(Map.of(), file, List.of("Compute.ExecutionStore.RetentionCount=daemon=9"));
    assertThat(configuration.ages(Setting.ORCHESTRATOR_STORE_RETENTION))
        .containsExactly(
            Map.entry(JobType.BATCH, Duration.ofHours(24)),
            Map.entry(JobType.OPS, Duration.ofHours(1)));
    assertThat(configuration.counts(Setting.ORCHESTRATOR_STORE_RETENTION_COUNT))
        .hasSameSizeAs(JobType.values())
        .containsEntry(JobType.SERVICE, 500L);
    assertThat(configuration.ages(Setting.ORCHESTRATOR_STORE_UNFINISHED_RETENTION)).isEmpty();
    assertThat(configuration.ages(Setting.COMPUTE_STORE_RETENTION))
        .hasSameSizeAs(JobType.values())
        .containsEntry(JobType.DAEMON, Duration.ofDays(7));
    assertThat(configuration.counts(Setting.COMPUTE_STORE_RETENTION_COUNT))
        .containsExactly(Map.entry(JobType.DAEMON, 9L));
    for (String wrong : List.of("batch=-1h", "nothing=1h", "soon")) {
      assertThatThrownBy(
              () -> load(Map.of(), "", List.of("Orchestrator.JobStore.Retention=" + wrong)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("a duration such as 720h for all job types");
    }
  }

  @Test
  void aPairWinsOverTheEnvironmentWhichWinsOverTheFile() throws Exception {
    String file = "API:\n  Port: 1\n  Host: 10.0.0.1\nLogging:\n  Level: warn\n";
    Map<String, String> environment = Map.of("BACALHAU_API_PORT", "2", "BACALHAU_API_HOST", "b");
    Configuration configuration = load(environment, file, List.of("API.Port=3"));
    assertThat(configuration.port(Setting.API_PORT)).isEqualTo(3);
    assertThat(configuration.text(Setting.API_HOST)).isEqualTo("b");
    assertThat(configuration.text(Setting.LOGGING_LEVEL)).isEqualTo("warn");
  }

  @Test
  void storePathsOfTheEnvironmentWinOverTheFile() throws Exception {
    String file =
        "Orchestrator: {JobStore: {Path: /f/jobs}}\nCompute: {ExecutionStore: {Path: /f/e}}\n";
    Map<String, String> environment =
        Map.of("BACALHAU_JOB_STORE_PATH", "/e/jobs.db", "BACALHAU_COMPUTE_STORE_PATH", "/e/c.db");
    Configuration configuration = load(environment, file, List.of());
    assertThat(configuration.text(Setting.ORCHESTRATOR_STORE_PATH)).isEqualTo("/e/jobs.db");
    assertThat(configuration.text(Setting.COMPUTE_STORE_PATH)).isEqualTo("/e/c.db");
  }

  @Test
  void everyProblemIsReportedAtOnceAndNearKeysAreNamed() {
    assertThatThrownBy(() ->
            load(
                Map.of("BACALHAU_API_PORT", "99999"),
                "API:\n  Prot: 5\nCompute:\n  Enabled: perhaps\nNothingLikeIt: 1\n",
                List.of("Publishers.Types.Local.Port=x", "Logging.Levle=info")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> {
              assertThat(e.problems()).hasSize(6);
              assertThat(e)
                  .hasMessageContaining("API.Prot")
                  .hasMessageContaining("did you mean API.Port")
                  .hasMessageContaining("Compute.Enabled must be true or false")
                  .hasMessageContaining("BACALHAU_API_PORT=99999")
                  .hasMessageContaining("-c Publishers.Types.Local.Port=x")
                  .hasMessageContaining("did you mean Logging.Level")
                  .hasMessageContaining("'NothingLikeIt'; 'gadus config list'");
            });
  }

  @Test
  void anEmptyValueIsTheDefault() throws Exception {
    Configuration configuration =
        load(Map.of(), "API: {Host: ''}\n", List.of("API.Port=", "Compute.OutputRetention="));
    assertThat(configuration.text(Setting.API_HOST)).isEqualTo("127.0.0.1");
    assertThat(configuration.port(Setting.API_PORT)).isEqualTo(1234);
    assertThat(configuration.duration(Setting.COMPUTE_OUTPUT_RETENTION)).hasHours(1);
  }

  @Test
  void keysAreTheSameInAnyCaseAndABareKeyIsTrue() throws Exception {
    Configuration configuration =
        load(Map.of(), "api: {PORT: 7}\n", List.of("compute.enabled", "LABELS=a=b"));
    assertThat(configuration.port(Setting.API_PORT)).isEqualTo(7);
    assertThat(configuration.flag(Setting.COMPUTE_ENABLED)).isTrue();
    assertThat(configuration.labels(Setting.LABELS)).containsExactly(Map.entry("a", "b"));
  }

  @Test
  void aGivenFileReplacesTheOneOfTheDataDirectoryAndMustExist() throws Exception {
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, "API: {Port: 9}\n");
    Configuration configuration =
        load(Map.of(), "API: {Host: 10.9.9.9}\n", List.of(other.toString()));
    assertThat(configuration.port(Setting.API_PORT)).isEqualTo(9);
    assertThat(configuration.text(Setting.API_HOST)).isEqualTo("127.0.0.1");
    assertThatThrownBy(() -> load(Map.of(), "", List.of("missing.yaml")))
        .hasMessageContaining("no configuration file missing.yaml");
  }

  @Test
  void aMalformedFileIsNamedWithThePlace() {
    assertThatThrownBy(() -> load(Map.of(), "API: [1\n", List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config.yaml: line ");
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "30s, 30000",
    "1h30m, 5400000",
    "250ms, 250",
    "2d, 172800000",
  })
  void durationsAreSumsOfParts(String text, long millis) {
    assertThat(SettingKind.duration(text)).hasMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({"5", "h", "5 m", "-1s", "1.5h", "''"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> SettingKind.duration(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everySettingHasItsOwnKeyAndVariable() {
    List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    assertThat(Setting.values()).allSatisfy(one -> assertThat(one.variables()).isNotEmpty());
  }
}
