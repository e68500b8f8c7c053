// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.Job;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands below {@code gadus job}. */
final class JobCommands {
  private JobCommands() {}

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Group())
        .addSubcommand(new JobRunCommand(context))
        .addSubcommand(new JobValidateCommand(context))
        .addSubcommand(new JobListCommand(context))
        .addSubcommand(new JobDescribeCommand(context))
        .addSubcommand(new JobHistoryCommand(context))
        .addSubcommand(new JobWatchCommand(context))
        .addSubcommand(new JobExecutionsCommand(context))
        .addSubcommand(new JobVersionsCommand(context))
        .addSubcommand(new JobLogsCommand(context))
        .addSubcommand(new JobGetCommand(context))
        .addSubcommand(new JobStopCommand(context))
        .addSubcommand(new JobRerunCommand(context));
  }

  @Command(name = "job", description = "Run jobs, and see what became of them.")
  private static final class Group extends CommandGroup {}

  /** Which job a command is about. */
  static final class Target {
    @Parameters(
        paramLabel = "JOB",
        description = "The job's id, the beginning of its id, or its name.")
    String job = "";

    @Option(
        names = "--namespace",
        paramLabel = "NAME",
        description = "The namespace of a JOB that is given by its name (default: default).")
    String namespace = "";

    /** As on a command line. */
    String words() {
      return namespace.isEmpty() ? job : job + " --namespace " + namespace;
    }
  }

  /** Which version of the job a command is about. */
  static final class VersionOption {
    @Option(
        names = {"-v", "--version"},
        paramLabel = "N",
        description = "Which version of the job (default: the latest).")
    long version;
  }

  /** Which versions of the job a command is about. */
  static final class VersionsOption {
    @Mixin VersionOption one = new VersionOption();

    @Option(names = "--all-versions", description = "All versions of the job, not only the latest.")
    boolean all;
  }

  /** Returns a dash for an empty text, so that a cell of a table that has nothing shows that. */
  static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  static String engine(Job job) {
    return job.tasks().isEmpty() ? "-" : job.task().engine().type();
  }
}
