// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Outcome;
import dev.gadus.engine.Outcome.Reason;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What it means for a program that the process that ran it has ended before it. */
final class WorkerDeath {
  /** The JVM ends itself with this code when its heap or metaspace is full. */
  private static final int OUT_OF_MEMORY_CODE = 3;

  /** What a JVM says that ends itself for want of memory. */
  private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError: ";

  /** The line of a JVM's report that says what broke it. */
  private static final Pattern FATAL =
      Pattern.compile("A fatal error has been detected[^#]*#\\s*#\\s+(SIG[A-Z]+|Internal Error)");

  private static final int SIGNAL_BASE = 128;
  private static final int SIGKILL = 9;

  private WorkerDeath() {}

  /**
   * The outcome of a run whose worker ended by itself.
   *
   * @param during what it did: running or compiling
   */
  static Outcome.Failed outcome(
      WorkerProcess.Death death, WorkerKind kind, long memoryLimit, String during) {
    String words = death.words();
    if (words.contains(OUT_OF_MEMORY + "Metaspace")
        || words.contains(OUT_OF_MEMORY + "Compressed class space")) {
      return memory(
          during
              + ": its compiled code takes more than the %,d bytes that it may have there"
                  .formatted(kind.metaspaceBytes()),
          memoryLimit);
    }
    if (death.exitCode() == OUT_OF_MEMORY_CODE || words.contains(OUT_OF_MEMORY)) {
      return memory(
          during
              + ": it takes more than the %,d bytes of heap that it may have there"
                  .formatted(kind.heapBytes()),
          memoryLimit);
    }
    if (words.contains("There is insufficient memory for the Java Runtime")
        || words.contains("Out of Memory Error (")) {
      return memory(
          during
              + ": it takes more than the %,d bytes that its process may have"
                  .formatted(kind.dataBytes()),
          memoryLimit);
    }
    if (death.exitCode() == SIGNAL_BASE + SIGKILL) {
      return new Outcome.Failed(
          Reason.CRASHED,
          "the process was killed from outside %s, by the system for want of memory or by somebody"
              .formatted(during));
    }
    return new Outcome.Failed(
        Reason.CRASHED, "the program broke the runtime %s, %s".formatted(during, how(death)));
  }

  private static String how(WorkerProcess.Death death) {
    Matcher fatal = FATAL.matcher(death.words());
    if (fatal.find()) {
      return "cause=" + fatal.group(1);
    }
    return death.exitCode() > SIGNAL_BASE
        ? "signal=" + (death.exitCode() - SIGNAL_BASE)
        : "exitCode=" + death.exitCode();
  }

  private static Outcome.Failed memory(String what, long memoryLimit) {
    return new Outcome.Failed(
        Reason.MEMORY_LIMIT,
        String.format(
            Locale.ROOT, "the program ended %s; memory limit of %,d bytes", what, memoryLimit));
  }
}
