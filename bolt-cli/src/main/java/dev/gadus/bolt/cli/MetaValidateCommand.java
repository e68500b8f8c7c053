// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code surgery meta validate}. */
@Command(description = "Says for both meta pages whether they are valid. Exit code 0 either way.")
final class MetaValidateCommand implements Runnable {
  private final Output output;
  @Mixin private final FileArgument file = new FileArgument();

  MetaValidateCommand(Output output) {
    this.output = output;
  }

  @Override
  public void run() {
    DatabaseFile.attributes(file.path());
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long secondAt = validate(channel, 0, 0, arena);
      validate(channel, 1, secondAt, arena);
    } catch (IOException e) {
      throw new Failure(
          "cannot read " + GoText.quote(file.path().toString()) + ": " + Failure.reason(e), e);
    }
  }

  /** Returns the page size that the meta page names, which is where the second one stands. */
  private long validate(FileChannel channel, int id, long offset, Arena arena) throws IOException {
    RawPage.Meta meta;
    try {
      meta = EditedCopy.meta(channel, offset, arena);
    } catch (Failure e) {
      throw new Failure("read meta page " + id + " failed: " + e.getMessage(), e);
    }
    String verdict =
        meta.fault()
            .map(fault -> "WARNING: The meta page " + id + " isn't valid: " + fault + "!")
            .orElse("The meta page " + id + " is valid!");
    output.line(verdict);
    return meta.pageSize();
  }
}
