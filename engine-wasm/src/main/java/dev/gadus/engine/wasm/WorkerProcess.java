// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker as the node sees it. One thread at a time gives it orders; any thread may {@link #kill}
 * it, after which whoever waits for its answer learns that it is gone.
 */
final class WorkerProcess {
  /** What is read of a dead worker's last words. */
  private static final int MAX_LAST_WORDS = 8 * 1024;

  private static final int KILL_SECONDS = 10;
  private static final int OWN_END_SECONDS = 1;

  /** What of the node's environment a worker gets: how names of files are to be read. */
  private static final String[] KEPT_VARIABLES = {"LANG", "LC_ALL", "LC_CTYPE"};

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private final WorkerKind kind;
  private final Process process;
  private final Optional<Path> lastWords;
  private final DataOutputStream orders;
  private final DataInputStream answers;
  private volatile boolean ready;
  private volatile boolean doomed;
  private volatile long idleSinceNanos;

  private WorkerProcess(WorkerKind kind, Process process, Optional<Path> lastWords) {
    this.kind = kind;
    this.process = process;
    this.lastWords = lastWords;
    this.orders = new DataOutputStream(process.getOutputStream());
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
  }

  /** Starts a process, which takes its time to become ready. */
  static WorkerProcess start(WorkerCommand command, WorkerKind kind, Path folder)
      throws IOException {
    Optional<Path> lastWords = makeFile(folder);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command.of(kind)).directory(Path.of("/").toFile());
      Map<String, String> environment = builder.environment();
      Map<String, String> all = Map.copyOf(environment);
      environment.clear();
      for (String name : KEPT_VARIABLES) {
        String value = all.get(name);
        if (value != null) {
          environment.put(name, value);
        }
      }
      environment.put("PATH", "/usr/bin:/bin");
      // The C library keeps a heap per thread otherwise, which the worker has no use for.
      environment.put("MALLOC_ARENA_MAX", "2");
      builder.redirectError(
          lastWords
              .map(file -> ProcessBuilder.Redirect.to(file.toFile()))
              .orElse(ProcessBuilder.Redirect.DISCARD));
      return new WorkerProcess(kind, builder.start(), lastWords);
    } catch (IOException e) {
      remove(lastWords);
      throw e;
    }
  }

  // On a full disk a worker has no last words, and works all the same.
  private static Optional<Path> makeFile(Path folder) {
    try {
      return Optional.of(Files.createTempFile(folder, "worker", ".log"));
    } catch (IOException e) {
      LOG.debug("a worker has no file for its last words", e);
      return Optional.empty();
    }
  }

  private static void remove(Optional<Path> file) {
    if (file.isPresent()) {
      try {
        Files.deleteIfExists(file.get());
      } catch (IOException e) {
        LOG.debug("a file of a worker stays", e);
      }
    }
  }

  WorkerKind kind() {
    return kind;
  }

  long processId() {
    return process.pid();
  }

  boolean isReady() {
    return ready;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void idleSince(long nanoTime) {
    idleSinceNanos = nanoTime;
  }

  long idleSince() {
    return idleSinceNanos;
  }

  /**
   * Returns when the process takes orders.
   *
   * @throws IOException if it ends before
   */
  void awaitReady() throws IOException {
    if (!ready) {
      Answer first = Answer.read(answers);
      if (!(first instanceof Answer.Ready)) {
        throw new IOException("a worker does not say that it is ready but " + first);
      }
      ready = true;
      if (doomed) {
        killNow();
      }
    }
  }

  /**
   * Has an order carried out.
   *
   * @param onTheWay told what the worker says before its last answer
   * @return its last answer
   * @throws IOException if it has ended, or does not do its part
   */
  Answer serve(byte[] order, Consumer<Answer> onTheWay) throws IOException {
    orders.writeInt(order.length);
    orders.write(order);
    orders.flush();
    while (true) {
      Answer answer = Answer.read(answers);
      switch (answer) {
        case Answer.Printed _, Answer.Loaded _ -> onTheWay.accept(answer);
        case Answer.Ended _, Answer.Compiled _, Answer.NotCompiled _ -> {
          return answer;
        }
        case Answer.Ready _ -> throw new IOException("a worker is ready twice");
      }
    }
  }

  /**
   * Ends the process at once; one that is not ready yet, and runs nothing, as soon as it is.
   * Harmless when it has ended.
   *
   * <p>Bubblewrap is not to be killed while it begins: its child waits for a word from it before it
   * asks to die with its parent, and would wait for ever.
   */
  void kill() {
    doomed = true;
    if (ready) {
      killNow();
    }
  }

  /**
   * Ends the process, whatever it has come to.
   *
   * <p>Under bubblewrap the child of the process is the first one of its namespaces, and takes all
   * that is in them along. The process then ends by itself, after them: nothing of a worker, its
   * mounts among it, is left when it has ended.
   */
  void killNow() {
    List<ProcessHandle> inside = process.children().toList();
    if (inside.isEmpty()) {
      process.destroyForcibly();
    } else {
      inside.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Gives a process a moment to end by itself. A JVM that breaks prints what happened, in the place
   * of an answer too, before it ends with the signal that says why.
   */
  void awaitOwnEnd() {
    try {
      if (!process.waitFor(OWN_END_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("a process has to be killed, processId={}", process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for the end of a process that was killed or has broken off, and tidies up after it.
   *
   * @return how it ended and what it said
   */
  Death bury() {
    doomed = true;
    if (!ready) {
      awaitReadyOrDead();
    }
    killNow();
    int exitCode = awaitExit();
    String words = readLastWords();
    close(orders);
    close(answers);
    remove(lastWords);
    return new Death(exitCode, words);
  }

  private void awaitReadyOrDead() {
    CompletableFuture.delayedExecutor(KILL_SECONDS, TimeUnit.SECONDS).execute(this::killNow);
    try {
      awaitReady();
    } catch (IOException e) {
      LOG.debug("a worker ended before it was ready", e);
    }
  }

  private int awaitExit() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!process.waitFor(OWN_END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
          if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
            LOG.error("a process was killed and does not end, processId={}", process.pid());
            return -1;
          }
          return process.exitValue();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String readLastWords() {
    if (lastWords.isEmpty()) {
      return "";
    }
    try (InputStream in = Files.newInputStream(lastWords.get())) {
      return new String(in.readNBytes(MAX_LAST_WORDS), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      LOG.debug("a worker's pipe was broken", e);
    }
  }

  /**
   * How a process ended.
   *
   * @param exitCode the code of the process; 128 and more for a signal
   * @param words what it said on standard error
   */
  record Death(int exitCode, String words) {}
}
