// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts {@code ./gadus} and {@code scripts/jdk25.sh}, copied into a small source tree whose
 * {@code ./build} only pretends, with JDKs whose {@code java} prints its arguments.
 */
final class LauncherTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String BUILD = "25.0.9+1";

  @TempDir private Path temporary;
  private Path tree;
  private Path jdk;

  private record Outcome(int exitCode, List<String> out, String err) {}

  @BeforeEach
  void layOutTree() throws IOException {
    tree = Files.createDirectories(temporary.resolve("a tree"));
    copy("gadus");
    copy("bbolt");
    copy("scripts/jdk25.sh");
    write(tree.resolve("pom.xml"), "");
    write(tree.resolve("bolt/pom.xml"), "");
    write(tree.resolve("bolt/src/main/java/A.java"), "");
    write(tree.resolve("dist/assemble.sh"), "");
    age(tree.resolve("pom.xml"), tree.resolve("bolt/pom.xml"), tree.resolve("dist/assemble.sh"));
    age(tree.resolve("bolt/src/main/java/A.java"), tree.resolve("bolt/src/main/java"));
    age(tree.resolve("bolt/src/main"));
    program(
        tree.resolve("build"),
        """
        echo built >>"$PWD/builds"
        mkdir -p dist/target/gadus-1/lib
        echo "gadus-1 %s" >dist/target/current
        """
            .formatted(BUILD));
    jdk = jdk("a jdk", "25.0.9", BUILD);
  }

  @Test
  void buildsWhatWasNeverBuiltAndSaysSoInOneLine() throws Exception {
    Outcome outcome = gadus("version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err().lines()).singleElement().asString().startsWith("gadus: building");
    assertThat(outcome.out()).endsWith("dev.gadus.cli/dev.gadus.cli.Gadus", "version");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void doesNotBuildAgainWhatIsNewerThanItsSources() throws Exception {
    gadus("version");

    Outcome outcome = gadus("version");

    assertThat(outcome.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pom.xml", "bolt/pom.xml", "bolt/src/main/java/A.java", "bolt/src/main/java"})
  void buildsAgainWhenSomethingThatItIsMadeOfIsNewer(String changed) throws Exception {
    gadus("version");
    Files.setLastModifiedTime(tree.resolve(changed), FileTime.from(Instant.now().plusSeconds(60)));

    gadus("version");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenTheJdkWasUpdated() throws Exception {
    gadus("version");
    jdk = jdk("another jdk", "25.0.10", "25.0.10+2");
    program(tree.resolve("build"), "echo 'gadus-1 25.0.10+2' >dist/target/current");

    Outcome outcome = gadus("version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).startsWith("gadus: building");
  }

  @Test
  void runsWhatIsThereWhenToldNotToBuild() throws Exception {
    gadus("version");
    Files.setLastModifiedTime(
        tree.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));

    Outcome outcome = run(Map.of("GADUS_NO_BUILD", "1"), tree.resolve("gadus"), "version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsOnceWhenStartedTwiceAtTheSameTime() throws Exception {
    // The first build waits until the second launcher waits for it, which it says before it does.
    program(
        tree.resolve("build"),
        """
        echo built >>builds
        until grep -q waiting second; do sleep 0.02; done
        mkdir -p dist/target/gadus-1/lib
        echo "gadus-1 %s" >dist/target/current
        """
            .formatted(BUILD));
    Path second = tree.resolve("second");
    write(second, "");
    Process first = command(Map.of(), tree.resolve("gadus"), "version").start();
    while (!Files.exists(tree.resolve("builds"))) {
      Thread.onSpinWait();
    }
    Process other =
        command(Map.of(), tree.resolve("gadus"), "version").redirectError(second.toFile()).start();

    assertThat(List.of(first.waitFor(), other.waitFor())).containsExactly(0, 0);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void saysWhatFailedInABuildAndLeavesOutMavensHints() throws Exception {
    program(
        tree.resolve("build"),
        """
        echo '[ERROR] A.java:[1,24] incompatible types'
        echo '[ERROR] Failed to execute goal on project gadus-node -> [Help 1]'
        echo '[ERROR] Re-run Maven using the -X switch'
        exit 1
        """);

    Outcome outcome = gadus("version");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("the build failed", ".gadus-build/build.log", "incompatible types")
        .endsWith("Failed to execute goal on project gadus-node\n");
  }

  @Test
  void takesABuildThatLeavesNothingForAFailure() throws Exception {
    program(tree.resolve("build"), "echo done");

    assertThat(gadus("version").exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "version,                    true",
    "job list --limit 5,         true",
    "serve --compute,            false",
    "job run --local job.yaml,   false",
    "job run job.yaml,           true"
  })
  void startsShortCommandsWithoutTheOptimizingCompiler(String line, boolean isShort)
      throws Exception {
    Outcome outcome = gadus(line.split(" "));

    assertThat(outcome.out().contains("-XX:TieredStopAtLevel=1")).isEqualTo(isShort);
  }

  @ParameterizedTest
  @CsvSource({"gadus, bolt keys f b, gadus bolt", "bbolt, keys f b, bbolt"})
  void startsTheBoltCommandWithItsOwnJarsAndCache(String program, String line, String name)
      throws Exception {
    Path built = tree.resolve("dist/target/gadus-1");
    write(built.resolve(BUILD + ".aot"), "");
    write(built.resolve(BUILD + "-bolt.aot"), "");

    Outcome outcome = run(Map.of(), tree.resolve(program), line.split(" "));

    assertThat(outcome.out())
        .contains("-XX:AOTCache=" + built.toRealPath().resolve(BUILD + "-bolt.aot"))
        .contains("-Ddev.gadus.bolt.cli.name=" + name)
        .contains(built.toRealPath().resolve("bolt").toString())
        .endsWith("dev.gadus.bolt.cli/dev.gadus.bolt.cli.BoltCommand", "keys", "f", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "C, C.UTF-8",
    "POSIX, C.UTF-8",
    "'', C.UTF-8",
    "de_DE.ISO-8859-1, C.UTF-8",
    // A name that promises it, of a locale that no system has.
    "xx_YY.UTF-8, C.UTF-8",
    "C.utf8, C.utf8",
    "C.UTF-8, C.UTF-8"
  })
  void everyCommandRunsInAUtf8Locale(String before, String then) throws Exception {
    program(jdk.resolve("bin/java"), "echo \"$LC_ALL\"");

    for (String line : List.of("bolt keys", "job list", "serve", "version")) {
      Map<String, String> environment =
          Map.of("LC_ALL", before, "LC_CTYPE", before, "LANG", before);
      Outcome outcome = run(environment, tree.resolve("gadus"), line.split(" "));
      assertThat(outcome.out()).as(line).containsExactly(then);
    }
  }

  @Test
  void aSystemWithoutAUtf8LocaleIsToldWhatThatMeans() throws Exception {
    gadus("version");
    Path folder = Files.createDirectories(temporary.resolve("bin"));
    program(folder.resolve("locale"), "echo ANSI_X3.4-1968");

    Outcome outcome =
        run(Map.of("PATH", folder + ":" + System.getenv("PATH")), tree.resolve("gadus"), "version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).startsWith("gadus: this system has no UTF-8 locale").hasLineCount(1);
  }

  /**
   * The whole way with the real program, which the JDK of this test starts on its classes. A script
   * makes and reads the files, for the locale of this JVM may be none that can name them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", ""})
  void aJobWithNamesThatAreNotAsciiRunsInEveryLocale(String locale) throws Exception {
    realProgram();
    Path plain = Jobs.file(temporary, "job", 1, "copy", "/in/A", "/out/A", "print", "B");
    Files.writeString(
        plain,
        Files.readString(plain)
            .replace(
                "    Resources:",
                """
                  - Source: {Type: local, Params: {SourcePath: in}}
                    Target: /in
                ResultPaths: [{Name: sortié, Path: /out}]
                Publisher: {Type: local}
                Resources:
                """
                    .indent(4)
                    .stripTrailing())
            .replace("Name: job", "Name: über")
            .replace("/A", "/naïve.txt")
            .replace("\"B\"", "\"données\""));
    Path script = temporary.resolve("script");
    program(
        script,
        """
        set -e
        mkdir -p café/in
        cp tool.wasm café/
        mv job.yaml café/über.yaml
        echo données >café/in/naïve.txt
        '%s' job run --local --output-dir café/got café/über.yaml
        cat café/got/sortié/naïve.txt
        """
            .formatted(tree.resolve("gadus")));

    Outcome outcome =
        run(
            Map.of(
                "LC_ALL",
                locale,
                "LC_CTYPE",
                locale,
                "LANG",
                locale,
                "BACALHAU_DIR",
                temporary.resolve("data").toString()),
            script);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).containsExactly("données", "données");
  }

  /** Lets the JDK's {@code java} be a real one, which runs the classes under test. */
  private void realProgram() throws IOException {
    List<String> command = NodeProcess.command(temporary.resolve("data")).command();
    String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    // Everything up to the name of the main class is for the classes in dist.
    write(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        while [ "$1" != --module ]; do shift; done
        shift 2
        exec %s "$@"
        """
            .formatted(words));
  }

  @Test
  void passesItsArgumentsAsTheyAre() throws Exception {
    Outcome outcome = gadus("job", "run", "a file.yaml", "*", "$HOME", "");

    assertThat(outcome.out()).endsWith("job", "run", "a file.yaml", "*", "$HOME", "");
  }

  @Test
  void passesOnTheExitCode() throws Exception {
    program(jdk.resolve("bin/java"), "exit 4");

    assertThat(gadus("version").exitCode()).isEqualTo(4);
  }

  @Test
  void letsTheUsersJvmOptionsComeLast() throws Exception {
    Outcome outcome =
        run(Map.of("GADUS_JAVA_OPTS", "-Xmx1g -Da=b"), tree.resolve("gadus"), "serve");

    assertThat(outcome.out())
        .containsSubsequence("-XX:+ExitOnOutOfMemoryError", "-Xmx1g", "-Da=b", "--module-path");
  }

  @Test
  void letsThoseModulesCallNativeCodeThatAreThere() throws Exception {
    assertThat(gadus("version").out())
        .contains("--enable-native-access=dev.gadus.bolt,dev.gadus.files,org.jline.terminal.ffm");
    assertThat(gadus("bolt", "version").out())
        .contains("--enable-native-access=dev.gadus.bolt,org.jline.terminal.ffm");
  }

  @Test
  void passesOnlyACacheOfTheseJarsAndThisJdk() throws Exception {
    Path built = tree.resolve("dist/target/gadus-1");
    write(built.resolve("25.0.8+1.aot"), "");
    write(tree.resolve("dist/target/gadus-0/" + BUILD + ".aot"), "");
    assertThat(gadus("version").out()).noneMatch(argument -> argument.contains("AOTCache"));

    Path cache = built.resolve(BUILD + ".aot");
    write(cache, "");

    assertThat(gadus("version").out()).contains("-XX:AOTCache=" + cache.toRealPath());
  }

  @Test
  void worksThroughSymbolicLinksAndFromAnyFolder() throws Exception {
    Path first = Files.createDirectories(temporary.resolve("links")).resolve("first");
    Files.createSymbolicLink(first, tree.resolve("gadus"));
    Path second = Files.createSymbolicLink(temporary.resolve("second"), Path.of("links/first"));

    Outcome outcome = run(Map.of(), second, "version");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains(tree.toRealPath().resolve("dist/target/gadus-1/lib").toString());
  }

  @Test
  void takesTheJdkThatJavaHomeNames() throws Exception {
    assertThat(jdkFound(Map.of("JAVA_HOME", jdk.toString()))).contains(jdk + " " + BUILD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "24.0.2", "26", "250", "1.8.0_25"})
  void passesOverOtherVersions(String version) throws Exception {
    Path other = jdk("other", version, version + "+1");

    assertThat(jdkFound(Map.of("JAVA_HOME", other.toString()))).doesNotContain(other.toString());
  }

  @Test
  void passesOverARuntimeWithoutCompiler() throws Exception {
    Files.delete(jdk.resolve("bin/javac"));

    assertThat(jdkFound(Map.of("JAVA_HOME", jdk.toString()))).doesNotContain(jdk.toString());
  }

  @Test
  void takesTheJdkOfTheJavaOnThePathThroughLinks() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("java"), jdk.resolve("bin/java"));
    String path = folder + ":" + System.getenv("PATH");

    assertThat(jdkFound(Map.of("JAVA_HOME", "/nowhere", "PATH", path)))
        .contains(jdk.toRealPath() + " " + BUILD);
  }

  @Test
  void saysWhatToInstallWhenThereIsNoJdk25() throws Exception {
    // The search is replaced, since this machine has a JDK 25.
    Path search = tree.resolve("scripts/jdk25.sh");
    write(search, Files.readString(search) + "\nfind_jdk25() { return 1; }\n");

    Outcome outcome = gadus("version");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("./gadus: Gadus needs a JDK 25", "JAVA_HOME", "Install one");
    // Debian 12 has no openjdk-25-jdk, so a line that names Debian alone would lead astray.
    assertThat(outcome.err()).contains("Debian 12", "temurin-25-jdk", "https://adoptium.net");
  }

  /** What {@code find_jdk25} finds with these variables, as "FOLDER BUILD". */
  private String jdkFound(Map<String, String> environment) throws Exception {
    Path script = temporary.resolve("find");
    program(
        script,
        ". '%s'\nfind_jdk25 || true\necho \"$JDK25 $JDK25_BUILD\""
            .formatted(tree.resolve("scripts/jdk25.sh")));
    return String.join("\n", run(environment, script).out());
  }

  private Outcome gadus(String... arguments) throws Exception {
    return run(Map.of(), tree.resolve("gadus"), arguments);
  }

  private Outcome run(Map<String, String> environment, Path program, String... arguments)
      throws Exception {
    Path err = temporary.resolve("err");
    Process process = command(environment, program, arguments).redirectError(err.toFile()).start();
    List<String> out = process.inputReader().readAllLines();
    return new Outcome(process.waitFor(), out, Files.readString(err));
  }

  private ProcessBuilder command(
      Map<String, String> environment, Path program, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(program.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(temporary.toFile());
    Map<String, String> variables = new HashMap<>(Map.of("JAVA_HOME", jdk.toString()));
    variables.putAll(environment);
    builder.environment().keySet().removeIf(name -> name.startsWith("GADUS_"));
    builder.environment().putAll(variables);
    return builder;
  }

  private long builds() throws IOException {
    try (var lines = Files.lines(tree.resolve("builds"))) {
      return lines.count();
    }
  }

  /** A JDK whose {@code java} prints one argument per line. */
  private Path jdk(String name, String version, String build) throws IOException {
    Path home = temporary.resolve(name);
    write(
        home.resolve("release"),
        "JAVA_RUNTIME_VERSION=\"%s\"\nJAVA_VERSION=\"%s\"\n".formatted(build, version));
    program(home.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    program(home.resolve("bin/javac"), "");
    return home;
  }

  private void copy(String file) throws IOException {
    Path copy = tree.resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(PROJECT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void program(Path file, String script) throws IOException {
    write(file, "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void age(Path... files) throws IOException {
    for (Path file : files) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
  }
}
