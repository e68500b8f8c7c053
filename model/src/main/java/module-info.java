// SPDX-License-Identifier: Apache-2.0
/**
 * The words of Gadus as data: jobs, executions, evaluations, nodes and messages are records, state
 * machines are tables, and validation says what is wrong, where, and what would be right.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.model {
  requires static transitive org.jspecify;
  requires transitive com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires transitive com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires com.fasterxml.jackson.datatype.jdk8;
  requires com.fasterxml.jackson.datatype.jsr310;

  exports dev.gadus.model;

  // Jackson builds the records by their constructors.
  opens dev.gadus.model to
      com.fasterxml.jackson.databind;
}
