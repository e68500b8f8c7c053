// SPDX-License-Identifier: Apache-2.0
package dev.gadus.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/** Where log lines go: to standard error, one line each, with their time in UTC. */
final class NodeLogging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} %msg%n%ex";

  private NodeLogging() {}

  /**
   * Writes the lines of this project from {@code level} on, and those of its libraries from
   * warnings on.
   */
  static void configure(String level) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    context.getLogger("dev.gadus").setLevel(Level.toLevel(level, Level.INFO));
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").addHandler(new Forward());
  }

  /** Brings what Helidon and the JDK log, through the JDK's own logging, into ours. */
  private static final class Forward extends Handler {
    Forward() {
      setLevel(java.util.logging.Level.WARNING);
    }

    @Override
    public void publish(LogRecord line) {
      if (!isLoggable(line)) {
        return;
      }
      org.slf4j.Logger logger =
          LoggerFactory.getLogger(Objects.requireNonNullElse(line.getLoggerName(), "java"));
      String message = new SimpleFormatter().formatMessage(line);
      if (line.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue()) {
        logger.error(message, line.getThrown());
      } else {
        logger.warn(message, line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
