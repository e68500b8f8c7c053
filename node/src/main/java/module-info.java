// SPDX-License-Identifier: Apache-2.0
/** One Gadus process, wired together. */
@org.jspecify.annotations.NullMarked
module dev.gadus.node {
  requires static transitive org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires dev.gadus.api;
  requires transitive dev.gadus.bolt;
  requires dev.gadus.bolt.cli;
  requires dev.gadus.compute;
  requires transitive dev.gadus.configuration;
  requires dev.gadus.data.local;
  requires dev.gadus.engine;
  requires dev.gadus.engine.wasm;
  requires transitive dev.gadus.model;
  requires dev.gadus.requester;
  requires transitive dev.gadus.store;
  requires transitive dev.gadus.store.imports;
  requires dev.gadus.transport;
  requires java.logging;
  requires org.slf4j;

  exports dev.gadus.node;
}
