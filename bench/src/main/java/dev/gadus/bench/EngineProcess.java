// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An engine in a process of its own, told by lines on standard input what to do, and answering each
 * with one line on standard output: {@code ok nanos cpu-nanos operations checksum second}, or
 * {@code error} and why. The Go program {@code measure} understands the same lines:
 *
 * <pre>
 * open PATH durable|fast|shrinking BUCKET time of opening and of the first read
 * close
 * load COUNT PER-TRANSACTION random|sequential VALUE-BYTES
 * delete FROM TO PER-TRANSACTION
 * get KEYS READS in-place|copied|alone
 * scan
 * ranges KEYS RANGES LENGTH
 * put FROM TO PER-THREAD THREADS VALUE-BYTES VERSION
 * mixed KEYS MILLIS READERS VALUE-BYTES VERSION COMMITS-PER-SECOND
 * shrink FROM TO VALUE-BYTES VERSION
 * free                                    operations are the free pages, -1 when it has none to tell
 * </pre>
 */
final class EngineProcess {
  private final Engine engine;
  private final Workload workload;

  private EngineProcess(Engine engine) {
    this.engine = engine;
    this.workload = new Workload(engine);
  }

  public static void main(String[] args) throws IOException {
    Engine engine =
        switch (args[0]) {
          case "bolt" -> new BoltEngine();
          case "lmdb" -> new LmdbEngine();
          case "mvstore" -> new MvStoreEngine();
          default -> throw new IllegalArgumentException("no such engine: " + args[0]);
        };
    EngineProcess process = new EngineProcess(engine);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (engine) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(process.answer(line));
      }
    }
  }

  private String answer(String line) {
    try {
      Workload.Result result = carryOut(line.split(" ", -1));
      return "ok %d %d %d %d %d"
          .formatted(
              result.time().nanos(),
              result.time().cpuNanos(),
              result.operations(),
              result.checksum(),
              result.second());
    } catch (RuntimeException e) {
      e.printStackTrace();
      return "error " + line + ": " + String.valueOf(e).replace('\n', ' ');
    }
  }

  private Workload.Result carryOut(String[] words) {
    return switch (words[0]) {
      case "open" -> open(words);
      case "close" -> {
        Stopwatch watch = new Stopwatch();
        engine.close();
        yield Workload.Result.of(watch.read(), 1, 0);
      }
      case "load" ->
          workload.load(
              number(words, 1), small(words, 2), words[3].equals("random"), small(words, 4));
      case "delete" -> workload.delete(number(words, 1), number(words, 2), small(words, 3));
      case "get" -> workload.get(number(words, 1), number(words, 2), readStyle(words[3]));
      case "scan" -> workload.scan();
      case "ranges" -> workload.ranges(number(words, 1), number(words, 2), small(words, 3));
      case "put" ->
          workload.put(
              number(words, 1),
              number(words, 2),
              small(words, 3),
              small(words, 4),
              small(words, 5),
              number(words, 6));
      case "mixed" ->
          workload.mixed(
              number(words, 1),
              number(words, 2),
              small(words, 3),
              small(words, 4),
              number(words, 5),
              number(words, 6));
      case "shrink" ->
          workload.shrink(number(words, 1), number(words, 2), small(words, 3), number(words, 4));
      case "free" -> Workload.Result.of(new Stopwatch.Time(0, 0), engine.freePages(), 0);
      default -> throw new IllegalArgumentException("no such command");
    };
  }

  private Workload.Result open(String[] words) {
    Stopwatch watch = new Stopwatch();
    engine.open(
        Path.of(words[1]), Engine.Opening.valueOf(words[2].toUpperCase(Locale.ROOT)), words[3]);
    try (Engine.Reads reads = engine.beginRead()) {
      long first = reads.get(Records.randomId(0));
      return Workload.Result.of(watch.read(), 1, first);
    }
  }

  private static Workload.ReadStyle readStyle(String word) {
    return Workload.ReadStyle.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static long number(String[] words, int index) {
    return Long.parseLong(words[index]);
  }

  private static int small(String[] words, int index) {
    return Integer.parseInt(words[index]);
  }
}
