// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.client.GadusClient;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.JobType;
import dev.gadus.model.SpecConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gadus job get}. */
@Command(
    name = "get",
    description = {
      "Fetch the results of a job and unpack them: those of a single partition into the folder"
          + " itself, those of several each into a folder partition-N in it.",
      "Prints the path of the folder. When partitions have no result, what there is is fetched all"
          + " the same, and the command says which are missing and fails."
    })
final class JobGetCommand implements Callable<Integer> {
  /** Enough to see which; a list of hundreds helps nobody. */
  private static final int MAX_NAMED = 20;

  private final Context context;

  @Mixin private JobCommands.Target target = new JobCommands.Target();

  @Option(
      names = "--output-dir",
      paramLabel = "FOLDER",
      description =
          "An existing folder to unpack into (default: a new one, job-JOB, in the current folder).")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--raw", description = "Keep the archives as they are.")
  private boolean raw;

  @Option(
      names = "--download-timeout-secs",
      paramLabel = "SECONDS",
      description = "How long each download may take to begin (default: 300).")
  private String timeout = "300";

  JobGetCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (GadusClient client = context.client();
        HttpClient http = Results.http()) {
      Job job = client.job(target.job, target.namespace);
      List<Execution> executions = client.executions(job.id(), "", 0, false);
      List<Execution> published =
          executions.stream()
              .filter(execution -> execution.publishedResult().isType("urlDownload"))
              .toList();
      if (published.isEmpty()) {
        context.err().println("The job has no results.");
        context.err().println("Hint:  'gadus job logs " + target.job + "' shows what it printed.");
        return job.task().publisher().isNone() ? ExitCode.OK : missing(job, executions, published);
      }
      Path output = folder();
      Duration limit = timeout();
      if (raw) {
        published.forEach(execution -> save(http, execution.publishedResult(), output, limit));
      } else {
        Results.unpack(
            published,
            job.count(),
            output,
            execution -> Results.download(http, execution.publishedResult(), limit));
      }
      context.out().println(output);
      return missing(job, executions, published);
    }
  }

  /** Says which partitions have no result, if any, and returns the exit code. */
  private int missing(Job job, List<Execution> executions, List<Execution> published) {
    // In the order of attempts, so that the last one stands for its partition.
    Map<Integer, String> missing = new TreeMap<>();
    if (job.type() == JobType.BATCH) {
      IntStream.range(0, job.count()).forEach(index -> missing.put(index, "not started"));
    }
    executions.forEach(
        execution -> missing.put(execution.partitionIndex(), execution.state().state().text()));
    int all = missing.size();
    published.forEach(execution -> missing.remove(execution.partitionIndex()));
    if (missing.isEmpty()) {
      return ExitCode.OK;
    }
    context
        .err()
        .printf(
            "Error: %d of %d partitions have a result; there is none of %s%n",
            all - missing.size(),
            all,
            missing.entrySet().stream()
                .limit(MAX_NAMED)
                .map(one -> "%d (%s)".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(", ", "", missing.size() > MAX_NAMED ? ", …" : "")));
    context.err().println("Hint:  'gadus job executions " + target.job + "' shows why.");
    return ExitCode.ERROR;
  }

  private Path folder() {
    Path current = context.surroundings().folder();
    if (folder.isPresent()) {
      Path given = current.resolve(folder.get()).normalize();
      if (!Files.isDirectory(given)) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT, "there is no folder " + given, "make it first");
      }
      return given;
    }
    boolean plain = target.namespace.isEmpty() || target.namespace.equals(Job.DEFAULT_NAMESPACE);
    String name = plain ? "job-" + target.job : "job-%s-%s".formatted(target.namespace, target.job);
    Path made = current.resolve(safe(name)).normalize();
    try {
      return Files.createDirectories(made);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ERROR, "cannot make the folder %s: %s".formatted(made, e), "");
    }
  }

  /** A number of seconds, or as clients of the API also write it, with its unit. */
  private Duration timeout() {
    try {
      return Duration.ofSeconds(
          Integer.parseInt(timeout.endsWith("s") ? timeout.replaceFirst("s$", "") : timeout));
    } catch (NumberFormatException _) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "--download-timeout-secs %s: must be a whole number of seconds".formatted(timeout),
          "");
    }
  }

  private static void save(HttpClient http, SpecConfig result, Path folder, Duration timeout) {
    String address = Results.address(result);
    Path file = folder.resolve(safe(address.substring(address.lastIndexOf('/') + 1)));
    try (InputStream in = Results.download(http, result, timeout)) {
      Files.copy(in, file);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.ERROR, "cannot bring %s: %s".formatted(address, Results.reason(e, result)), "");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.ERROR, "interrupted", "");
    }
  }

  /** Names come from users and nodes, and become names of files. */
  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
