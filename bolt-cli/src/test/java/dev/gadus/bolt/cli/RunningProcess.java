// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.bolt.Database;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Terminal;
import picocli.CommandLine;

/** The command in a process of its own. */
final class RunningProcess {
  private RunningProcess() {}

  /** Returns what to start for some arguments. */
  static List<String> command(String... arguments) {
    return command(BoltCommand.class, arguments);
  }

  /** Returns what to start to run another class with some arguments. */
  static List<String> command(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Does to a process what Ctrl-C does. */
  static void interrupt(Process process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private static String classPath() {
    try {
      Class<?> provider = Class.forName("org.jline.terminal.impl.ffm.FfmTerminalProvider");
      return Stream.of(
              BoltCommand.class,
              RunningProcess.class,
              Database.class,
              CommandLine.class,
              KeyMap.class,
              Terminal.class,
              provider)
          .map(RunningProcess::location)
          .distinct()
          .collect(Collectors.joining(":"));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the terminal library is not there", e);
    }
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class from no file: " + type, e);
    }
  }
}
