// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Go programs of {@code interop}, made from their source with what is on this machine. */
final class GoProgram {
  /** The one that measures the storage engine. */
  static final String MEASURE = "./measure";

  /** The command that looks into files. */
  static final String BBOLT = "go.etcd.io/bbolt/cmd/bbolt";

  private GoProgram() {}

  /**
   * Returns a program with Go's bbolt by its Go package; empty, with a sentence on standard error,
   * when it cannot be made.
   */
  static Optional<Path> build(Path project, String goPackage) throws InterruptedException {
    Path program = Path.of("go").resolve(Path.of(goPackage).getFileName());
    return build(project, "go", goPackage, program, "Go's bbolt");
  }

  /** The same for the program that drives Bacalhau's job store, a Go module of its own. */
  static Optional<Path> buildJobStore(Path project) throws InterruptedException {
    Path program = Path.of("go-jobstore", "jobstore");
    return build(project, "go-jobstore", ".", program, "Bacalhau's job store");
  }

  private static Optional<Path> build(
      Path project, String module, String goPackage, Path target, String what)
      throws InterruptedException {
    Path source = project.resolve("interop/src/main").resolve(module);
    Path program = project.resolve("bench/target").resolve(target);
    try {
      Process go =
          new ProcessBuilder("go", "build", "-trimpath", "-o", program.toString(), goPackage)
              .directory(source.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (go.waitFor() == 0) {
        return Optional.of(program);
      }
      System.err.println(what + " is left out: 'go build' failed in " + source);
    } catch (IOException e) {
      System.err.println(what + " is left out: there is no Go here: " + e.getMessage());
    }
    return Optional.empty();
  }
}
