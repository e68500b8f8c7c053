// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.configuration.Configuration;
import dev.gadus.configuration.DataFolder;
import dev.gadus.configuration.Setting;
import dev.gadus.model.JobState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VitalsTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  /** All threads of a node ask for the time: so it is the place to make one of them fail. */
  private static final class FailingClock implements InstantSource {
    private final AtomicReference<String> victims = new AtomicReference<>("nobody");
    private final AtomicReference<Error> error = new AtomicReference<>(new AssertionError());
    private final Set<String> once = ConcurrentHashMap.newKeySet();
    private volatile boolean onlyOnce;

    /** From now on each of the threads with such a name fails when it asks. */
    void fail(String name, Error by, boolean onceEach) {
      error.set(by);
      onlyOnce = onceEach;
      victims.set(name);
    }

    @Override
    public Instant instant() {
      String name = Thread.currentThread().getName();
      if (name.matches(victims.get()) && (!onlyOnce || once.add(name))) {
        throw error.get();
      }
      return Instant.now();
    }
  }

  private NodeOptions options(InstantSource clock, CompletableFuture<String> fatal) {
    Configuration configuration = TestNode.configuration().with(Setting.UPKEEP_INTERVAL, "100ms");
    NodeOptions base = NodeOptions.of(configuration, new DataFolder(folder), Map.of());
    return new NodeOptions(
        base.configuration(),
        base.dataFolder(),
        true,
        true,
        true,
        base.environment(),
        clock,
        base.ids(),
        fatal::complete);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "requester worker \\d+, the requester: the thread 'requester worker",
        "requester ticker, the requester: the thread 'requester ticker' has ended",
        "upkeep, the upkeep of the stores: the thread 'upkeep' has ended",
        "outbox to .*, the dispatcher of the",
        "outbox remover, the dispatcher of the",
      })
  void aPartThatEndedEndsTheNode(String thread, String message) throws Exception {
    CompletableFuture<String> fatal = new CompletableFuture<>();
    FailingClock clock = new FailingClock();
    try (TestNode node = TestNode.start(options(clock, fatal))) {
      assertThat(node.get("/livez").status()).isEqualTo(200);
      clock.fail(thread, new OutOfMemoryError("of the test"), false);
      node.submit(TestNode.job("any", 1, "print", "x"));
      assertThat(fatal.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).startsWith(message);
      TestNode.Answer alive = node.get("/livez");
      assertThat(alive.status()).isEqualTo(503);
      assertThat(alive.body().path("Code").asText()).isEqualTo("NotAlive");
      assertThat(alive.body().path("Message").asText()).startsWith(message);
      assertThat(node.get("/readyz").status()).isEqualTo(503);
      clock.fail("nobody", new AssertionError(), false);
    }
  }

  @Test
  void aDefectThatPartsMeetOnceEndsNoneOfThem() throws Exception {
    CompletableFuture<String> fatal = new CompletableFuture<>();
    FailingClock clock = new FailingClock();
    try (TestNode node = TestNode.start(options(clock, fatal))) {
      // One of the workers alone: what all of them meet in turn is waited for longer and longer.
      clock.fail(
          "(requester ticker|requester worker 0|outbox|upkeep).*",
          new StackOverflowError("of the test"),
          true);
      String id = node.submit(TestNode.job("any", 1, "print", "x"));
      assertThat(TestNode.state(node.await(id))).isEqualTo(JobState.COMPLETED);
      assertThat(clock.once).as("threads that met it").hasSizeGreaterThanOrEqualTo(3);
      assertThat(node.get("/livez").status()).isEqualTo(200);
      assertThat(node.get("/readyz").status()).isEqualTo(200);
    }
    assertThat(fatal).isNotDone();
  }

  @Test
  void itIsNotReadyBeforeTheStartAndAfterTheClose() {
    CompletableFuture<String> fatal = new CompletableFuture<>();
    Vitals vitals = new Vitals(fatal::complete);
    vitals.add("part", () -> Optional.of("not started"));
    assertThat(vitals.notReady()).contains("the node starts");
    assertThat(vitals.dying()).isEmpty();
    vitals.close();
    assertThat(vitals.notReady()).contains("the node stops");
    assertThat(vitals.dying()).isEmpty();
    assertThat(fatal).isNotDone();
  }

  @Test
  void whatIsNeededComesAndGoesAndWhatHasEndedDoesNot() {
    AtomicReference<Optional<String>> disk = new AtomicReference<>(Optional.empty());
    AtomicReference<Optional<String>> thread = new AtomicReference<>(Optional.empty());
    AtomicInteger told = new AtomicInteger();
    try (Vitals vitals = new Vitals(_ -> told.incrementAndGet())) {
      vitals.addNeed("store", disk::get);
      vitals.add("part", thread::get);
      vitals.start();
      assertThat(vitals.notReady()).isEmpty();
      disk.set(Optional.of("full"));
      assertThat(vitals.notReady()).contains("the store: full");
      assertThat(vitals.dying()).isEmpty();
      disk.set(Optional.empty());
      assertThat(vitals.notReady()).isEmpty();
      thread.set(Optional.of("has ended"));
      assertThat(vitals.dying()).contains("the part: has ended");
      thread.set(Optional.empty());
      assertThat(vitals.dying()).as("what was said once stands").contains("the part: has ended");
      assertThat(vitals.notReady()).contains("the part: has ended");
    }
    assertThat(told).as("told once").hasValue(1);
  }
}
