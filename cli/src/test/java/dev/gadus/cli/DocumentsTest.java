// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents tell their readers to type does what they say, see {@link Page}. */
class DocumentsTest {
  /** Programs whose commands stand in no other blocks than those that a test runs. */
  private static final List<String> PROGRAMS =
      List.of("./gadus ", "gadus ", "./bbolt ", "bbolt ", "curl ");

  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");

  private static final String WASM = "docs/wasm.md";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/api.md", "docs/attempts.md", "docs/cli.md"})
  void theCommandsOfThePagePrintWhatItShows(String path) throws Exception {
    Page page = Page.read(path);
    try (PageShell shell = PageShell.start(folder)) {
      shell.write(page.files());
      shell.run(page);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {WASM, "docs/job-files.md"})
  void theProgramAndTheJobsOfThePagesRun(String path) throws Exception {
    needClang();
    Page page = Page.read(path);
    Page program = Page.read(WASM);
    try (PageShell shell = PageShell.start(folder)) {
      shell.write(program.files());
      shell.run(program);
      if (!path.equals(WASM)) {
        shell.write(page.files());
        shell.run(page);
      }
    }
  }

  @Test
  void whatABacalhauNodeHadComesIn() throws Exception {
    Page page = Page.read("docs/importing.md");
    Path stores = Path.of("../store-import/src/test/resources/bacalhau");
    try (PageShell shell = PageShell.start(folder)) {
      Path bacalhau = shell.varLib().resolve("bacalhau");
      unpack(stores.resolve("jobs-v1.9.db.gz"), bacalhau.resolve("orchestrator/state_boltdb.db"));
      unpack(stores.resolve("executions-v1.9.db.gz"), bacalhau.resolve("compute/state_boltdb.db"));
      shell.run(page);
    }
  }

  /** The page on the data of a node that has run one job, and on databases of the first layout. */
  @Test
  void aNodeIsBackedUpRestoredAndUpgradedAsThePageSays() throws Exception {
    Page page = Page.read("docs/operating.md");
    Path stores = Path.of("../store/src/test/resources/schema-1");
    try (PageShell shell = PageShell.start(folder)) {
      shell.write(Page.read("docs/cli.md").files());
      Path data = shell.varLib().resolve("gadus");
      Invocation job =
          Invocation.of(
              Map.of("BACALHAU_DIR", data.toString()),
              shell.home(),
              "job",
              "run",
              "--local",
              "nothing.yaml");
      assertThat(job.exitCode()).as(job.err()).isZero();
      Path old = shell.varLib().resolve("old");
      for (String role : List.of("requester", "compute")) {
        unpack(stores.resolve(role + ".db.gz"), old.resolve("n-test-" + role + ".db"));
      }
      Files.writeString(old.resolve("node-id"), "n-test\n");
      shell.startService();
      shell.run(page);
    }
  }

  private static void unpack(Path packed, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, file);
    }
  }

  private static void needClang() throws Exception {
    Process clang;
    try {
      clang =
          new ProcessBuilder("clang", "--target=wasm32-wasi", "-x", "c", "-o", "/dev/null", "-")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      skip("there is no clang (" + e.getMessage() + ")");
      return;
    }
    try (var source = clang.outputWriter(UTF_8)) {
      source.write("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n");
    }
    String said = new String(clang.getInputStream().readAllBytes(), UTF_8);
    if (clang.waitFor() != 0) {
      skip("clang makes no programs for wasm32-wasi: " + said);
    }
  }

  private static void skip(String reason) {
    String message =
        reason + "; Debian's packages for it are clang lld wasi-libc libclang-rt-dev-wasm32";
    if (System.getenv("CI") != null) {
      throw new AssertionError(message + " (CI is set, so this may not be skipped)");
    }
    Assumptions.abort("SKIPPED: " + message);
  }

  @Test
  void commandsOfGadusStandWhereTheyAreTested() throws IOException {
    // It runs the two commands of the README.
    String ci = Files.readString(Page.ROOT.resolve(".ci/run"));
    List<String> others = new ArrayList<>();
    for (Page page : pages()) {
      for (Page.Block block : page.blocks()) {
        if (!block.isConsole()
            && !block.language().equals("text")
            && !ci.contains("='" + String.join("\n", block.lines()) + "'\n")
            && block.lines().stream()
                .anyMatch(line -> PROGRAMS.stream().anyMatch(line::startsWith))) {
          others.add(page.place(block.line()));
        }
      }
    }
    assertThat(others).as("blocks with commands that no test runs").isEmpty();
  }

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    int links = 0;
    List<String> broken = new ArrayList<>();
    for (Path file : files()) {
      String text = Files.readString(file);
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        links++;
        Path target =
            link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1)).normalize();
        boolean found =
            Files.exists(target) && (link.group(2) == null || has(target, link.group(2)));
        if (!found) {
          broken.add(Page.ROOT.relativize(file) + ": " + link.group());
        }
      }
    }
    assertThat(broken).as("links that lead nowhere").isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  /** Whether a page has the heading that a link's end names in the way of the usual hosts. */
  private static boolean has(Path page, String anchor) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/decisions", "bolt", "examples/bird-strikes")) {
      try (Stream<Path> in = Files.list(Page.ROOT.resolve(folder))) {
        in.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
      }
    }
    assertThat(files).hasSizeGreaterThan(50);
    return files;
  }

  private static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Page.ROOT.resolve("docs"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        pages.add(Page.read(Page.ROOT.relativize(file).toString()));
      }
    }
    pages.add(Page.read("README.md"));
    return pages;
  }
}
