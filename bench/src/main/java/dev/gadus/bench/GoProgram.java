package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Go programs with Go's bbolt, made from their source with what is on this machine. */
final class GoProgram {
  /** The one that measures the storage engine. */
  static final String MEASURE = "./measure";

  /** The command that looks into files. */
  static final String BBOLT = "go.etcd.io/bbolt/cmd/bbolt";

  private GoProgram() {}

  /**
   * Returns a program by its Go package; empty, with a sentence on standard error, when it cannot
   * be made.
   */
  static Optional<Path> build(Path project, String goPackage) throws InterruptedException {
    Path source = project.resolve("interop/src/main/go");
    Path program = project.resolve("bench/target/go").resolve(Path.of(goPackage).getFileName());
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
      System.err.println("Go's bbolt is left out: 'go build' failed in " + source);
    } catch (IOException e) {
      System.err.println("Go's bbolt is left out: there is no Go here: " + e.getMessage());
    }
    return Optional.empty();
  }
}
