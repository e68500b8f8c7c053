// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gadus.model.NodeInfo;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A listener that was ended by force, or does not answer, and handlers that fail in the worst way.
 */
class ListenerTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Listener.Times FAST =
      new Listener.Times(
          Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(600), PATIENCE);
  private static final NodeInfo.VersionInfo VERSION =
      new NodeInfo.VersionInfo("", "", "v1.9.3", "", "0001-01-01T00:00:00Z", "linux", "amd64");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build(),
        BodyHandlers.ofString());
  }

  private void awaitAnswer(int port) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        // A server whose place is taken may answer with an error while it ends.
        if (get(port, "/").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Nobody listens yet.
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("nobody listens any more");
  }

  private static WebServer server(int port) {
    return WebServer.builder()
        .address(HERE)
        .port(port)
        .shutdownHook(false)
        .routing(HttpRouting.builder().get("/", (_, response) -> response.send("here")))
        .build();
  }

  @Test
  void whenNobodyListensAnotherServerTakesThePlace() throws Exception {
    try (Listener listener = Listener.start(HERE, 0, ListenerTest::server, FAST)) {
      int port = listener.port();
      awaitAnswer(port);
      WebServer first = listener.server();
      first.stop();
      awaitAnswer(port);
      assertThat(listener.server()).isNotSameAs(first);
      assertThat(listener.port()).isEqualTo(port);
      assertThat(listener.trouble()).isEmpty();
    }
  }

  @Test
  void whenNothingIsAnsweredAnotherServerTakesThePlace() throws Exception {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    // The first accepts and does not answer, as one does whose thread has ended or whose clients
    // have all its connections.
    try (Listener listener =
        Listener.start(
            HERE,
            0,
            port ->
                made.getAndIncrement() == 0
                    ? WebServer.builder()
                        .address(HERE)
                        .port(port)
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofMillis(50))
                        .routing(
                            HttpRouting.builder()
                                .any((_, response) -> {
                                  never.await();
                                  response.send();
                                }))
                        .build()
                    : server(port),
            FAST)) {
      awaitAnswer(listener.port());
      assertThat(made).hasValueGreaterThanOrEqualTo(2);
    } finally {
      never.countDown();
    }
  }

  @Test
  void whenNoServerCanTakeThePlaceItIsSaidInTheEnd() {
    AtomicInteger made = new AtomicInteger();
    Listener.Times impatient =
        new Listener.Times(
            Duration.ofMillis(10),
            Duration.ofMillis(500),
            Duration.ofMillis(600),
            Duration.ofMillis(100));
    try (Listener listener =
        Listener.start(
            HERE,
            0,
            port -> {
              if (made.getAndIncrement() > 0) {
                throw new IllegalStateException("no more servers");
              }
              return server(port);
            },
            impatient)) {
      listener.server().stop();
      Optional<String> trouble = listener.trouble();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (trouble.isEmpty() && System.nanoTime() < end) {
        Thread.onSpinWait();
        trouble = listener.trouble();
      }
      assertThat(trouble.orElse("none"))
          .contains(
              "nothing has been answered at " + HERE.getHostAddress() + ":" + listener.port());
      assertThat(made).hasValueGreaterThan(0);
    }
  }

  /** Knows nothing bad, and keeps what it is told. */
  private static final class TestHealth implements Health {
    final LinkedBlockingQueue<OutOfMemoryError> told = new LinkedBlockingQueue<>();

    @Override
    public Optional<String> dying() {
      return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
      return Optional.of("the test");
    }

    @Override
    public void outOfMemory(OutOfMemoryError error) {
      told.add(error);
    }
  }

  private static Object deep(long depth) {
    return depth < 0 ? depth : List.of(deep(depth + 1));
  }

  @Test
  void errorsOfHandlersAreAnsweredAndTheListenerGoesOn() throws Exception {
    TestHealth health = new TestHealth();
    Route.Action assertion =
        _ -> {
          throw new AssertionError("of the test");
        };
    Route.Action memory =
        _ -> {
          throw new OutOfMemoryError("of the test");
        };
    try (ApiServer server =
        ApiServer.start(
            "127.0.0.1",
            0,
            VERSION,
            health,
            List.of(
                new Route("GET", "/deep", _ -> deep(0)),
                new Route("GET", "/assertion", assertion),
                new Route("GET", "/memory", memory),
                new Route("GET", "/", true, _ -> Map.of())),
            List.of(),
            FAST)) {
      int port = server.address().getPort();
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> deep = get(port, "/api/v1/deep");
        assertThat(deep.statusCode()).isEqualTo(500);
        assertThat(deep.body()).contains("StackOverflowError");
        assertThat(get(port, "/api/v1/assertion").statusCode()).isEqualTo(500);
      }
      assertThat(health.told).isEmpty();
      try {
        get(port, "/api/v1/memory");
      } catch (IOException e) {
        // There may be no answer.
      }
      assertThat(health.told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
      awaitAnswer(port);
    }
  }
}
