// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.client.JobComparison;
import dev.gadus.model.Job;
import dev.gadus.model.Json;
import java.util.Optional;

/** Tells what handing in a job would do, and does nothing. */
record DryRun(Context context, GadusClient client) {

  /** Prints the differences to the stored job, or the job when it would be a new one. */
  int show(Job job) {
    // Without a name there is nothing to compare it with: every submission is a new job.
    Optional<JobComparison> comparison =
        job.name().isEmpty() ? Optional.empty() : client.compare(job);
    comparison.ifPresent(
        found -> found.warnings().forEach(text -> context.err().println("Warning: " + text)));
    if (comparison.isEmpty()) {
      context.err().println("A new job; nothing is stored. As it would be handed in:");
      Documents.print(context.out(), Json.mapper().valueToTree(job), true, false);
    } else if (comparison.get().differences().isEmpty()) {
      context.err().println("No changes; nothing is stored. --force runs it again as it is.");
    } else {
      context.err().println("A new version of the job; nothing is stored. It differs in:");
      comparison.get().differences().forEach(context.out()::println);
    }
    return ExitCode.OK;
  }
}
