// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.SubmittedJob;
import dev.gadus.model.IdSource;
import dev.gadus.model.Job;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job rerun}. */
@Command(
    name = "rerun",
    description = {
      "Run a job again that has run, as a new version of it, wait for its end, and print what its"
          + " programs printed.",
      "The exit codes are those of 'job run'."
    })
final class JobRerunCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();
  @Mixin private JobCommands.VersionOption version = new JobCommands.VersionOption();
  @Mixin private JobRunCommand.Waiting waiting = new JobRunCommand.Waiting();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the job's history.")
  private String reason = "";

  @Option(
      names = "--id-only",
      description = "Print the job's id and nothing else; waits in silence unless --wait=false.")
  private boolean idOnly;

  JobRerunCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (GadusClient client = context.client()) {
      SubmittedJob submitted = client.rerun(target.job, target.namespace, version.version, reason);
      String id = submitted.jobId();
      submitted.warnings().forEach(warning -> context.err().println("Warning: " + warning));
      if (idOnly || !waiting.wait) {
        context.out().println(id);
      }
      Job job = client.job(id, "");
      return waiting.wait && job.type().endsByItself() ? await(client, id) : ExitCode.OK;
    }
  }

  private int await(GadusClient client, String id) {
    if (!idOnly) {
      context.err().printf("Job %s submitted%n", id);
    }
    Patience patience = Patience.forJob(context.err(), id);
    Optional<Job> ended;
    try (Interruption _ = Interruption.first(() -> interrupted(id));
        RunProgress progress =
            RunProgress.of(
                context, client, id, idOnly ? RunProgress.Mode.NONE : waiting.progress)) {
      patience.sayThrough(progress::say);
      ended =
          new JobWaiter(client, patience, Optional.of(progress), _ -> {}, InstantSource.system())
              .await(id, waiting.limit());
    }
    if (ended.isEmpty()) {
      context.err().printf("Error: job %s is not done after %d s%n", id, waiting.seconds);
      context
          .err()
          .printf("Hint:  'gadus job describe %s' shows how it goes on.%n", IdSource.shortId(id));
      return ExitCode.STILL_RUNNING;
    }
    JobOutcome outcome = new JobOutcome(context, client, patience, ended.get());
    if (!idOnly) {
      outcome.printOutput();
    }
    return outcome.report();
  }

  private void interrupted(String id) {
    context
        .err()
        .printf(
            "Interrupted; job %s goes on: 'gadus job describe %s' shows how.%n",
            id, IdSource.shortId(id));
  }
}
