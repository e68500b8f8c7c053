// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The Go programs of this module, built from source: {@code bbolt}, the real command, and {@code
 * dump}, {@code apply} and {@code hold}, which are described at the top of their sources. They are
 * built once per JVM, into this module's {@code target/go} folder.
 *
 * <p>A test that needs them calls {@link #orSkip()}. It is skipped where there is no Go, and says
 * so; where the environment variable {@code CI} is set, nothing may be skipped and the test fails.
 * Thread-safe.
 */
public final class GoPrograms {
  /**
   * Long enough for any program on any file of a test on a slow machine, short enough that a hang
   * becomes a failure.
   */
  private static final long PROGRAM_TIMEOUT_SECONDS = 120;

  /** Building everything from nothing, the download included, takes about half a minute. */
  private static final long BUILD_TIMEOUT_SECONDS = 600;

  private static final List<String> PACKAGES =
      List.of("./dump", "./apply", "./hold", "go.etcd.io/bbolt/cmd/bbolt");

  /** Either the folder of the programs, or why there are none. */
  private sealed interface Built {
    record In(Path folder) implements Built {}

    record Missing(String reason) implements Built {}
  }

  /** Built when first asked for, and then kept. */
  private static final class Holder {
    private static final Built BUILT = build();
  }

  private final Path folder;

  private GoPrograms(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the programs; without Go the calling test is skipped with the reason, or fails when
   * {@code CI} is set.
   */
  public static GoPrograms orSkip() {
    return switch (Holder.BUILT) {
      case Built.In(Path folder) -> new GoPrograms(folder);
      case Built.Missing(String reason) -> {
        String message = "Go's bbolt is not there to compare with: " + reason;
        if (System.getenv("CI") != null) {
          throw new AssertionError(message + " (CI is set, so this may not be skipped)");
        }
        yield Assumptions.abort("SKIPPED: " + message);
      }
    };
  }

  /** Runs the real {@code bbolt} command. */
  public Outcome bbolt(String... arguments) {
    return run("bbolt", new byte[0], arguments);
  }

  /**
   * Returns what the Go library finds in a file, in the form that the fixtures' README describes.
   */
  public String dump(Path file) {
    return run("dump", new byte[0], file.toString()).textOfSuccess();
  }

  /** Runs one of the programs to its end. */
  public Outcome run(String program, byte[] input, String... arguments) {
    return finish(start(program, arguments), input);
  }

  /**
   * Starts one of the programs; its standard error is that of this JVM's test log only when the
   * caller reads it.
   */
  public Process start(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start program=" + command, e);
    }
  }

  /**
   * Feeds a started program, collects what it writes, and waits for its end; kills it and throws
   * when that takes too long.
   */
  public static Outcome finish(Process process, byte[] input) {
    return finish(process, input, PROGRAM_TIMEOUT_SECONDS);
  }

  private static Outcome finish(Process process, byte[] input, long timeoutSeconds) {
    Collector output = Collector.of(process.getInputStream());
    Collector errors = Collector.of(process.getErrorStream());
    Thread.ofVirtual().start(() -> feed(process, input));
    try {
      if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "the program did not end in "
                + timeoutSeconds
                + " s: "
                + process.info()
                + "\noutput="
                + output.text());
      }
      return new Outcome(process.exitValue(), output.bytes(), errors.text());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a program ran: " + process.info(), e);
    }
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream sink = process.getOutputStream()) {
      sink.write(input);
    } catch (IOException e) {
      // A program that ends without reading all of its input is judged by its exit code.
    }
  }

  private static Built build() {
    Path module = moduleFolder();
    Path source = module.resolve("src/main/go");
    Path folder = module.resolve("target/go");
    try {
      Files.createDirectories(folder);
      // Two test runs may build at the same moment.
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        Outcome download = go(source, List.of("mod", "download"));
        if (download.exitCode() != 0) {
          return new Built.Missing(
              "'go mod download' failed in " + source + ": " + download.errors().strip());
        }
        List<String> arguments = new ArrayList<>(List.of("build", "-trimpath", "-o", folder + "/"));
        arguments.addAll(PACKAGES);
        Outcome build = go(source, arguments);
        if (build.exitCode() != 0) {
          throw new AssertionError("'go build' failed in " + source + ": " + build);
        }
      }
      return new Built.In(folder);
    } catch (NoGoException e) {
      return new Built.Missing(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build the Go programs of " + source, e);
    }
  }

  /**
   * Finds this module's folder from any folder of the project, since every module's tests run in
   * their own.
   */
  private static Path moduleFolder() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path candidate = folder.resolve("interop");
      if (Files.isRegularFile(candidate.resolve("src/main/go/go.mod"))) {
        return candidate;
      }
    }
    throw new IllegalStateException("no interop/src/main/go/go.mod in or above folder=" + start);
  }

  private static Outcome go(Path folder, List<String> arguments) throws NoGoException {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).directory(folder.toFile()).start();
    } catch (IOException e) {
      throw new NoGoException("the command 'go' cannot be started (" + e.getMessage() + ")", e);
    }
    return finish(process, new byte[0], BUILD_TIMEOUT_SECONDS);
  }

  private static final class NoGoException extends IOException {
    private static final long serialVersionUID = 1;

    NoGoException(String message, IOException cause) {
      super(message, cause);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
