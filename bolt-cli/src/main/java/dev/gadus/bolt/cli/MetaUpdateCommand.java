// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code surgery meta update}. */
@Command(
    description =
        "Changes fields of a meta page. Magic, version, flags and checksum are made right in any case.")
final class MetaUpdateCommand implements Runnable {
  private final Output output;
  @Mixin private final SurgeryArguments arguments = new SurgeryArguments();

  @Option(
      names = "--fields",
      split = ",",
      paramLabel = "NAME:VALUE",
      description =
          "The fields to change: pageSize, root, freelist or pgid, each with its new value.")
  private List<String> fields = List.of();

  @Option(
      names = "--meta-page",
      paramLabel = "PAGE",
      converter = PageNumber.class,
      description = "The meta page to change, 0 (the default) or 1.")
  private long metaPage;

  MetaUpdateCommand(Output output) {
    this.output = output;
  }

  /** A field and what it becomes. */
  private record Change(Field field, long value) {
    static Change parse(String text) {
      String[] nameAndValue = text.split(":", -1);
      if (nameAndValue.length != 2) {
        throw new Failure("invalid key-value pair: " + text);
      }
      Field field = Field.named(nameAndValue[0]);
      try {
        return new Change(field, GoText.parseUnsigned(nameAndValue[1]));
      } catch (Failure e) {
        throw new Failure(
            "invalid value "
                + GoText.quote(nameAndValue[1])
                + " for field "
                + GoText.quote(nameAndValue[0]),
            e);
      }
    }
  }

  /** The fields that may be changed. */
  private enum Field {
    PAGE_SIZE("pageSize"),
    ROOT("root"),
    FREELIST("freelist"),
    HIGH_WATER_MARK("pgid");

    private final String text;

    Field(String text) {
      this.text = text;
    }

    static Field named(String text) {
      for (Field field : values()) {
        if (field.text.equals(text)) {
          return field;
        }
      }
      throw new Failure("field " + GoText.quote(text) + " isn't allowed to be updated");
    }

    void set(RawPage.Meta meta, long value) {
      switch (this) {
        case PAGE_SIZE -> meta.setPageSize(value);
        case ROOT -> meta.setRoot(value);
        case FREELIST -> meta.setFreelist(value);
        case HIGH_WATER_MARK -> meta.setHighWaterMark(value);
      }
    }
  }

  @Override
  public void run() {
    if (Long.compareUnsigned(metaPage, 1) > 0) {
      throw new Failure("invalid meta page id: " + Long.toUnsignedString(metaPage));
    }
    List<Change> changes = fields.stream().map(Change::parse).toList();
    arguments.makeCopy("meta update", copy -> update(copy, changes));
  }

  private void update(EditedCopy copy, List<Change> changes) throws IOException {
    long firstPageSize = metaPage == 1 ? copy.meta(0).pageSize() : 0;
    long offset = metaPage * firstPageSize;
    RawPage.Meta meta = copy.meta(offset);
    MemorySegment before = MemorySegment.ofArray(meta.bytes().toArray(ValueLayout.JAVA_BYTE));
    changes.forEach(change -> change.field().set(meta, change.value()));
    meta.setConstants();
    meta.seal();
    copy.write(meta, offset);
    if (metaPage == 1 && firstPageSize != meta.pageSize()) {
      output.line(
          "WARNING: The page size ("
              + firstPageSize
              + ") in the first meta page doesn't match the second meta page ("
              + meta.pageSize()
              + ")");
    }
    boolean changed = !changes.isEmpty() || before.mismatch(meta.bytes()) != -1;
    output.line(changed ? "The meta page " + metaPage + " has been updated!" : "Nothing changed!");
  }
}
