// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import static dev.gadus.cli.RunProgress.Mode.NONE;

import dev.gadus.client.GadusClient;
import dev.gadus.client.SubmittedJob;
import dev.gadus.model.Execution;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gadus job run}. */
@Command(
    name = "run",
    description = {
      "Hand in a job, wait for its end, and print what its programs printed.",
      "With --local no server is needed: a node starts in this process, runs the job and stops"
          + " again. What it knows stays in the data directory."
    },
    footer = {
      "",
      "Exit codes:",
      "  0    the job completed and the program of every partition returned 0;",
      "       with --wait=false: the job was accepted",
      "  1    an error that has no code of its own",
      "  2    a wrong command line, configuration or job file; nothing was stored",
      "  3    the job failed or was stopped",
      "  4    the job completed, and a program did not return 0",
      "  5    no node answers at the address, or it was away for more than two minutes",
      "  6    --wait-timeout-secs was over before the job; the job goes on",
      "  130  interrupted (Ctrl+C); the job goes on, or with --local is stopped"
    })
final class JobRunCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The job file, YAML or JSON (default: standard input).")
  private String file = "-";

  @Option(names = "--local", description = "Run it in this process, without a server.")
  private boolean local;

  @Mixin private Waiting waiting = new Waiting();

  @Option(
      names = "--id-only",
      description = "Print the job's id and nothing else; waits in silence unless --wait=false.")
  private boolean idOnly;

  @Option(
      names = {"-f", "--follow"},
      description =
          "Print what the programs print while they run; with several partitions each line stands"
              + " after the number of its own, as in '[3] text'.")
  private boolean follow;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "With --follow: the output of this partition alone, as it is.")
  private Optional<Integer> partition = Optional.empty();

  @Option(
      names = "--force",
      description =
          "Run a job again although it did not change, as a new version; --local always does.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "Say what would change, and hand in nothing. Not with --local.")
  private boolean dryRun;

  @Option(names = "--hide-warnings", description = "Do not print what the node changed in the job.")
  private boolean hideWarnings;

  @Mixin private JobSource.Variables variables = new JobSource.Variables();

  @Option(
      names = "--output-dir",
      paramLabel = "FOLDER",
      description =
          "With --local: where results are unpacked (default: in the data directory, below"
              + " results).")
  private Optional<Path> outputFolder = Optional.empty();

  /** Whether and how long to wait. */
  static final class Waiting {
    @Option(
        names = "--wait",
        arity = "0..1",
        defaultValue = "true",
        fallbackValue = "true",
        paramLabel = "BOOL",
        description = "Wait for the end of the job (default: true).")
    boolean wait;

    @Option(
        names = "--wait-timeout-secs",
        paramLabel = "SECONDS",
        description = "Wait at most so long (default: 0, as long as it takes).")
    int seconds;

    @Option(
        names = "--progress",
        paramLabel = "MODE",
        description =
            "auto: on a terminal a block that changes in place, else nothing (the default); lines:"
                + " a line for each event; none.")
    RunProgress.Mode progress = RunProgress.Mode.AUTO;

    Optional<Duration> limit() {
      return seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }
  }

  JobRunCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (partition.isPresent() && !follow) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "--partition says what --follow prints", "add --follow");
    }
    JobSource source = JobSource.open(context.surroundings(), file, variables);
    Job job = source.job();
    requirePartition(job);
    if (local && dryRun) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "--local and --dry-run do not go together: with --local a job is always run",
          "'gadus job validate FILE' checks it without running it");
    }
    if (!local) {
      try (GadusClient client = context.client()) {
        if (dryRun) {
          return new DryRun(context, client).show(job);
        }
        return run(client, job, Optional.empty());
      }
    }
    if (!waiting.wait) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "--local and --wait=false do not go together: the node ends with this command",
          "start one that stays with 'gadus serve --requester --compute'");
    }
    try (EmbeddedNode node = EmbeddedNode.start(context, source.folder());
        GadusClient client = node.client()) {
      return run(client, job, Optional.of(node));
    }
  }

  private int run(GadusClient client, Job job, Optional<EmbeddedNode> node) {
    // Who runs a file in this process wants it to run, whether it did before or not.
    SubmittedJob submitted = client.submit(job, force || local);
    String id = submitted.jobId();
    if (!hideWarnings) {
      submitted.warnings().forEach(warning -> context.err().println("Warning: " + warning));
    }
    if (idOnly || !waiting.wait) {
      context.out().println(id);
    }
    if (!waiting.wait || !job.type().endsByItself()) {
      return ExitCode.OK;
    }
    try (Interruption _ = Interruption.first(() -> interrupted(client, id, node))) {
      Patience patience = Patience.forJob(context.err(), id);
      try (JobFollower follower =
          new JobFollower(context, client, patience, id, partition, job.count())) {
        return await(client, id, node, patience, follower);
      }
    }
  }

  private void requirePartition(Job job) {
    partition
        .filter(wanted -> wanted < 0 || wanted >= job.count())
        .ifPresent(wanted -> {
          throw new CommandFailure(
              ExitCode.BAD_INPUT,
              "--partition=%d: the job has the partitions 0 to %d"
                  .formatted(wanted, job.count() - 1),
              "");
        });
  }

  private int await(
      GadusClient client,
      String id,
      Optional<EmbeddedNode> node,
      Patience patience,
      JobFollower follower) {
    if (!idOnly && (context.surroundings().interactive() || !local)) {
      // Also in a pipe: without the id nobody finds a job again whose command was ended.
      context.err().printf("Job %s submitted%n", id);
    }
    boolean following = follow && !idOnly;
    Optional<Job> ended;
    try (RunProgress progress =
        RunProgress.of(context, client, id, idOnly || follow ? NONE : waiting.progress)) {
      patience.sayThrough(progress::say);
      JobWaiter waiter =
          new JobWaiter(
              client,
              patience,
              Optional.of(progress),
              entries -> {
                if (following) {
                  follower.happened(entries);
                }
              },
              InstantSource.system());
      ended = waiter.await(id, waiting.limit());
    }
    if (ended.isEmpty()) {
      context.err().printf("Error: job %s is not done after %d s%n", id, waiting.seconds);
      context.err().printf("Hint:  'gadus job describe %s' shows how it goes on.%n", id);
      return ExitCode.STILL_RUNNING;
    }
    if (following) {
      follower.finish();
    }
    JobOutcome outcome = patience.ask(() -> new JobOutcome(context, client, patience, ended.get()));
    if (!idOnly) {
      if (!follow) {
        outcome.printOutput();
      }
      results(ended.get(), outcome.completed(), node);
    }
    return outcome.report();
  }

  /** Says where the results are, if there are any. */
  private void results(Job job, List<Execution> completed, Optional<EmbeddedNode> node) {
    List<Execution> published =
        completed.stream()
            .filter(execution -> execution.publishedResult().isType("urlDownload"))
            .toList();
    if (published.isEmpty()) {
      return;
    }
    if (node.isEmpty()) {
      context.err().printf("Results: gadus job get %s%n", IdSource.shortId(job.id()));
      return;
    }
    Path folder =
        outputFolder
            .map(given -> context.surroundings().folder().resolve(given).normalize())
            .orElseGet(() -> node.get().resultFolder(job));
    Results.unpack(published, job.count(), folder, node.get()::openResult);
    context.err().println("Results: " + folder);
  }

  private void interrupted(GadusClient client, String id, Optional<EmbeddedNode> node) {
    if (node.isPresent()) {
      node.get().abandon(client, id);
      context.err().printf("Interrupted; job %s is stopped.%n", id);
    } else {
      context
          .err()
          .printf("Interrupted; job %s goes on: 'gadus job describe %1$s' shows how.%n", id);
    }
  }
}
