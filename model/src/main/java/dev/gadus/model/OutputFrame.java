// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A piece of what a command prints that runs on a node: one byte for the kind, four for the length
 * of what follows, the highest first. A stream that does not end with an {@link Kind#END} was cut
 * off.
 *
 * @param bytes the array itself, not a copy
 */
@SuppressWarnings("ArrayRecordComponent")
public record OutputFrame(Kind kind, byte[] bytes) {
  /** More in one piece than anybody sends; what claims more is no stream of frames. */
  public static final int MAX_BYTES = 1 << 20;

  /** What a frame holds. */
  public enum Kind {
    /** The exit code, as four bytes; nothing follows. */
    END(0),
    /** A piece of standard output. */
    OUT(1),
    /** A piece of standard error. */
    ERROR(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Optional<Kind> find(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  /** The frame with which a stream ends. */
  public static OutputFrame end(int exitCode) {
    return new OutputFrame(Kind.END, ByteBuffer.allocate(Integer.BYTES).putInt(exitCode).array());
  }

  /** The exit code in a frame of the kind {@link Kind#END}. */
  public int exitCode() {
    return ByteBuffer.wrap(bytes).getInt();
  }

  public void write(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeByte(kind.code);
    data.writeInt(bytes.length);
    data.write(bytes);
    data.flush();
  }

  /**
   * Reads the next frame.
   *
   * @throws IOException when the stream ends before it is complete, or holds something else
   */
  public static OutputFrame read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int code = data.readUnsignedByte();
    int length = data.readInt();
    Optional<Kind> kind = Kind.find(code);
    boolean fits =
        kind.isPresent()
            && (kind.get() == Kind.END
                ? length == Integer.BYTES
                : length >= 0 && length <= MAX_BYTES);
    if (!fits) {
      throw new IOException("not a stream of frames: kind=%d length=%d".formatted(code, length));
    }
    byte[] bytes = new byte[length];
    data.readFully(bytes);
    return new OutputFrame(kind.get(), bytes);
  }
}
