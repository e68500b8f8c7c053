package dev.gadus.bolt.cli;

/**
 * Why a command could not do what was asked, in words for the person who asked; it ends the command
 * with exit code 1.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }

  Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
