// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Mount;
import dev.gadus.engine.RunLimits;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a worker compile and run a program while the JDK records which classes that takes. The record
 * is what makes workers start fast; nothing else runs this.
 */
final class Rehearsal {
  private static final int TURNS = 3;

  private Rehearsal() {}

  /** Arguments: the file for the record, and a module that may be run without arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path cache = Path.of(arguments[0]).toAbsolutePath();
    Path module = Path.of(arguments[1]);
    Path folder = Files.createTempDirectory("gadus-rehearsal");
    try {
      int exitCode = rehearse(cache, module.toRealPath(), folder);
      if (exitCode != 0 || !Files.exists(cache)) {
        System.err.println("no record was made, exitCode=" + exitCode);
        System.exit(1);
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static int rehearse(Path cache, Path module, Path folder)
      throws IOException, InterruptedException {
    Confinement confinement = Confinement.none(List.of(), List.of());
    WorkerCommand command =
        WorkerCommand.of(folder.resolve("compiled/rehearsal"), Optional.empty(), confinement);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(WorkerCommand.options(WorkerKind.of(WorkerKind.Role.COMPILE, 1, List.of())));
    line.add("-Ddev.gadus.worker.rehearsal=true");
    line.add("-XX:AOTCacheOutput=" + cache);
    line.addAll(command.main());
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (DataOutputStream orders = new DataOutputStream(process.getOutputStream());
        DataInputStream answers = new DataInputStream(process.getInputStream())) {
      for (int turn = 0; turn < TURNS; turn++) {
        Order.Work work = turn == 0 ? Order.Work.COMPILE : Order.Work.RUN_COMPILED;
        byte[] order = order(work, module, folder).toBytes();
        orders.writeInt(order.length);
        orders.write(order);
        orders.flush();
        Answer answer;
        do {
          answer = Answer.read(answers);
        } while (!(answer instanceof Answer.Ended || answer instanceof Answer.Compiled));
        System.err.println(answer);
      }
    }
    return process.waitFor();
  }

  private static Order order(Order.Work work, Path module, Path folder) throws IOException {
    Path output = Files.createTempDirectory(folder, "run");
    Files.createFile(output.resolve("stdout"));
    Files.createFile(output.resolve("stderr"));
    return new Order(
        work,
        new WasmProgram("/program.wasm", "_start", List.of(), Map.of(), true),
        Map.of("NAME", "value"),
        List.of(Mount.readOnly("/program.wasm", module), Mount.writable("/out", output)),
        output,
        new RunLimits(64L << 20, 1L << 20, 100, 1L << 20, Optional.empty()));
  }
}
