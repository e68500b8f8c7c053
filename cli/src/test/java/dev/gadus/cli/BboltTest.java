// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gadus.bolt.Database;
import dev.gadus.interop.GoPrograms;
import dev.gadus.interop.Outcome;
import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instructions that were written for Go's tool, typed as they are with {@code ./bbolt}: the real
 * script, a real process, and the databases that a node left.
 */
final class BboltTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of(
          "dev.gadus.bolt",
          "dev.gadus.bolt.cli",
          "info.picocli",
          "org.jline.reader",
          "org.jline.terminal",
          "org.jline.nativ",
          "org.jline.terminal.ffm");

  @TempDir private Path folder;

  /** What {@code ./bbolt} is beside, with the modules of this test run in the place of a build. */
  @BeforeEach
  void layOutTree() throws IOException {
    Path lib = Files.createDirectories(folder.resolve("dist/target/gadus-1/bolt"));
    Files.createDirectories(folder.resolve("dist/target/gadus-1/lib"));
    Files.createDirectories(folder.resolve("scripts"));
    for (String file : List.of("gadus", "bbolt", "scripts/jdk25.sh")) {
      Files.copy(PROJECT.resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String name : MODULES) {
      Optional<ResolvedModule> module = ModuleLayer.boot().configuration().findModule(name);
      assumeTrue(
          module.isPresent(), "SKIPPED: these tests run without modules, the script does not");
      Path location = Path.of(module.orElseThrow().reference().location().orElseThrow());
      if (Files.isDirectory(location)) {
        // A module that is a folder is found by walking through it, which follows no links.
        copy(location, lib.resolve(name));
      } else {
        Files.createSymbolicLink(lib.resolve(location.getFileName()), location);
      }
    }
    Files.writeString(folder.resolve("dist/target/current"), "gadus-1 " + jdkBuild() + "\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static String jdkBuild() throws IOException {
    Properties release = new Properties();
    try (var in = Files.newInputStream(Path.of(System.getProperty("java.home"), "release"))) {
      release.load(in);
    }
    return release.getProperty("JAVA_RUNTIME_VERSION").replace("\"", "");
  }

  @Test
  void theInstructionsForGosToolWorkOnBothDatabasesOfANode() throws Exception {
    Path data = NodeFiles.ofOneJob(folder).data();
    List<Path> databases;
    try (Stream<Path> files = Files.list(data)) {
      databases = files.filter(file -> file.toString().endsWith(".db")).toList();
    }
    assertThat(databases).hasSize(2);
    for (Path database : databases) {
      boolean requester = database.toString().endsWith("-requester.db");
      look(database.toString(), requester ? "job" : "execution");
    }
  }

  private void look(String file, String bucket) throws Exception {
    assertThat(bbolt("check", file)).startsWith("0", "OK\n");
    assertThat(bbolt("buckets", file).get(1)).contains(bucket + "\n");
    assertThat(bbolt("stats", file).get(1)).startsWith("Aggregate statistics for ");
    String key = bbolt("keys", file, bucket).get(1).lines().findFirst().orElseThrow();
    assertThat(bbolt("get", file, bucket, key).get(1)).contains("\"" + key + "\"");
    assertThat(bbolt("get", file, bucket, "nope")).startsWith("1", "");
    Path copy = folder.resolve(bucket + "-compacted.db");
    assertThat(bbolt("compact", "-o", copy.toString(), file).get(1)).contains(" bytes (gain=");
    assertThat(bbolt("check", copy.toString())).startsWith("0", "OK\n");
    compareWithGo(
        List.of(
            List.of("check", file),
            List.of("buckets", file),
            List.of("stats", file),
            List.of("keys", file, bucket),
            List.of("get", file, bucket, key),
            List.of("pages", file),
            List.of("inspect", file)));
  }

  private void compareWithGo(List<List<String>> lines) throws Exception {
    GoPrograms go = GoPrograms.orSkip();
    for (List<String> line : lines) {
      Outcome real = go.bbolt(line.toArray(String[]::new));
      assertThat(bbolt(line.toArray(String[]::new)))
          .as(line.toString())
          .startsWith(String.valueOf(real.exitCode()), real.text());
    }
  }

  @Test
  void keysOutsideOfAsciiAreReadAndPrintedInALocaleWithoutThem() throws Exception {
    Path file = folder.resolve("some.db");
    try (Database database = Database.open(file)) {
      database.update(transaction -> {
        transaction.createBucket(bytes("straße")).put(bytes("schlüssel-日本"), bytes("wért"));
        return true;
      });
    }

    assertThat(bbolt("buckets", file.toString())).startsWith("0", "straße\n");
    assertThat(bbolt("keys", file.toString(), "straße").get(1)).isEqualTo("schlüssel-日本\n");
    assertThat(bbolt("get", file.toString(), "straße", "schlüssel-日本").get(1)).isEqualTo("wért\n");
  }

  /** Runs {@code ./bbolt} in the plainest locale; returns exit code, output and errors. */
  private List<String> bbolt(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(folder.resolve("bbolt").toString()));
    command.addAll(List.of(arguments));
    // A script is read as bytes, while this JVM passes on arguments in the encoding of its locale.
    Path script = folder.resolve("run.sh");
    Files.writeString(
        script, "exec " + String.join(" ", command.stream().map(BboltTest::quoted).toList()));
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("GADUS_NO_BUILD", "1");
    builder.environment().remove("GADUS_JAVA_OPTS");
    Path errors = folder.resolve("errors");
    Process process = builder.redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return List.of(String.valueOf(process.waitFor()), output, Files.readString(errors, UTF_8));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
