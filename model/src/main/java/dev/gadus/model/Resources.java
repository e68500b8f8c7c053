// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resources as numbers.
 *
 * @param cpu cores; 0.5 is half a core
 * @param memoryBytes bytes of memory
 * @param diskBytes bytes of disk
 * @param gpu number of GPUs
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Resources(
    @JsonProperty("CPU") double cpu,
    @JsonProperty("Memory") long memoryBytes,
    @JsonProperty("Disk") long diskBytes,
    @JsonProperty("GPU") long gpu) {
  public static final Resources NONE = new Resources(0, 0, 0, 0);

  private static final Pattern CPU = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(m?)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(?:([kmgtp])(i?)b?|b)?");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");
  private static final BigDecimal NEXT_UNIT_FROM = new BigDecimal("999.95");
  private static final Map<String, Integer> POWERS = Map.of("k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

  public Resources {
    if (!(cpu >= 0) || Double.isInfinite(cpu) || memoryBytes < 0 || diskBytes < 0 || gpu < 0) {
      throw new IllegalArgumentException(
          "resources cannot be negative: cpu=%s memoryBytes=%d diskBytes=%d gpu=%d"
              .formatted(cpu, memoryBytes, diskBytes, gpu));
    }
  }

  /**
   * The numbers that a request stands for; what it does not say is 0.
   *
   * @throws IllegalArgumentException when a value cannot be read; the message says what would be
   *     right
   */
  public static Resources parse(ResourceRequest request) {
    return new Resources(
        parseCpu(request.cpu()),
        parseSize("Memory", request.memory()),
        parseSize("Disk", request.disk()),
        parseGpu(request.gpu()));
  }

  static double parseCpu(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = CPU.matcher(squeeze(text));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "CPU '%s' is not a number of cores: write for example 2, 0.5 or 500m".formatted(text));
    }
    double value = Double.parseDouble(matcher.group(1));
    return matcher.group(2).isEmpty() ? value : value / 1000;
  }

  static long parseSize(String what, String text) {
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = SIZE.matcher(squeeze(text));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s '%s' is not a size: write for example 512Mb, 2Gi or 1000000".formatted(what, text));
    }
    int power = matcher.group(2) == null ? 0 : POWERS.getOrDefault(matcher.group(2), 0);
    boolean binary = "i".equals(matcher.group(3));
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(binary ? 1024 : 1000).pow(power));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "%s '%s' is larger than 2^63 - 1 bytes".formatted(what, text));
    }
    return bytes.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  static long parseGpu(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!COUNT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "GPU '%s' is not a count: write a whole number from 0".formatted(text));
    }
    return Long.parseLong(text);
  }

  private static String squeeze(String text) {
    return text.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  public Resources plus(Resources other) {
    return new Resources(
        cpu + other.cpu,
        memoryBytes + other.memoryBytes,
        diskBytes + other.diskBytes,
        gpu + other.gpu);
  }

  /** What is left of this after {@code other} is taken; never below zero. */
  public Resources minus(Resources other) {
    return new Resources(
        Math.max(0, cpu - other.cpu),
        Math.max(0, memoryBytes - other.memoryBytes),
        Math.max(0, diskBytes - other.diskBytes),
        Math.max(0, gpu - other.gpu));
  }

  /** Cores for people: {@code 0.1}, {@code 2}, {@code 1.25}; at most three decimals. */
  public static String coresText(double cores) {
    return decimal(BigDecimal.valueOf(cores), 3);
  }

  /** Bytes for people, in powers of 1000: {@code 0 B}, {@code 32 MB}, {@code 1.5 GB}. */
  public static String bytesText(long bytes) {
    BigDecimal amount = BigDecimal.valueOf(bytes);
    int unit = 0;
    // What would be shown as 1000 is one of the next unit.
    while (unit < UNITS.size() - 1 && amount.compareTo(NEXT_UNIT_FROM) >= 0) {
      amount = amount.movePointLeft(3);
      unit++;
    }
    return decimal(amount, 1) + " " + UNITS.get(unit);
  }

  private static String decimal(BigDecimal amount, int places) {
    BigDecimal rounded = amount.setScale(places, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** True when each of these fits into {@code capacity}. */
  public boolean fitsIn(Resources capacity) {
    // A billionth of a core of tolerance: sums of fractions such as 0.1 are not exact.
    return cpu <= capacity.cpu + 1e-9
        && memoryBytes <= capacity.memoryBytes
        && diskBytes <= capacity.diskBytes
        && gpu <= capacity.gpu;
  }
}
