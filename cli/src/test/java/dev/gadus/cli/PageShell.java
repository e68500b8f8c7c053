// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.client.GadusClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real shell in a home of its own, into which the commands of a {@link Page} are typed. What they
 * print is compared with what the page shows, where a line {@code ...} stands for any lines and
 * {@code …} for anything within a line; ids, times and lengths are made alike before.
 *
 * <p>Nodes take a free port: the pages say {@code 127.0.0.1:1234}. The service {@code gadus} of a
 * page that says {@code systemctl} is a node of this test, on the data directory {@code
 * /var/lib/gadus}; {@code /var} is a folder in the home, {@code sudo} does as it is told, and
 * {@code chown} nothing, since it is the same user's.
 */
final class PageShell implements AutoCloseable {
  private static final String HOME = "/home/you";
  private static final Pattern VAR = Pattern.compile("(?<![\\w.])/var/");
  private static final String ADDRESS = "127.0.0.1:1234";
  private static final String READY = "is ready: api=http://127.0.0.1:";
  private static final String DONE = "-- done ";

  private final Path home;
  private final Process shell;
  private final Writer typed;
  private final BufferedReader answers;
  private @Nullable NodeProcess service;
  private String port = "1";
  private int count;

  private PageShell(Path home, Process shell) {
    this.home = home;
    this.shell = shell;
    this.typed = shell.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a shell whose home and working folder is a new folder below {@code folder}. */
  static PageShell start(Path folder) throws IOException {
    Path home = Files.createTempDirectory(folder, "home").toRealPath();
    copy(Page.ROOT.resolve("examples"), home.resolve("examples"));
    Path programs = Files.createDirectory(home.resolve(".programs"));
    String java =
        NodeProcess.command(home).command().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    // A node on any port, as the page's reader would choose one if 1234 were taken.
    String anyPort =
        "[ \"$1\" != serve ] || set -- \"$@\" -c API.Port=0 "
            + "-c Publishers.Types.Local.Port=0\n";
    Path gadus = script(programs.resolve("gadus"), anyPort + "exec " + java + " \"$@\"\n");
    Files.createSymbolicLink(home.resolve("gadus"), gadus);
    script(programs.resolve("sudo"), "[ \"$1\" != -u ] || shift 2\nexec \"$@\"\n");
    script(programs.resolve("chown"), "exit 0\n");
    Files.createDirectories(home.resolve("var/lib"));
    ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc");
    builder.directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(BACALHAU|GADUS)_.*|LOG_LEVEL"));
    environment.put("HOME", home.toString());
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    return new PageShell(home, builder.redirectErrorStream(true).start());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static Path script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path home() {
    return home;
  }

  /** What the page calls {@code /var/lib}. */
  Path varLib() {
    return home.resolve("var/lib");
  }

  /** Writes the files of a page into the working folder. */
  void write(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(home.resolve(file.getKey()), file.getValue());
    }
  }

  /** Types in the commands of a page, one after the other, and compares what they print. */
  void run(Page page) throws Exception {
    List<Page.Example> examples = page.examples();
    assertThat(examples).as("commands in " + page.path()).isNotEmpty();
    for (Page.Example example : examples) {
      String printed = run(example.command());
      String place = page.place(example.line()) + ": $ " + example.command();
      assertThat(alike(printed)).as(place + "\nwhich printed:\n" + printed).matches(shown(example));
    }
  }

  /** What one command prints, on both streams. */
  private String run(String command) throws Exception {
    return switch (command) {
      case "systemctl start gadus" -> startService();
      case "systemctl stop gadus" -> stopService();
      case "systemctl stop bacalhau" -> "";
      default -> type(command);
    };
  }

  /** Does what {@code systemctl start gadus} does, and waits until the node is ready. */
  String startService() throws IOException {
    NodeProcess node = NodeProcess.start(varLib().resolve("gadus"), home);
    service = node;
    try (GadusClient client = node.client()) {
      port = Integer.toString(client.node().getPort());
    }
    return "";
  }

  private String stopService() throws InterruptedException {
    NodeProcess node = Objects.requireNonNull(service, "no service was started");
    assertThat(node.stop()).as(node.log()).isZero();
    return "";
  }

  private String type(String command) throws IOException {
    Path output = home.resolve(".programs/output-" + count++);
    boolean background = command.endsWith("&");
    String line =
        VAR.matcher(command.replace(ADDRESS, "127.0.0.1:" + port))
            .replaceAll(Matcher.quoteReplacement(home + "/var/"));
    typed.write("export BACALHAU_API_PORT=" + port + "\n");
    typed.write("{ " + line + "\n} </dev/null >" + output + " 2>&1\n");
    if (background) {
      typed.write(
          "until grep -q '"
              + READY
              + "' "
              + output
              + "; do kill -0 $! || break; sleep 0.1; done\n");
    }
    typed.write("echo \"" + DONE + "$?\"\n");
    typed.flush();
    for (String answer = answers.readLine(); ; answer = answers.readLine()) {
      if (answer == null) {
        throw new AssertionError("the shell has ended at: " + command);
      }
      if (answer.startsWith(DONE)) {
        break;
      }
    }
    String printed = Files.readString(output);
    if (background) {
      Matcher ready = Pattern.compile(READY + "(\\d+)").matcher(printed);
      assertThat(ready.find()).as(printed).isTrue();
      port = ready.group(1);
    }
    return printed
        .replace(home + "/var/", "/var/")
        .replace(home.toString(), HOME)
        .replace("127.0.0.1:" + port, ADDRESS);
  }

  /** The page's words as a pattern. */
  private static Pattern shown(Page.Example example) {
    String pattern =
        alike(example.shown())
            .lines()
            .map(line ->
                line.equals("...")
                    ? "(?:.*\n)*?"
                    : Pattern.compile("…")
                        .splitAsStream(line)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"))
                        .concat(line.endsWith("…") ? ".*\n" : "\n"))
            .collect(Collectors.joining());
    return Pattern.compile(pattern);
  }

  private static String alike(String text) {
    String alike =
        text.replaceAll("\\b([a-z])-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "$1-ID")
            .replaceAll("\\b([a-z])-[0-9a-f]{8}\\b", "$1-SHORT")
            .replaceAll("\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]+Z?", "TIME")
            .replaceAll("\\b\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?\\b", "TIME")
            .replaceAll("\\b\\d{19}\\b", "NANOS")
            .replaceAll("\\d+ -> \\d+ bytes \\(gain=[0-9.]+x\\)", "N -> N bytes")
            .replaceAll("\\d+ bytes", "N bytes");
    return alike.lines().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
  }

  /** Ends the shell, and the nodes that the page left in the background. */
  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
    List<ProcessHandle> processes =
        Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    answers.close();
  }
}
