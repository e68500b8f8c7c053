// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of the page about using Gadus from Java, compiled and run as somebody else's: on
 * both paths, without what only tests have.
 */
class EmbeddingDocumentTest {
  private static final String PAGE = "docs/embedding.md";
  private static final Pattern NOT_FOR_USERS =
      Pattern.compile("junit|assertj|opentest4j|apiguardian|byte-buddy|interop|test-classes");

  @TempDir Path folder;

  @BeforeEach
  void writeThePrograms() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("example"));
    for (var file : Page.read(PAGE).files().entrySet()) {
      Files.writeString(sources.resolve(file.getKey()), file.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEngineIsUsed(boolean modules) throws Exception {
    // The engine's own classes and nothing besides.
    String path = Path.of("../bolt/target/classes").toAbsolutePath().normalize().toString();

    String printed = run(modules, path, "Birds", "dev.gadus.bolt", folder.resolve("birds.db"));

    assertThat(printed).isEqualTo("a swift sleeps in the air\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNodeRunsAJobInTheProcessOfAProgram(boolean modules) throws Exception {
    Path job = folder.resolve("nothing.yaml");
    Files.writeString(job, Page.read("docs/cli.md").files().get("nothing.yaml"));

    String printed =
        run(modules, pathOfUsers(), "Embedded", "dev.gadus.node", folder.resolve("data"), job);

    assertThat(printed).isEqualTo("nothing: COMPLETED\n");
    try (var files = Files.list(folder.resolve("data"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.endsWith("-requester.db"))
          .anyMatch(name -> name.endsWith("-compute.db"));
    }
  }

  private static String pathOfUsers() {
    String modules = System.getProperty("jdk.module.path", "");
    String all = modules + File.pathSeparator + System.getProperty("java.class.path", "");
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !NOT_FOR_USERS.matcher(entry).find())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Compiles and runs a program of the page; what it prints. */
  private String run(boolean modules, String path, String program, String module, Path... arguments)
      throws Exception {
    List<String> sources = new ArrayList<>();
    sources.add(folder.resolve("example/" + program + ".java").toString());
    if (modules) {
      Path descriptor = folder.resolve("module-info.java");
      String client = module.endsWith("node") ? " requires dev.gadus.client;" : "";
      Files.writeString(descriptor, "module example { requires %s;%s }".formatted(module, client));
      sources.add(descriptor.toString());
    }
    Path classes = folder.resolve("classes");
    String kind = modules ? "--module-path" : "--class-path";
    List<String> javac = command("javac", kind, path, "-d", classes.toString());
    javac.addAll(sources);
    assertThat(output(javac)).isEmpty();
    String both = classes + File.pathSeparator + path;
    List<String> java =
        modules
            ? command(
                "java",
                kind,
                both,
                "--enable-native-access=dev.gadus.bolt"
                    + (module.endsWith("node") ? ",dev.gadus.files" : ""),
                "--module")
            : command("java", kind, both, "--enable-native-access=ALL-UNNAMED");
    java.add(modules ? "example/example." + program : "example." + program);
    Arrays.stream(arguments).map(Path::toString).forEach(java::add);
    return output(java);
  }

  private static List<String> command(String program, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
    command.addAll(List.of(words));
    return command;
  }

  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(command + "\n" + output).isZero();
    return output;
  }
}
