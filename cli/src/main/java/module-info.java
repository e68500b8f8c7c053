// SPDX-License-Identifier: Apache-2.0
/** The {@code gadus} command. */
@org.jspecify.annotations.NullMarked
module dev.gadus.cli {
  requires static transitive org.jspecify;
  requires dev.gadus.bolt;
  requires dev.gadus.bolt.cli;
  requires dev.gadus.client;
  requires dev.gadus.configuration;
  requires dev.gadus.model;
  requires dev.gadus.node;
  requires dev.gadus.store.imports;
  requires info.picocli;

  exports dev.gadus.cli;

  // Picocli fills the annotated fields of the commands; Jackson reads the rows of tables.
  opens dev.gadus.cli to
      com.fasterxml.jackson.databind,
      info.picocli;
}
