// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Engine;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.model.ResultPath;
import dev.gadus.model.SpecType;
import dev.gadus.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine whose runs print and end when a test says so. */
final class ScriptedEngine implements Engine {
  static final SpecType TYPE =
      new SpecType("scripted", SpecType.Param.optional("Refuse", SpecType.Kind.TEXT));

  private final Map<String, CompletableFuture<Outcome>> runs = new ConcurrentHashMap<>();
  final LinkedBlockingQueue<String> started = new LinkedBlockingQueue<>();
  private final Map<String, PreparedTask> tasks = new ConcurrentHashMap<>();
  volatile @Nullable IOException failure;
  volatile @Nullable Error defect;

  @Override
  public SpecType type() {
    return TYPE;
  }

  @Override
  public Optional<String> refusal(Task task) {
    return task.engine().text("Refuse");
  }

  @Override
  public Run start(PreparedTask task) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (defect != null) {
      throw defect;
    }
    Files.writeString(task.outputFolder().resolve(ResultPath.STDOUT), "");
    Files.writeString(task.outputFolder().resolve(ResultPath.STDERR), "");
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    runs.put(task.executionId(), end);
    tasks.put(task.executionId(), task);
    started.add(task.executionId());
    return new Run() {
      @Override
      public Outcome await() throws InterruptedException {
        try {
          return end.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void cancel() {
        end.complete(new Outcome.Cancelled());
      }
    };
  }

  /** The id of the execution that started next. */
  String awaitStart() throws InterruptedException {
    String id = started.poll(30, TimeUnit.SECONDS);
    if (id == null) {
      throw new AssertionError("nothing started");
    }
    return id;
  }

  PreparedTask task(String executionId) {
    PreparedTask task = tasks.get(executionId);
    if (task == null) {
      throw new AssertionError("not started: " + executionId);
    }
    return task;
  }

  void finish(String executionId, Outcome outcome) {
    CompletableFuture<Outcome> run = runs.get(executionId);
    if (run == null) {
      throw new AssertionError("not started: " + executionId);
    }
    run.complete(outcome);
  }
}
