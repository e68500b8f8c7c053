// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What compiling made of a module, to be kept and read again without the compiler.
 *
 * @param module the module without the code that was compiled: what an instance is made of
 * @param interpretedBytes bytes of code that stayed in it, as it has to be interpreted
 * @param mainClass the class that stands for the module; empty when nothing could be compiled
 * @param classes all classes by their names, the ones that others need first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CompiledForm(
    byte[] module, long interpretedBytes, String mainClass, Map<String, byte[]> classes) {

  boolean isCompiled() {
    return !mainClass.isEmpty();
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(module.length);
      out.write(module);
      out.writeLong(interpretedBytes);
      Order.writeText(out, mainClass);
      out.writeInt(classes.size());
      for (Map.Entry<String, byte[]> one : classes.entrySet()) {
        Order.writeText(out, one.getKey());
        out.writeInt(one.getValue().length);
        out.write(one.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be written", e);
    }
    return bytes.toByteArray();
  }

  static CompiledForm read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte[] module = in.readNBytes(in.readInt());
    long interpretedBytes = in.readLong();
    String mainClass = Order.readText(in);
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = Order.readText(in);
      classes.put(name, in.readNBytes(in.readInt()));
    }
    return new CompiledForm(module, interpretedBytes, mainClass, classes);
  }
}
