// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a worker tells its node. Values, and their form on the pipe.
 *
 * <p>A worker has run programs of strangers, so the node takes no answer at its word beyond what it
 * says of that program: lengths are bounded, and a digest is checked before it names a file.
 */
sealed interface Answer {

  /** It can take an order. The first answer of every worker. */
  record Ready() implements Answer {}

  /** The program has printed something. */
  record Printed() implements Answer {}

  /**
   * The module was found as it was kept on disk, which is to be remembered as a use of it. The run
   * goes on.
   */
  record Loaded(String digest) implements Answer {}

  /** The order cannot be carried out, since the module was not compiled yet. */
  record NotCompiled(String digest) implements Answer {}

  /**
   * The module was compiled.
   *
   * @param kept whether others find it now
   * @param interpreted whether the compiler did not take it, so that all of it is interpreted
   */
  record Compiled(boolean kept, boolean interpreted) implements Answer {}

  /**
   * The program has ended, or failed to become one.
   *
   * @param usable whether the worker can take another order
   * @param notes what the user should know of the run beside its outcome
   */
  record Ended(Outcome outcome, boolean usable, List<String> notes) implements Answer {
    public Ended {
      notes = List.copyOf(notes);
    }
  }

  /** The longest answer in bytes: a message has at most a thousand characters. */
  int MAX_BYTES = 16 * 1024;

  /** What the SHA-256 of a module looks like. */
  Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** The answer with its length before it. */
  default byte[] toFrame() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0);
      writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be written", e);
    }
    byte[] frame = bytes.toByteArray();
    ByteBuffer.wrap(frame).putInt(0, frame.length - Integer.BYTES);
    return frame;
  }

  private void writeTo(DataOutputStream out) throws IOException {
    switch (this) {
      case Ready _ -> out.writeByte('r');
      case Printed _ -> out.writeByte('p');
      case Loaded(String digest) -> {
        out.writeByte('l');
        Order.writeText(out, digest);
      }
      case NotCompiled(String digest) -> {
        out.writeByte('n');
        Order.writeText(out, digest);
      }
      case Compiled(boolean kept, boolean interpreted) -> {
        out.writeByte('c');
        out.writeBoolean(kept);
        out.writeBoolean(interpreted);
      }
      case Ended(Outcome outcome, boolean usable, List<String> notes) -> {
        out.writeByte('e');
        out.writeBoolean(usable);
        Order.writeTexts(out, notes);
        writeOutcome(out, outcome);
      }
    }
  }

  private static void writeOutcome(DataOutputStream out, Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Exited(int code) -> {
        out.writeByte('x');
        out.writeInt(code);
      }
      case Outcome.Failed(Outcome.Reason reason, String message) -> {
        out.writeByte('f');
        Order.writeText(out, reason.name());
        Order.writeText(out, message);
      }
      case Outcome.Cancelled _ -> out.writeByte('c');
    }
  }

  /**
   * Reads one answer.
   *
   * @throws java.io.EOFException if the worker has gone
   * @throws IOException if this is no answer
   */
  static Answer read(DataInputStream pipe) throws IOException {
    int length = pipe.readInt();
    if (length < 1 || length > MAX_BYTES) {
      throw new IOException("a worker's answer has an impossible length, length=" + length);
    }
    byte[] bytes = new byte[length];
    pipe.readFully(bytes);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int kind = in.readByte();
    return switch (kind) {
      case 'r' -> new Ready();
      case 'p' -> new Printed();
      case 'l' -> new Loaded(digest(in));
      case 'n' -> new NotCompiled(digest(in));
      case 'c' -> new Compiled(in.readBoolean(), in.readBoolean());
      case 'e' -> {
        boolean usable = in.readBoolean();
        List<String> notes = Order.readTexts(in);
        yield new Ended(outcome(in), usable, notes);
      }
      default -> throw new IOException("a worker's answer is of no known kind, kind=" + kind);
    };
  }

  private static String digest(DataInputStream in) throws IOException {
    String digest = Order.readText(in);
    if (!DIGEST.matcher(digest).matches()) {
      throw new IOException("a worker names a module by something that is no SHA-256");
    }
    return digest;
  }

  private static Outcome outcome(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 'x' -> new Outcome.Exited(in.readInt());
      case 'f' -> {
        String reason = Order.readText(in);
        try {
          yield new Outcome.Failed(Outcome.Reason.valueOf(reason), Order.readText(in));
        } catch (IllegalArgumentException e) {
          throw new IOException("a worker's reason is not known", e);
        }
      }
      default -> throw new IOException("a worker's outcome is of no known kind, kind=" + kind);
    };
  }
}
