package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Path;

/** How long {@code ./gadus version} takes, from the start of the process to its end. */
final class StartUp {
  private static final int WARM_UP_RUNS = 3;
  private static final int RUNS = 21;

  private StartUp() {}

  static void measure(Path launcher) throws IOException, InterruptedException {
    System.out.println("start-up    gadus version: " + version(launcher, ""));
    System.out.println(
        "            gadus version without AOT cache: " + version(launcher, "-XX:AOTMode=off"));
  }

  private static Sample version(Path launcher, String javaOptions)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(launcher.toString(), "version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("GADUS_JAVA_OPTS", javaOptions);
    long[] nanos = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      long start = System.nanoTime();
      int exitCode = command.start().waitFor();
      if (exitCode != 0) {
        throw new IOException("gadus version failed: exitCode=" + exitCode);
      }
      if (run >= 0) {
        nanos[run] = System.nanoTime() - start;
      }
    }
    return Sample.of(nanos);
  }
}
