// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a page number: unsigned, 64 bits, decimal. */
final class PageNumber implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      return GoText.parseUnsigned(text);
    } catch (Failure e) {
      TypeConversionException failure = new TypeConversionException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Reads several; empty arguments count for nothing, as in Go's command. */
  static List<Long> parseAll(List<String> texts) {
    return texts.stream().filter(text -> !text.isEmpty()).map(GoText::parseUnsigned).toList();
  }
}
