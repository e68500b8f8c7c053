// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of these tests, as a process of its own. */
final class JavaProgram {
  private JavaProgram() {}

  /** Returns the command that runs it. */
  static List<String> command(Class<?> main, Object... arguments) throws URISyntaxException {
    Path engine =
        Path.of(Database.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path tests = Path.of("target/test-classes").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(engine + ":" + tests + ":" + System.getProperty("java.class.path"));
    command.add(main.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
