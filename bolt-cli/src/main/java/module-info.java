// SPDX-License-Identifier: Apache-2.0
/** The inspection command for bolt files. */
@org.jspecify.annotations.NullMarked
module dev.gadus.bolt.cli {
  requires static transitive org.jspecify;
  requires transitive dev.gadus.bolt;
  requires info.picocli;
  requires org.jline.reader;
  requires org.jline.terminal;

  exports dev.gadus.bolt.cli;

  // Picocli fills the annotated fields of the commands.
  opens dev.gadus.bolt.cli to
      info.picocli;
}
