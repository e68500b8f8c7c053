// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine of the side-by-side benchmark. */
enum Contender {
  BOLT("Gadus bolt"),
  GO("Go bbolt 1.5.0"),
  LMDB("LMDB 0.9.33"),
  MVSTORE("MVStore 2.5.252");

  private static final String ADD_OPENS = "--add-opens=java.base/";

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /**
   * Returns the command that starts the engine's process, the same for all that run on Java; empty
   * for Go's without its program.
   */
  Optional<List<String>> command(Path folder, Optional<Path> goProgram, List<String> javaOptions) {
    return switch (this) {
      case GO -> goProgram.map(program -> List.of(program.toString()));
      case BOLT -> Optional.of(java("bolt", folder, javaOptions));
      case LMDB -> Optional.of(java("lmdb", folder, List.of()));
      case MVSTORE -> Optional.of(java("mvstore", folder, List.of()));
    };
  }

  private static List<String> java(String engine, Path folder, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx4g",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            // lmdbjava's fastest ways to a buffer's address, and no checks of its own
            "--sun-misc-unsafe-memory-access=allow",
            ADD_OPENS + "java.nio=ALL-UNNAMED",
            ADD_OPENS + "sun.nio.ch=ALL-UNNAMED",
            "-Dlmdbjava.disable.checks=true",
            "-Djava.io.tmpdir=" + folder));
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), EngineProcess.class.getName(), engine));
    return command;
  }
}
