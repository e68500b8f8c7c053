// SPDX-License-Identifier: Apache-2.0
package dev.gadus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A module as the compiler left it, and which packages its classes refer to.
 *
 * @param name the module's own
 * @param required the modules that its descriptor names
 * @param packages those that it has
 * @param users for each package that a class refers to, one such class
 */
record CompiledModule(
    String name, Set<String> required, Set<String> packages, Map<String, String> users) {
  /** A class in a descriptor or a signature, of fields, methods, records and annotations. */
  private static final Pattern NAMED_CLASS = Pattern.compile("L((?:[\\w$]+/)+)[\\w$]+[;<]");

  /** Reads a folder of classes. */
  static CompiledModule read(Path folder) throws IOException {
    ModuleDescriptor descriptor;
    try (InputStream in = Files.newInputStream(folder.resolve("module-info.class"))) {
      descriptor = ModuleDescriptor.read(in);
    }
    List<Path> classes;
    try (Stream<Path> files = Files.walk(folder)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    Set<String> packages = new TreeSet<>();
    Map<String, String> users = new TreeMap<>();
    for (Path file : classes) {
      if (!file.endsWith("module-info.class")) {
        String name = folder.relativize(file).toString();
        packages.add(packageOf(name));
        packagesIn(Files.readAllBytes(file)).forEach(used -> users.putIfAbsent(used, name));
      }
    }
    Set<String> required = new TreeSet<>();
    descriptor.requires().forEach(one -> required.add(one.name()));
    return new CompiledModule(descriptor.name(), required, packages, users);
  }

  /**
   * The packages that a class refers to. All that it refers to is in its constant pool, by name: as
   * a class, or inside a descriptor or a signature.
   */
  static Set<String> packagesIn(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    Set<String> packages = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry named when !named.asInternalName().startsWith("[") ->
            packages.add(packageOf(named.asInternalName()));
        case Utf8Entry text -> {
          Matcher matcher = NAMED_CLASS.matcher(text.stringValue());
          while (matcher.find()) {
            packages.add(packageOf(matcher.group(1)));
          }
        }
        default -> {
          // A name and type, a method, a constant: they are made of the two above.
        }
      }
    }
    return packages;
  }

  private static String packageOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/'))).replace('/', '.');
  }
}
