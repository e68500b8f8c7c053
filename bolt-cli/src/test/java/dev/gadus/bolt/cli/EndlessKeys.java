// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A database whose only level never ends. */
final class EndlessKeys implements BrowserSource {
  @Override
  public String title() {
    return "endless";
  }

  @Override
  public List<Entry> entries(
      List<byte[]> bucket, Optional<byte[]> from, boolean inclusive, boolean backwards, int limit) {
    Entry entry = new Entry("same".getBytes(UTF_8), false, 1);
    return IntStream.range(0, limit).mapToObj(_ -> entry).toList();
  }

  @Override
  public byte[] value(List<byte[]> bucket, byte[] key, long offset, int length) {
    return new byte[1];
  }

  @Override
  public OptionalLong rootPage(List<byte[]> bucket) {
    return OptionalLong.empty();
  }

  @Override
  public List<PageLine> page(long id) {
    return List.of();
  }
}
