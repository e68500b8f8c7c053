// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dump}: the bytes of a page. */
@Command(
    name = "dump",
    description = {
      "Prints the bytes of pages in hexadecimal, with their place in the file. A line of '*' stands"
          + " for repeats of the line before it.",
      "Reads the file as it lies there, without its lock; pages that a page spills over into are"
          + " not shown."
    })
final class DumpCommand extends PlainCommand {
  private static final int LINE_BYTES = 16;
  private static final int GROUP_BYTES = 2;

  private final Databases databases;
  private final Output output;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "PAGE",
      description = "Numbers of pages.")
  private List<String> pageIds = List.of();

  DumpCommand(Databases databases, Output output) {
    this.databases = databases;
    this.output = output;
  }

  @Override
  boolean takeFurther(List<String> arguments) {
    boolean fits = !arguments.isEmpty();
    if (fits) {
      pageIds = arguments;
    }
    return fits;
  }

  @Override
  public void run() {
    List<Long> ids = PageNumber.parseAll(pageIds);
    if (ids.isEmpty()) {
      throw new Failure("page id required");
    }
    databases.besideTheEngine(() -> dumpAll(ids));
  }

  private void dumpAll(List<Long> ids) {
    try (Arena arena = Arena.ofConfined()) {
      PageFile pages = PageFile.open(databases.path(file.path()), arena);
      for (int i = 0; i < ids.size(); i++) {
        if (i > 0) {
          output.line(PageCommand.SEPARATOR);
        }
        dump(pages.bytes(ids.get(i)), ids.get(i) * pages.pageBytes());
      }
    }
  }

  private void dump(MemorySegment page, long address) {
    boolean skipped = false;
    for (long at = 0; at < page.byteSize(); at += LINE_BYTES) {
      MemorySegment line = page.asSlice(at, Math.min(LINE_BYTES, page.byteSize() - at));
      boolean last = at + LINE_BYTES >= page.byteSize();
      boolean repeated =
          at > 0 && !last && line.mismatch(page.asSlice(at - LINE_BYTES, LINE_BYTES)) == -1;
      if (!repeated) {
        output.line(String.format("%07x", address + at) + groups(line));
      } else if (!skipped) {
        output.line(String.format("%07x *", address + at));
      }
      skipped = repeated;
    }
    output.line("");
  }

  private static String groups(MemorySegment line) {
    byte[] bytes = line.toArray(ValueLayout.JAVA_BYTE);
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; at += GROUP_BYTES) {
      text.append(' ')
          .append(HexFormat.of().formatHex(bytes, at, Math.min(at + GROUP_BYTES, bytes.length)));
    }
    return text.toString();
  }
}
