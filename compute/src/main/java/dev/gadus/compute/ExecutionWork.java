// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.Engine;
import dev.gadus.engine.InputFetcher;
import dev.gadus.engine.Installation;
import dev.gadus.engine.Mount;
import dev.gadus.engine.Outcome;
import dev.gadus.engine.PreparedTask;
import dev.gadus.engine.Publisher;
import dev.gadus.engine.RunLimits;
import dev.gadus.engine.StepException;
import dev.gadus.files.HostPath;
import dev.gadus.model.Event;
import dev.gadus.model.InputSource;
import dev.gadus.model.Job;
import dev.gadus.model.LocalExecution;
import dev.gadus.model.LocalState;
import dev.gadus.model.ResultPath;
import dev.gadus.model.RunOutput;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.Task;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.ExecutionWriter;
import dev.gadus.store.StoreException;
import dev.gadus.store.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one execution from where it stands to its end: prepare, run, propose the result, publish.
 * Each step is one transaction with its message to the requester. Runs on a thread of its own,
 * which must not be interrupted, since it writes to the store; {@link #stop} may be called from any
 * thread.
 */
final class ExecutionWork implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionWork.class);

  /** A limit above this is as good as none, and would not fit the clock's nanoseconds for ever. */
  private static final long MAX_TIME_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final String executionId;
  private final ExecutionStore store;
  private final PatientWriter steps;
  private final Installation installation;
  private final TaskEnvironment environment;
  private final ExecutionFolders folders;
  private final Runnable printed;

  private boolean stopped;
  private String waitedFor = "";
  private Engine.@Nullable Run engineRun;

  /**
   * @param printed called whenever the program has printed something
   */
  ExecutionWork(
      String executionId,
      ExecutionStore store,
      Installation installation,
      TaskEnvironment environment,
      ExecutionFolders folders,
      Runnable printed) {
    this.executionId = executionId;
    this.store = store;
    this.steps = new PatientWriter(executionId, store);
    this.installation = installation;
    this.environment = environment;
    this.folders = folders;
    this.printed = printed;
  }

  /** Says before the start what the work had to wait for; nothing when it did not wait. */
  synchronized void waitedFor(String what) {
    waitedFor = what;
  }

  private synchronized String startComment() {
    return waitedFor.isEmpty()
        ? "the program is running"
        : "the program is running; it waited for " + waitedFor;
  }

  /**
   * Stops the program, or does not start it. The record is the caller's business: it is left alone
   * from now on, unless the program has ended by itself already.
   */
  synchronized void stop() {
    stopped = true;
    steps.stop();
    if (engineRun != null) {
      engineRun.cancel();
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized void started(Engine.Run run) {
    engineRun = run;
    if (stopped) {
      run.cancel();
    }
  }

  @Override
  public void run() {
    try {
      runSteps();
    } catch (StepException e) {
      fail(e.topic(), e.text(), Report.failure(e.code(), e.retryable()));
    } catch (StoreException.FinalState e) {
      // It was cancelled between two steps: there is nothing left to do.
      LOG.debug("execution {} was ended while it was worked on", executionId);
    } catch (StoreException.WriteFailed e) {
      LOG.warn("execution {} stays as it is until a restart: {}", executionId, e.getMessage());
    } catch (IOException e) {
      LOG.warn("execution {} failed because of the node: {}", executionId, e.toString());
      fail(
          Event.Topic.EXECUTION,
          "the node could not do its part: " + e,
          Report.failure("Compute:Files", true));
    } catch (OutOfMemoryError e) {
      // The node is about to end, and the next start finds the execution as it is.
      throw e;
    } catch (RuntimeException | Error e) {
      // Also after a defect of ours the execution must have an end: nobody else would give it one.
      LOG.error("execution {} failed because of the node", executionId, e);
      fail(
          Event.Topic.EXECUTION,
          "the node failed inside: " + e,
          Report.failure("Compute:Internal", true));
    } catch (InterruptedException e) {
      throw new IllegalStateException("the thread of an execution must not be interrupted", e);
    } finally {
      tidy();
    }
  }

  private void runSteps() throws StepException, IOException, InterruptedException {
    LocalExecution execution = store.read(reader -> reader.requireExecution(executionId));
    if (execution.state().isFinal() || isStopped()) {
      return;
    }
    Task task = execution.job().task();
    Engine engine =
        installation
            .engine(task.engine())
            .orElseThrow(() -> missing("engine", task.engine().type(), Event.Topic.EXECUTION));
    PreparedTask prepared = prepare(execution);
    if (isStopped()) {
      return;
    }
    markRunning();
    Engine.Run run = engine.start(prepared);
    started(run);
    switch (run.await()) {
      case Outcome.Exited(int code) -> finish(execution, code, run.notes());
      case Outcome.Failed(Outcome.Reason reason, String message) ->
          failRun(prepared, reason, withNotes(message, run.notes()));
      case Outcome.Cancelled _ -> LOG.info("execution {} was stopped", executionId);
    }
  }

  private static StepException missing(String what, String type, String topic) {
    return new StepException(
        topic,
        "Compute:NotInstalled",
        true,
        "this node does not have the %s '%s' any more".formatted(what, type));
  }

  private PreparedTask prepare(LocalExecution execution) throws StepException, IOException {
    Job job = execution.job();
    Task task = job.task();
    folders.create(executionId);
    List<Mount> mounts = new ArrayList<>();
    for (InputSource input : task.inputSources()) {
      Path folder =
          Files.createDirectory(folders.inputs(executionId).resolve(String.valueOf(mounts.size())));
      InputFetcher fetcher =
          installation
              .fetcher(input.source())
              .orElseThrow(() ->
                  missing("input source", input.source().type(), Event.Topic.DOWNLOADING_INPUTS));
      mounts.add(fetcher.fetch(input, folder));
    }
    Path results = folders.results(executionId);
    for (ResultPath result : task.resultPaths()) {
      Path folder = Files.createDirectory(HostPath.resolve(results, result.name()));
      mounts.add(Mount.writable(result.path(), folder));
    }
    // The bid looked at this too; what is on the host can have changed since.
    Optional<String> refusal = MountRules.refusal(mounts);
    if (refusal.isPresent()) {
      throw new StepException(
          Event.Topic.DOWNLOADING_INPUTS, "Compute:Mounts", false, refusal.get());
    }
    return new PreparedTask(
        executionId,
        task.engine(),
        environment.of(job, execution.execution()),
        mounts,
        results,
        limits(execution),
        printed);
  }

  private static RunLimits limits(LocalExecution execution) {
    long disk = execution.resources().diskBytes();
    return new RunLimits(
        Math.max(1, execution.resources().memoryBytes()),
        disk > 0 ? disk : ComputeOptions.DEFAULT_DISK_LIMIT_BYTES,
        RunLimits.DEFAULT_MAX_FILES,
        RunLimits.DEFAULT_OUTPUT_BYTES,
        timeLimit(execution.job()));
  }

  private static Optional<Duration> timeLimit(Job job) {
    long seconds = Math.min(MAX_TIME_SECONDS, job.task().timeouts().executionLimitSeconds());
    return seconds > 0 && job.type().endsByItself()
        ? Optional.of(Duration.ofSeconds(seconds))
        : Optional.empty();
  }

  private void markRunning() {
    steps.write(writer -> {
      LocalExecution now = writer.requireExecution(executionId);
      // An execution that runs again after a restart is in a later state already.
      if (now.state() == LocalState.BID_ACCEPTED || now.state().isFinal()) {
        LocalExecution running =
            writer.transition(Transition.of(executionId, LocalState.RUNNING, startComment()));
        report(writer, running, Event.Topic.RUNNING_EXECUTION);
      }
    });
  }

  private static void report(ExecutionWriter writer, LocalExecution execution, String topic) {
    writer.send(execution.requesterNodeId(), Report.of(execution, topic));
  }

  private void finish(LocalExecution execution, int code, List<String> notes)
      throws StepException, IOException {
    Path results = folders.results(executionId);
    Files.writeString(results.resolve(ResultPath.EXIT_CODE), String.valueOf(code));
    RunOutput output = OutputText.runOutput(results, code, "");
    SpecConfig wanted = execution.job().task().publisher();
    propose(output, notes, wanted.isNone());
    if (wanted.isNone()) {
      return;
    }
    SpecConfig published = publish(wanted, results);
    steps.write(writer -> {
      LocalExecution completed =
          writer.transition(
              Transition.of(executionId, LocalState.COMPLETED, "the results are published")
                  .withPublishedResult(published));
      report(writer, completed, Event.Topic.PUBLISHING_RESULTS);
    });
    LOG.info("execution {} completed, exitCode={}", executionId, code);
  }

  private SpecConfig publish(SpecConfig wanted, Path results) throws StepException {
    Publisher publisher =
        installation
            .publisher(wanted)
            .orElseThrow(() -> missing("publisher", wanted.type(), Event.Topic.PUBLISHING_RESULTS));
    try {
      return publisher.publish(executionId, wanted, results);
    } catch (IOException e) {
      throw new StepException(
          Event.Topic.PUBLISHING_RESULTS,
          "Compute:Publishing",
          true,
          "the results could not be published: " + e);
    }
  }

  private static String withNotes(String text, List<String> notes) {
    return notes.isEmpty() ? text : "%s (%s)".formatted(text, String.join("; ", notes));
  }

  // The result is accepted in the transaction that proposes it, since there is no verifier to ask.
  private void propose(RunOutput output, List<String> notes, boolean nothingToPublish) {
    steps.write(writer -> {
      String exit = withNotes("the program ended with exit code " + output.exitCode(), notes);
      step(writer, LocalState.WAITING_VERIFICATION, exit, output);
      step(writer, LocalState.RESULT_ACCEPTED, "accepted: no verifier is asked for", output);
      String publishing = nothingToPublish ? "nothing to publish" : "publishing the results";
      LocalExecution now = step(writer, LocalState.PUBLISHING, publishing, output);
      if (nothingToPublish) {
        now = step(writer, LocalState.COMPLETED, exit, output);
        report(writer, now, Event.Topic.EXECUTION);
      } else {
        report(writer, now, Event.Topic.PUBLISHING_RESULTS);
      }
    });
  }

  // One step forward; none when an execution that runs again after a restart is there already.
  private LocalExecution step(
      ExecutionWriter writer, LocalState to, String comment, RunOutput output) {
    LocalExecution now = writer.requireExecution(executionId);
    return now.state().isFinal() || now.state().compareTo(to) < 0
        ? writer.transition(Transition.of(executionId, to, comment).withRunOutput(output))
        : now;
  }

  private void failRun(PreparedTask prepared, Outcome.Reason reason, String message)
      throws IOException {
    // There is no exit code of the program's own.
    RunOutput output = OutputText.runOutput(prepared.outputFolder(), -1, message);
    boolean retryable = reason == Outcome.Reason.ENGINE_ERROR;
    String said = OutputText.lastLines(prepared.outputFolder().resolve(ResultPath.STDERR));
    fail(
        reason == Outcome.Reason.TIMEOUT
            ? Event.Topic.EXECUTION_TIMEOUT
            : Event.Topic.RUNNING_EXECUTION,
        said.isEmpty() ? message : "%s; its last words: %s".formatted(message, said),
        Report.failure("Engine:" + code(reason), retryable),
        Optional.of(output));
  }

  private static String code(Outcome.Reason reason) {
    StringBuilder code = new StringBuilder();
    for (String word : reason.name().split("_", -1)) {
      code.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return code.toString();
  }

  private void fail(String topic, String message, Map<String, String> details) {
    fail(topic, message, details, Optional.empty());
  }

  private void fail(
      String topic, String message, Map<String, String> details, Optional<RunOutput> output) {
    try {
      steps.write(writer -> {
        Transition failed = Transition.of(executionId, LocalState.FAILED, message);
        LocalExecution now = writer.transition(output.map(failed::withRunOutput).orElse(failed));
        writer.send(now.requesterNodeId(), Report.of(now, topic, details));
      });
      LOG.info("execution {} failed: {}", executionId, message);
    } catch (StoreException.FinalState e) {
      LOG.debug("execution {} was ended before it could fail", executionId);
    } catch (StoreException.WriteFailed e) {
      LOG.warn(
          "execution {} failed ({}), which is noted nowhere: {}",
          executionId,
          message,
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("execution {} failed, and that cannot be stored: {}", executionId, message, e);
    }
  }

  // What a stopped execution left stays when it is for a restart to decide about it.
  private void tidy() {
    try {
      boolean ended =
          store.read(reader ->
              reader.execution(executionId).map(now -> now.state().isFinal()).orElse(true));
      if (ended) {
        folders.keepOutputOnly(executionId);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the folder of execution {} could not be tidied: {}", executionId, e.toString());
    }
  }
}
