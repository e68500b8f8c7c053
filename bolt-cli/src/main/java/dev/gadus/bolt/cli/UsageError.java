// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with the arguments, in the words of Go's command, whose exit code for it is 1.
 */
final class UsageError {
  private static final int EXIT_CODE = 1;

  private UsageError() {}

  static int report(ParameterException error) {
    CommandLine commandLine = error.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("Error: " + text(error));
    if (isUnknownCommand(error)) {
      err.println("Run '" + commandLine.getCommandSpec().qualifiedName() + " --help' for usage.");
    } else {
      commandLine.usage(err);
    }
    err.flush();
    return EXIT_CODE;
  }

  private static String text(ParameterException error) {
    CommandLine commandLine = error.getCommandLine();
    return switch (error) {
      case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() ->
          unknownFlag(unmatched.getUnmatched().getFirst());
      case UnmatchedArgumentException unmatched when isUnknownCommand(unmatched) ->
          "unknown command "
              + GoText.quote(unmatched.getUnmatched().getFirst())
              + " for "
              + GoText.quote(commandLine.getCommandSpec().qualifiedName());
      case UnmatchedArgumentException unmatched ->
          argumentCount(commandLine, unmatched.getUnmatched().size());
      case MissingParameterException missing
          when missing.getMissing().stream().anyMatch(ArgSpec::isPositional) ->
          argumentCount(commandLine, 0);
      case MissingParameterException missing -> missingFlags(missing);
      default -> invalidValue(error);
    };
  }

  private static boolean isUnknownCommand(ParameterException error) {
    CommandSpec spec = error.getCommandLine().getCommandSpec();
    return error instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !spec.subcommands().isEmpty()
        && spec.positionalParameters().isEmpty();
  }

  private static String unknownFlag(String flag) {
    return flag.startsWith("--")
        ? "unknown flag: " + flag.replaceFirst("=.*", "")
        : "unknown shorthand flag: '" + flag.charAt(1) + "' in " + flag;
  }

  private static String argumentCount(CommandLine commandLine, int unmatchedCount) {
    List<PositionalParamSpec> parameters =
        commandLine.getCommandSpec().positionalParameters().stream()
            .filter(parameter -> !FileArgument.isLeftOut(parameter))
            .toList();
    int least = parameters.stream().mapToInt(parameter -> parameter.arity().min()).sum();
    int most =
        parameters.stream()
            .mapToInt(parameter -> parameter.arity().max())
            .reduce(0, UsageError::addUnlessUnlimited);
    int received = unmatchedCount + matchedCount(commandLine.getParseResult());
    if (least == most) {
      return "accepts " + least + " arg(s), received " + received;
    }
    return most == Integer.MAX_VALUE
        ? "requires at least " + least + " arg(s), only received " + received
        : "accepts between " + least + " and " + most + " arg(s), received " + received;
  }

  private static int addUnlessUnlimited(int sum, int next) {
    return sum == Integer.MAX_VALUE || next == Integer.MAX_VALUE ? Integer.MAX_VALUE : sum + next;
  }

  private static int matchedCount(ParseResult result) {
    return result.matchedPositionals().stream()
        .filter(parameter -> !FileArgument.isLeftOut(parameter))
        .mapToInt(positional -> positional.stringValues().size())
        .sum();
  }

  private static String missingFlags(MissingParameterException missing) {
    return missing.getMissing().stream()
        .map(option -> '"' + longName(option) + '"')
        .sorted()
        .collect(Collectors.joining(", ", "required flag(s) ", " not set"));
  }

  private static String longName(ArgSpec option) {
    return option instanceof OptionSpec named
        ? named.longestName().replaceFirst("^--", "")
        : option.paramLabel();
  }

  private static String invalidValue(ParameterException error) {
    if (error.getArgSpec() instanceof OptionSpec option
        && error.getValue() != null
        && error.getCause() instanceof TypeConversionException reason) {
      return "invalid argument "
          + GoText.quote(error.getValue())
          + " for \""
          + option.longestName()
          + "\" flag: "
          + reason.getMessage();
    }
    return String.valueOf(error.getMessage());
  }
}
