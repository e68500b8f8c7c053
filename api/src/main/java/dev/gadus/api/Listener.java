// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server that is there again when it was not. A thread asks it something every now and then,
 * over its own address as a client does. When nobody listens there any more, or nothing has been
 * answered for long, another server takes its place at the same port. Thread-safe.
 *
 * <p>The server by itself listens no more after the first connection that it could not accept, for
 * which it is enough that the process has no file descriptor left for a moment.
 */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** Any answer will do, so that any path does. */
  private static final byte[] REQUEST =
      "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  private static final String ANSWER = "HTTP/1.1";

  /** How long a server gets to end, whose place is taken: its port is free long before. */
  private static final Duration END = Duration.ofSeconds(5);

  private final InetAddress address;
  private final int port;
  private final IntFunction<WebServer> make;
  private final Times times;
  private final Thread looking;
  private final CountDownLatch closed = new CountDownLatch(1);
  private WebServer server;
  private volatile long goodNanos;
  private volatile @Nullable String problem;
  private long replacedNanos;

  /**
   * How it is looked after.
   *
   * @param interval between two looks
   * @param answer how long an answer may take
   * @param silence without an answer, until another server takes the place; longer than a machine
   *     that is busy takes to answer
   * @param last without an answer, until it is given up
   */
  record Times(Duration interval, Duration answer, Duration silence, Duration last) {
    static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120));
  }

  private Listener(
      InetAddress address, WebServer server, IntFunction<WebServer> make, Times times) {
    this.address = address;
    this.port = server.port();
    this.server = server;
    this.make = make;
    this.times = times;
    this.goodNanos = System.nanoTime();
    this.replacedNanos = goodNanos;
    this.looking = Thread.ofPlatform().daemon().name("listener " + port).unstarted(this::look);
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @param make makes a server for a port, which is started here; each is a new one
   */
  static Listener start(InetAddress address, int port, IntFunction<WebServer> make, Times times) {
    WebServer server = make.apply(port);
    server.start();
    Listener listener = new Listener(address, server, make, times);
    listener.looking.start();
    return listener;
  }

  int port() {
    return port;
  }

  /** The server of now. For tests, to end it. */
  synchronized WebServer server() {
    return server;
  }

  private void look() {
    try {
      while (!closed.await(times.interval().toNanos(), TimeUnit.NANOSECONDS)) {
        lookPatiently();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the looks at a listener", e);
    }
  }

  /** Also what should not happen is tried again: without files to open, no class can be loaded. */
  private void lookPatiently() {
    try {
      lookOnce();
    } catch (OutOfMemoryError e) {
      // Ends this thread, which ends the node in time: nobody knows what else went wrong.
      throw e;
    } catch (RuntimeException | Error e) {
      problem = e.toString();
      LOG.error("the listener at {} could not be looked at", where(), e);
    }
  }

  private void lookOnce() {
    try {
      ask();
      good();
    } catch (ConnectException e) {
      replace("nobody listens there: " + e.getMessage());
    } catch (IOException e) {
      problem = e.toString();
      // A machine that is busy, or clients that have all connections, are no reason yet.
      long since = Math.max(goodNanos, replacedNanos);
      if (System.nanoTime() - since > times.silence().toNanos()) {
        replace("it does not answer: " + e);
      }
    }
  }

  private void good() {
    if (problem != null) {
      LOG.info("the listener at {} answers again", where());
      problem = null;
    }
    goodNanos = System.nanoTime();
  }

  private void ask() throws IOException {
    int answerMillis = Math.toIntExact(times.answer().toMillis());
    InetAddress reachable =
        address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(reachable, port), answerMillis);
      socket.setSoTimeout(answerMillis);
      socket.getOutputStream().write(REQUEST);
      String begin = new String(socket.getInputStream().readNBytes(ANSWER.length()), US_ASCII);
      if (!begin.equals(ANSWER)) {
        throw new IOException("the answer begins with '%s'".formatted(begin));
      }
    }
  }

  private synchronized void replace(String reason) {
    if (closed.getCount() == 0) {
      return;
    }
    LOG.warn("another server takes the place of the listener at {}: {}", where(), reason);
    problem = reason;
    replacedNanos = System.nanoTime();
    end(server);
    try {
      WebServer next = make.apply(port);
      next.start();
      server = next;
    } catch (RuntimeException e) {
      // It is tried again after the next look.
      problem = "no server can listen there: " + e;
      LOG.warn("no server can listen at {}: {}", where(), e.toString());
    }
  }

  /** A server of which a thread has ended may wait for that thread for ever. */
  private static void end(WebServer server) {
    Thread ending = Thread.ofVirtual().name("end of a listener").start(server::stop);
    try {
      if (!ending.join(END)) {
        LOG.warn("a listener whose place is taken has not ended");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the looks at a listener", e);
    }
  }

  private String where() {
    return address.getHostAddress() + ":" + port;
  }

  /** What is wrong with it for good: it has not answered for long, whatever was done about it. */
  Optional<String> trouble() {
    if (closed.getCount() == 0) {
      return Optional.empty();
    }
    long silentNanos = System.nanoTime() - goodNanos;
    return silentNanos > times.last().toNanos()
        ? Optional.of(
            "nothing has been answered at %s for %d s: %s"
                .formatted(
                    where(),
                    TimeUnit.NANOSECONDS.toSeconds(silentNanos),
                    Objects.requireNonNullElse(problem, "nobody asks any more")))
        : Optional.empty();
  }

  /** Ends it, after requests in progress. */
  @Override
  public void close() {
    closed.countDown();
    synchronized (this) {
      server.stop();
    }
  }
}
