// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.engine.InputFetcher;
import dev.gadus.engine.Mount;
import dev.gadus.engine.StepException;
import dev.gadus.files.FileException;
import dev.gadus.files.HostFolder;
import dev.gadus.files.HostPath;
import dev.gadus.model.Event;
import dev.gadus.model.InputSource;
import dev.gadus.model.SpecConfig;
import dev.gadus.model.SpecType;
import dev.gadus.model.SpecType.Kind;
import dev.gadus.model.SpecType.Param;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Input sources that are files and folders of the node itself, as far as the operator allows them.
 */
public final class LocalInputs implements InputFetcher {
  /** The type in job files. */
  public static final SpecType TYPE = type("local");

  /** The type's older name, which means the same: clients of old still send it. */
  public static final SpecType OLD_TYPE = type("localDirectory");

  private static final String CODE = "LocalInputs:NotAllowed";

  private final SpecType type;
  private final AllowList allowed;

  /**
   * Makes the fetcher for {@link #TYPE} or {@link #OLD_TYPE}.
   *
   * @param allowed the paths that jobs may name
   */
  public LocalInputs(SpecType type, AllowList allowed) {
    this.type = type;
    this.allowed = allowed;
  }

  private static SpecType type(String name) {
    return new SpecType(
        name,
        Param.required("SourcePath", Kind.HOST_PATH),
        Param.optional("ReadWrite", Kind.FLAG),
        Param.oneOf("CreateAs", "dir", "file", "noCreate"));
  }

  @Override
  public SpecType type() {
    return type;
  }

  @Override
  public Optional<String> refusal(InputSource input) {
    try {
      check(input.source());
      return Optional.empty();
    } catch (StepException e) {
      return Optional.of(e.text());
    } catch (IOException e) {
      return Optional.of("the local path cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Mount fetch(InputSource input, Path folder) throws StepException, IOException {
    SpecConfig source = input.source();
    boolean writing = isReadWrite(source);
    Path real = check(source);
    if (!Files.exists(real)) {
      create(real);
      // What was made is looked at again: it must still be where it was allowed.
      real = check(source);
    }
    return new Mount(input.target(), real, writing);
  }

  @Override
  public Optional<Mount> lends(InputSource input) {
    try {
      SpecConfig source = input.source();
      return Optional.of(new Mount(input.target(), check(source), isReadWrite(source)));
    } catch (StepException | IOException e) {
      // Why it cannot be lent is what refusal() says.
      return Optional.empty();
    }
  }

  // One folder in the one above, none through a link: a program that may write there already could
  // swap one for a link at the right moment.
  private static void create(Path real) throws IOException {
    Path existing = real;
    Deque<String> missing = new ArrayDeque<>();
    while (!Files.exists(existing)) {
      String text = HostPath.text(existing);
      missing.addFirst(text.substring(text.lastIndexOf('/') + 1));
      existing = existing.getParent();
      if (existing == null) {
        throw new IOException("there is no root folder, path=" + HostPath.text(real));
      }
    }
    List<String> names = new ArrayList<>();
    try (HostFolder folder = HostFolder.open(existing)) {
      for (String name : missing) {
        names.add(name);
        try {
          folder.createFolder(names);
        } catch (FileException e) {
          if (e.number() != FileException.EXIST) {
            throw e;
          }
        }
      }
    }
  }

  // The real path of what is asked for. It need not exist when the program may write and make it.
  private Path check(SpecConfig source) throws StepException, IOException {
    String text =
        source
            .text("SourcePath")
            .orElseThrow(() ->
                refused(
                    "an input of type %s needs the parameter SourcePath".formatted(type.name())));
    boolean writing = isReadWrite(source);
    boolean creating = source.text("CreateAs").orElse("dir").toLowerCase(Locale.ROOT).equals("dir");
    if (!text.startsWith("/")) {
      throw refused("the local path must be absolute, got SourcePath=" + text);
    }
    Path path;
    try {
      path = HostPath.of(text).normalize();
    } catch (InvalidPathException e) {
      throw refused("the local path '%s' is not a path: %s".formatted(text, e.getReason()));
    }
    boolean exists = Files.exists(path);
    Path real = exists ? path.toRealPath() : realOfMissing(path);
    if (!allowed.permits(real, writing)) {
      // Whether the path exists is none of the business of whom it is not allowed to.
      throw refused(
          "the local path %s is not allowed for %s on this node; its operator can allow it with Compute.AllowListedLocalPaths, for example /data/** for all below /data"
              .formatted(text, writing ? "writing" : "reading"));
    }
    if (!exists && !(writing && creating)) {
      throw refused("the local path does not exist, SourcePath=" + text);
    }
    if (exists && writing && !Files.isDirectory(real)) {
      throw refused(
          "a single file cannot be lent for writing, lend its folder, SourcePath=" + text);
    }
    return real;
  }

  private static Path realOfMissing(Path path) throws IOException {
    Path existing = path;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing == null
        ? path
        : existing.toRealPath().resolve(existing.relativize(path)).normalize();
  }

  private static boolean isReadWrite(SpecConfig source) {
    return source.param("ReadWrite").map(value -> value.toString().equals("true")).orElse(false);
  }

  private static StepException refused(String message) {
    return new StepException(Event.Topic.DOWNLOADING_INPUTS, CODE, false, message);
  }
}
