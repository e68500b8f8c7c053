// SPDX-License-Identifier: Apache-2.0
package dev.gadus.interop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes random scripts for {@link Peer}s. Each seed weighs the operations its own way, so that some
 * scripts mostly grow, some mostly delete, some play with buckets; keys come from a small supply,
 * so that they meet again.
 *
 * <p>Only things are asked on which Go's library is right. A bucket is moved at the start of a
 * transaction, for Go forgets earlier changes of the same one, and never into what hangs below it,
 * for that leaks it. A bucket is dropped at the start of a transaction, for Go leaks every second
 * child of one that was changed before in the same transaction: it deletes the children while it
 * walks over them.
 */
final class ScriptMaker {
  private static final int BUCKET_NAMES = 4;
  private static final int MAX_DEPTH = 3;

  /** A key this long makes a page of its own. */
  private static final int LONGEST_KEY_BYTES = 32768;

  private final SplittableRandom random;
  private final int keySupply;
  private final Map<Kind, Integer> weights = new EnumMap<>(Kind.class);

  private enum Kind {
    PUT(40),
    DELETE(20),
    GET(4),
    CREATE(6),
    CREATE_IF_ABSENT(6),
    DROP(2),
    MOVE(1),
    SEQUENCE(2),
    COMMIT(5),
    ROLLBACK(1),
    REOPEN(1);

    private final int usualWeight;

    Kind(int usualWeight) {
      this.usualWeight = usualWeight;
    }
  }

  ScriptMaker(long seed) {
    random = new SplittableRandom(seed);
    keySupply = 1 << random.nextInt(2, 10);
    for (Kind kind : Kind.values()) {
      weights.put(kind, kind.usualWeight * random.nextInt(1, 8));
    }
  }

  /** Returns some operations that end with a commit. */
  List<String> operations(int count) {
    List<String> lines = new ArrayList<>(List.of("create-if-absent /" + name(0)));
    while (lines.size() < count) {
      add(kind(), lines);
    }
    lines.add("commit");
    return lines;
  }

  private Kind kind() {
    int chosen = random.nextInt(weights.values().stream().mapToInt(Integer::intValue).sum());
    for (Map.Entry<Kind, Integer> entry : weights.entrySet()) {
      chosen -= entry.getValue();
      if (chosen < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("weights changed while choosing");
  }

  private void add(Kind kind, List<String> lines) {
    switch (kind) {
      case PUT -> lines.add("put " + path(true) + " " + key() + " " + value());
      case DELETE -> lines.add("delete " + path(true) + " " + key());
      case GET -> lines.add("get " + path(true) + " " + key());
      case CREATE -> lines.add("create " + path(false));
      case CREATE_IF_ABSENT -> lines.add("create-if-absent " + path(false));
      case DROP -> lines.addAll(List.of("commit", "drop " + path(false)));
      case MOVE -> {
        String source = path(false);
        String target = path(true);
        if (!(target + "/").startsWith(source + "/")) {
          lines.add("commit");
          lines.add("move " + source + " " + target);
          lines.add("commit");
        }
      }
      case SEQUENCE ->
          lines.add(
              random.nextBoolean()
                  ? "next-sequence " + path(false)
                  : "set-sequence " + path(false) + " " + Long.toUnsignedString(random.nextLong()));
      case COMMIT -> lines.add("commit");
      case ROLLBACK -> lines.add("rollback");
      case REOPEN -> lines.add("reopen");
    }
  }

  /** Returns the path of a bucket; the root now and then, where it makes sense. */
  private String path(boolean rootToo) {
    if (rootToo && random.nextInt(50) == 0) {
      return "/";
    }
    StringBuilder path = new StringBuilder();
    int depth = random.nextInt(4) == 0 ? random.nextInt(1, MAX_DEPTH + 1) : 1;
    for (int i = 0; i < depth; i++) {
      path.append('/').append(name(random.nextInt(BUCKET_NAMES)));
    }
    return path.toString();
  }

  private static String name(int number) {
    // One name is that of a key, so that buckets and keys get into each other's way.
    return number == BUCKET_NAMES - 1
        ? keyOf(1)
        : HexFormat.of().toHexDigits((byte) (0xa0 + number)).repeat(1 + number * 7);
  }

  private String key() {
    int odd = random.nextInt(300);
    if (odd == 0) {
      return "-";
    }
    return odd == 1
        ? "fe".repeat(random.nextInt(1, LONGEST_KEY_BYTES + 2))
        : keyOf(random.nextInt(keySupply));
  }

  /** Keys of different lengths, some of them beginnings of others. */
  private static String keyOf(int number) {
    return HexFormat.of().toHexDigits((short) (number * 40503)) + "6b".repeat(number % 37);
  }

  private String value() {
    int length =
        switch (random.nextInt(20)) {
          case 0 -> 0;
          case 1 -> random.nextInt(1000, 5000);
          case 2 -> random.nextInt(100) == 0 ? random.nextInt(50_000) : random.nextInt(500);
          default -> random.nextInt(1, 80);
        };
    byte[] value = new byte[length];
    random.nextBytes(value);
    return length == 0 ? "-" : HexFormat.of().formatHex(value);
  }
}
