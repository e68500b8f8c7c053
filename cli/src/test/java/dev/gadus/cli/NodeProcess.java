// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code gadus serve} in a process of its own. */
final class NodeProcess implements AutoCloseable {
  private static final String READY = "is ready: api=";
  private static final long PATIENCE_SECONDS = 60;

  /** Of this module, in whose folder its tests run. */
  private static final Path TEST_CLASSES = Path.of("target/test-classes").toAbsolutePath();

  private final Process process;
  private final URI api;
  private final List<String> log;

  private NodeProcess(Process process, URI api, List<String> log) {
    this.process = process;
    this.api = api;
    this.log = log;
  }

  /** Starts it and returns when it takes jobs. */
  static NodeProcess start(Path data, Path allowed) throws IOException {
    return start(data, allowed, "0");
  }

  /** The same at a port, as a node that is started again. */
  static NodeProcess start(Path data, Path allowed, String port) throws IOException {
    Process process =
        command(
                data,
                "serve",
                "--requester",
                "--compute",
                "-c",
                "API.Port=" + port,
                "-c",
                "Publishers.Types.Local.Port=0",
                "-c",
                "Compute.AllowListedLocalPaths=" + allowed + "/**")
            .start();
    List<String> log = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.add(line);
      int ready = line.indexOf(READY);
      if (ready >= 0) {
        String rest = line.substring(ready + READY.length());
        drain(lines, log);
        return new NodeProcess(process, URI.create(rest.substring(0, rest.indexOf(' '))), log);
      }
    }
    throw new AssertionError("the node did not start:\n" + String.join("\n", log));
  }

  /** Reads on, so that the process does not wait for a reader. */
  private static void drain(BufferedReader lines, List<String> log) {
    Thread.ofVirtual()
        .start(() -> {
          try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              synchronized (log) {
                log.add(line);
              }
            }
          } catch (IOException e) {
            // The process was killed; what it had written so far is what there is.
          }
        });
  }

  /** A command line as a process, on the same modules as this one. */
  static ProcessBuilder command(Path data, String... arguments) {
    return process(data, "512m", Gadus.class, arguments);
  }

  /** A program of these tests as a process, with so much heap. */
  static ProcessBuilder program(Path data, String heap, Class<?> main, String... arguments) {
    ProcessBuilder builder = process(data, heap, main, arguments);
    if (!System.getProperty("jdk.module.path", "").isEmpty()) {
      builder.command().addAll(1, List.of("--patch-module", "dev.gadus.cli=" + TEST_CLASSES));
    }
    return builder;
  }

  private static ProcessBuilder process(
      Path data, String heap, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    // It lives too short for the optimising compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx" + heap);
    String modules = System.getProperty("jdk.module.path", "");
    if (modules.isEmpty()) {
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              main.getName()));
    } else {
      command.addAll(
          List.of(
              "--enable-native-access=dev.gadus.bolt,dev.gadus.files",
              "--module-path",
              modules,
              "--module",
              "dev.gadus.cli/" + main.getName()));
    }
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BACALHAU_DIR", data.toString());
    builder.environment().remove("LOG_LEVEL");
    return builder;
  }

  long pid() {
    return process.pid();
  }

  GadusClient client() {
    return new GadusClient(api, Optional.empty());
  }

  String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    // The process's own method would close the stream that its log is read from.
    process.toHandle().destroyForcibly();
    await();
  }

  /** Asks it to stop, and returns its exit code. */
  int stop() throws InterruptedException {
    // As for kill: what it says at its end is read, too.
    process.toHandle().destroy();
    return await();
  }

  /** Interrupts it as Ctrl+C does, and returns its exit code. */
  int interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    return await();
  }

  private int await() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
