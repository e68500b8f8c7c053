package dev.gadus.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The Go program with Go's bbolt, made from its source with what is on this machine. */
final class GoProgram {
  private GoProgram() {}

  /** Returns the program; empty, with a sentence on standard error, when it cannot be made. */
  static Optional<Path> build(Path project) throws InterruptedException {
    Path source = project.resolve("interop/src/main/go");
    Path program = project.resolve("bench/target/go/measure");
    try {
      Process go =
          new ProcessBuilder("go", "build", "-trimpath", "-o", program.toString(), "./measure")
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
