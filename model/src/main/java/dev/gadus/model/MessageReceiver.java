package dev.gadus.model;

/** Takes messages from other nodes. */
@FunctionalInterface
public interface MessageReceiver {
  /**
   * Takes a message; on return what it causes is on disk. A message that was taken before changes
   * nothing.
   */
  void receive(Envelope envelope);
}
