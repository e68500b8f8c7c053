// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.files.HostFile;
import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecType;
import dev.gadus.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** What a worker does with a program, done in this process, with clocks of a test's own. */
final class InProcess implements Engine {
  private final WasmModules modules = new WasmModules(true, 1L << 30);
  private final GuestRun.Sources sources;

  InProcess(GuestRun.Sources sources) {
    this.sources = sources;
  }

  @Override
  public SpecType type() {
    return WasmEngine.TYPE;
  }

  @Override
  public Optional<String> refusal(Task task) {
    return Optional.empty();
  }

  @Override
  public Run start(PreparedTask task) throws IOException {
    Outcome outcome = outcome(task);
    return new Run() {
      @Override
      public Outcome await() {
        return outcome;
      }

      @Override
      public void cancel() {}
    };
  }

  private Outcome outcome(PreparedTask task) throws IOException {
    Files.createFile(task.outputFolder().resolve(ResultPath.STDOUT));
    Files.createFile(task.outputFolder().resolve(ResultPath.STDERR));
    try {
      WasmProgram program = WasmProgram.of(task.engine());
      try (GuestTree tree = new GuestTree(task.mounts());
          HostFile file = program.open(tree)) {
        Order order = Order.of(Order.Work.COMPILE_AND_RUN, program, task);
        return new GuestRun(order, modules.load(file), tree, sources, task.printed()).run();
      }
    } catch (BadProgramException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
