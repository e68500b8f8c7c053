// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An engine's process as the coordinator sees it, with a folder of its own for files. */
final class EngineClient implements AutoCloseable {
  private static final String BUCKET = "bench";

  /**
   * What a command brought.
   *
   * @param writtenBytes bytes that the process gave to the system to write meanwhile
   * @param number how many answers the process had given before
   */
  record Answer(
      Stopwatch.Time time,
      long operations,
      long checksum,
      long second,
      long writtenBytes,
      int number) {
    double nanosPerOperation() {
      return (double) time.nanos() / operations;
    }

    double cpuNanosPerOperation() {
      return (double) time.cpuNanos() / operations;
    }
  }

  private final Contender contender;
  private final Path folder;
  private final Process process;
  private final PrintStream out;
  private final BufferedReader in;
  private @Nullable String open;
  private int answers;

  EngineClient(Contender contender, Path folder, List<String> command) throws IOException {
    this.contender = contender;
    this.folder = folder;
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  Contender contender() {
    return contender;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Has one command carried out. */
  Answer run(String command) {
    long before = writtenBytes();
    out.println(command);
    String line = answer(command);
    String[] words = line.split(" ", -1);
    if (!words[0].equals("ok")) {
      throw new IllegalStateException(contender.title() + ": " + line);
    }
    return new Answer(
        new Stopwatch.Time(Long.parseLong(words[1]), Long.parseLong(words[2])),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]),
        writtenBytes() - before,
        answers++);
  }

  /** Reads the next answer. What the JVM itself says on standard output is passed on. */
  private String answer(String command) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("ok ") || line.startsWith("error ")) {
          return line;
        }
        System.err.println(line);
      }
    } catch (IOException e) {
      throw new IllegalStateException(contender.title() + " broke off at: " + command, e);
    }
    throw new IllegalStateException(contender.title() + " ended at: " + command);
  }

  /** Sees to it that this file is open and no other, and in this way. */
  void use(String name, Engine.Opening opening) {
    use(name, opening, BUCKET);
  }

  /** The same with a bucket other than the usual one. */
  void use(String name, Engine.Opening opening, String bucket) {
    String wanted = opening(name, opening, bucket);
    if (!wanted.equals(open)) {
      release();
      run(wanted);
      open = wanted;
    }
  }

  /** Opens a file that is not open, and says how long that took. */
  Answer open(String name) {
    release();
    String wanted = opening(name, Engine.Opening.DURABLE, BUCKET);
    Answer answer = run(wanted);
    open = wanted;
    return answer;
  }

  private String opening(String name, Engine.Opening opening, String bucket) {
    return String.join(
        " ", "open", file(name).toString(), opening.name().toLowerCase(Locale.ROOT), bucket);
  }

  /** Sees to it that no file is open. */
  void release() {
    if (open != null) {
      run("close");
      open = null;
    }
  }

  /** Waits until a file is on the disk, so that nobody else's time goes into writing it. */
  void flush(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  long size(String name) throws IOException {
    return Files.size(file(name));
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
    Files.deleteIfExists(file(name + "-lock")); // LMDB's
  }

  /**
   * What the process has handed to write calls since its start; 0 where the system does not say.
   */
  private long writtenBytes() {
    Path counters = Path.of("/proc", Long.toString(process.pid()), "io");
    try {
      for (String line : Files.readAllLines(counters)) {
        if (line.startsWith("wchar: ")) {
          return Long.parseLong(line.substring("wchar: ".length()));
        }
      }
    } catch (IOException e) {
      // Without the counters the column of bytes stays empty.
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    out.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    in.close();
    List<Path> left = new ArrayList<>();
    try (var files = Files.list(folder)) {
      left.addAll(files.toList());
    }
    for (Path file : left) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
