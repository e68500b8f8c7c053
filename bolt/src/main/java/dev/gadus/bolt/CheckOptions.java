// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * How much of a database is checked, and how findings read.
 *
 * @param fromPage check only what hangs below this page; unreachable pages are then not looked for
 * @param keyFormat turns a key into text
 * @param maxFindings findings that are kept; of further ones the report only says that there are
 * @param progress is told after each page how many were looked at, by the thread that checks
 */
public record CheckOptions(
    OptionalLong fromPage,
    Function<byte[], String> keyFormat,
    int maxFindings,
    LongConsumer progress) {

  /** More findings than a person reads; keeps the memory of a check of a wrecked file bounded. */
  public static final int DEFAULT_MAX_FINDINGS = 100_000;

  private static final CheckOptions DEFAULTS =
      new CheckOptions(
          OptionalLong.empty(),
          key -> HexFormat.of().formatHex(key),
          DEFAULT_MAX_FINDINGS,
          _ -> {});

  /** Checks that every value is in its range. */
  public CheckOptions {
    Objects.requireNonNull(fromPage, "fromPage");
    Objects.requireNonNull(keyFormat, "keyFormat");
    Objects.requireNonNull(progress, "progress");
    if (maxFindings < 1) {
      throw new IllegalArgumentException(
          "maxFindings must be at least 1: maxFindings=" + maxFindings);
    }
  }

  /** {@return the options of a full check with keys in hexadecimal} */
  public static CheckOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options limited to what hangs below {@code pageId}}
   *
   * @param pageId the page to start from
   */
  public CheckOptions fromPage(long pageId) {
    return new CheckOptions(OptionalLong.of(pageId), keyFormat, maxFindings, progress);
  }

  /**
   * {@return these options with another way to print keys}
   *
   * @param keyFormat how a key is shown in a finding
   */
  public CheckOptions keyFormat(Function<byte[], String> keyFormat) {
    return new CheckOptions(fromPage, keyFormat, maxFindings, progress);
  }

  /**
   * {@return these options with somebody who is told how far the check is}
   *
   * @param progress is told after each page how many were looked at
   */
  public CheckOptions progress(LongConsumer progress) {
    return new CheckOptions(fromPage, keyFormat, maxFindings, progress);
  }

  /**
   * {@return these options with another limit on the number of findings}
   *
   * @param maxFindings how many are kept, at least 1
   */
  public CheckOptions maxFindings(int maxFindings) {
    return new CheckOptions(fromPage, keyFormat, maxFindings, progress);
  }
}
