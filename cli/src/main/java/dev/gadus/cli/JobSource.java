// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import dev.gadus.model.InvalidJobException;
import dev.gadus.model.Job;
import dev.gadus.model.JobFile;
import dev.gadus.model.Problem;
import dev.gadus.model.SpecType;
import dev.gadus.node.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * A job file as it was given.
 *
 * @param name what messages call it
 * @param folder where its relative paths start
 */
record JobSource(String name, Path folder, String text) {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*\\.(\\w+)\\s*}}");

  /** The values for a job file that is a template. */
  static final class Variables {
    @Option(
        names = {"-V", "--template-vars"},
        paramLabel = "NAME=VALUE",
        description = "Replace {{.NAME}} in the job file by the value. May be repeated.")
    private Map<String, String> values = new LinkedHashMap<>();
  }

  /**
   * The job of the file at a path, or of standard input for {@code -}, with the values filled in.
   */
  static JobSource open(Surroundings surroundings, String path, Variables variables) {
    JobSource source = open(surroundings, path);
    return variables.values.isEmpty() ? source : source.withVariables(variables.values);
  }

  /** The file at a path, or standard input for {@code -}. */
  static JobSource open(Surroundings surroundings, String path) {
    if (path.equals("-")) {
      return new JobSource("standard input", surroundings.folder(), readInput(surroundings.in()));
    }
    Path file = surroundings.folder().resolve(path).normalize();
    Path parent = file.getParent();
    try (InputStream in = Files.newInputStream(file)) {
      return new JobSource(path, parent == null ? surroundings.folder() : parent, decode(path, in));
    } catch (NoSuchFileException _) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "there is no job file " + path, "");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "cannot read the job file %s: %s".formatted(path, e), "");
    }
  }

  private static String readInput(InputStream in) {
    try {
      return decode("standard input", in);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, "cannot read standard input: " + e, "");
    }
  }

  private static String decode(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(JobFile.MAX_BYTES + 1);
    if (bytes.length > JobFile.MAX_BYTES) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          "%s is larger than %d bytes".formatted(name, JobFile.MAX_BYTES),
          "put data into input sources instead of the job");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new CommandFailure(ExitCode.BAD_INPUT, name + " is not UTF-8 text", "");
    }
  }

  /**
   * This source with {@code {{.name}}} replaced by the value of that name.
   *
   * @throws CommandFailure when it asks for a name without a value
   */
  JobSource withVariables(Map<String, String> values) {
    StringBuilder replaced = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String value = values.get(variable.group(1));
      if (value == null) {
        throw new CommandFailure(
            ExitCode.BAD_INPUT,
            "%s asks for the variable '%s', which has no value".formatted(name, variable.group(1)),
            "give it with -V %s=VALUE".formatted(variable.group(1)));
      }
      variable.appendReplacement(replaced, Matcher.quoteReplacement(value));
    }
    variable.appendTail(replaced);
    return new JobSource(name, folder, replaced.toString());
  }

  /**
   * The job, whose local paths are absolute.
   *
   * @throws CommandFailure with every problem of the file and its place
   */
  Job job() {
    try {
      return withAbsolutePaths(JobFile.read(text, Node.TASK_TYPES));
    } catch (InvalidJobException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, describe(e.problems()), templateHint());
    }
  }

  /** A template that was not filled in has problems that its writer does not see in it. */
  private String templateHint() {
    Matcher variable = VARIABLE.matcher(text);
    return variable.find()
        ? "%s stands in the file: give it a value with -V %s=VALUE"
            .formatted(variable.group(), variable.group(1))
        : "";
  }

  private String describe(List<Problem> problems) {
    if (problems.size() == 1) {
      return "%s: %s".formatted(name, problems.getFirst());
    }
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(
            Collectors.joining("", "%s has %d problems:".formatted(name, problems.size()), ""));
  }

  private Job withAbsolutePaths(Job job) {
    return job.withTasks(
        job.tasks().stream()
            .map(task -> Node.TASK_TYPES.mapTexts(SpecType.Kind.HOST_PATH, task, this::absolute))
            .toList());
  }

  private String absolute(String path) {
    return path.isEmpty() || Path.of(path).isAbsolute()
        ? path
        : folder.resolve(path).normalize().toString();
  }
}
