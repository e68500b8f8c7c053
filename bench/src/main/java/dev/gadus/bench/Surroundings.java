// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where and of what something is measured.
 *
 * @param machine system, number and kind of processors
 * @param jdk the version of this JVM
 * @param commit of the source; says so when the source differs from it
 */
record Surroundings(String machine, String jdk, String commit) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Surroundings find(Path project) throws IOException, InterruptedException {
    String machine =
        "%s %s, %d processors%s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                kindOfProcessor());
    return new Surroundings(machine, Runtime.version().toString(), commit(project));
  }

  private static String kindOfProcessor() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
          .orElse("");
    }
  }

  private static String commit(Path project) throws InterruptedException {
    String head = git(project, "rev-parse", "--short=12", "HEAD");
    if (head.isEmpty()) {
      return "unknown";
    }
    return git(project, "status", "--porcelain").isEmpty() ? head : head + " with changes";
  }

  /** What git prints; nothing when it cannot be asked. */
  private static String git(Path project, String... arguments) throws InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("git", "-C", project.toString()), Stream.of(arguments)).toList();
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? text.strip() : "";
    } catch (IOException _) {
      return "";
    }
  }

  /** What was measured here today. */
  Baseline baseline(List<Measurement> measurements) {
    return new Baseline(
        machine, jdk, LocalDate.now(ZoneOffset.UTC).toString(), commit, measurements);
  }
}
