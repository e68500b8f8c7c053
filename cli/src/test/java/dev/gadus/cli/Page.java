// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of the documents, as its blocks of code. Two kinds of them are tested:
 *
 * <ul>
 *   <li>A block of the language {@code console} is typed into a shell: a line that begins with
 *       {@code $} is a command, and what stands below it is what the command prints. A command that
 *       ends with a backslash goes on in the next line.
 *   <li>A block whose first line is a comment with the name of a file is that file.
 * </ul>
 */
record Page(Path path, List<Block> blocks) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final String FENCE = "```";
  private static final String PROMPT = "$ ";
  private static final Pattern FILE_NAME =
      Pattern.compile("(?://|#) ([A-Za-z][A-Za-z0-9.-]*\\.[a-z]+)");

  /** What stands between two fences; the line is that of the first one. */
  record Block(String language, int line, List<String> lines) {
    boolean isConsole() {
      return language.equals("console");
    }
  }

  /** A command of a page and what it shows below. */
  record Example(int line, String command, String shown) {}

  /** Reads a page by its path from the project's root. */
  static Page read(String path) throws IOException {
    List<Block> blocks = new ArrayList<>();
    @Nullable List<String> open = null;
    int number = 0;
    for (String line : Files.readAllLines(ROOT.resolve(path))) {
      number++;
      boolean fence = line.startsWith(FENCE);
      if (fence && open == null) {
        open = new ArrayList<>();
        blocks.add(new Block(line.substring(FENCE.length()), number, open));
      } else if (fence) {
        open = null;
      } else if (open != null) {
        open.add(line);
      }
    }
    return new Page(Path.of(path), blocks);
  }

  /** The files of the page, by their names. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Block block : blocks) {
      Matcher name = FILE_NAME.matcher(block.lines.isEmpty() ? "" : block.lines.getFirst());
      if (!block.isConsole() && name.matches()) {
        files.put(name.group(1), String.join("\n", block.lines) + "\n");
      }
    }
    return files;
  }

  /** The commands of the page in their order. */
  List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    blocks.stream().filter(Block::isConsole).forEach(block -> addTo(examples, block));
    return examples;
  }

  private void addTo(List<Example> examples, Block block) {
    int number = block.line;
    for (String line : block.lines) {
      number++;
      boolean first = number == block.line + 1;
      if (line.startsWith(PROMPT)) {
        examples.add(new Example(number, line.substring(PROMPT.length()), ""));
      } else if (first) {
        throw new AssertionError(place(number) + ": a console block begins with a command");
      } else {
        Example last = examples.removeLast();
        examples.add(
            last.command.endsWith("\\")
                ? new Example(last.line, last.command + "\n" + line, "")
                : new Example(last.line, last.command, last.shown + line + "\n"));
      }
    }
  }

  String place(int line) {
    return path + ":" + line;
  }
}
