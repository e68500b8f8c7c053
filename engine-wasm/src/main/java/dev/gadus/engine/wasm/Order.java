// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import dev.gadus.engine.Mount;
import dev.gadus.engine.PreparedTask;
import dev.gadus.engine.RunLimits;
import dev.gadus.files.HostPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a worker is told to do with a program. A value, and its form on the pipe.
 *
 * @param work what is to be done
 * @param program which module, and how it is called
 * @param environment the variables that the program gets
 * @param mounts what it sees
 * @param outputFolder where the files for its output are
 * @param limits what it may use; its time is the node's business
 */
record Order(
    Work work,
    WasmProgram program,
    Map<String, String> environment,
    List<Mount> mounts,
    Path outputFolder,
    RunLimits limits) {

  /** What is to be done with a program. */
  enum Work {
    /** Run it when its compiled form is kept; otherwise say that it is not. */
    RUN_COMPILED,
    /** Compile it, keep that nowhere, and run it. */
    COMPILE_AND_RUN,
    /** Run it without compiling it. */
    INTERPRET,
    /** Compile it and keep that. */
    COMPILE
  }

  static Order of(Work work, WasmProgram program, PreparedTask task) {
    return new Order(
        work,
        program,
        program.environment(task.environment()),
        task.mounts(),
        task.outputFolder(),
        task.limits());
  }

  Order with(Work other) {
    return new Order(other, program, environment, mounts, outputFolder, limits);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeText(out, work.name());
      writeText(out, program.entryModule());
      writeText(out, program.entrypoint());
      writeTexts(out, program.arguments());
      out.writeInt(environment.size());
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        writeText(out, variable.getKey());
        writeText(out, variable.getValue());
      }
      out.writeInt(mounts.size());
      for (Mount mount : mounts) {
        writeText(out, mount.guestPath());
        writeText(out, HostPath.text(mount.hostPath()));
        out.writeBoolean(mount.writable());
        out.writeBoolean(mount.lent());
      }
      writeText(out, HostPath.text(outputFolder));
      out.writeLong(limits.memoryBytes());
      out.writeLong(limits.diskBytes());
      out.writeInt(limits.maximumFiles());
      out.writeLong(limits.outputBytes());
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be written", e);
    }
    return bytes.toByteArray();
  }

  static Order read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Work work = Work.valueOf(readText(in));
    WasmProgram program =
        new WasmProgram(readText(in), readText(in), readTexts(in), Map.of(), true);
    Map<String, String> environment = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      environment.put(readText(in), readText(in));
    }
    List<Mount> mounts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      mounts.add(
          new Mount(readText(in), HostPath.of(readText(in)), in.readBoolean(), in.readBoolean()));
    }
    Path outputFolder = HostPath.of(readText(in));
    RunLimits limits =
        new RunLimits(in.readLong(), in.readLong(), in.readInt(), in.readLong(), Optional.empty());
    return new Order(work, program, environment, mounts, outputFolder, limits);
  }

  static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(readText(in));
    }
    return texts;
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("a text ends before its length, length=" + length);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
