package dev.gadus.model;

/** Brings messages to other nodes. */
@FunctionalInterface
public interface MessageSender {
  /**
   * Hands a message to its receiver and returns when the receiver has made it durable.
   *
   * @throws UnreachableException when it did not get there, or it is not known whether it did; the
   *     same message is then sent again
   */
  void send(Envelope envelope) throws UnreachableException;
}
