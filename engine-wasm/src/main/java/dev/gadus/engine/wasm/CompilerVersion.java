// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.Properties;
import run.endive.compiler.MachineFactoryCompiler;

/** Which versions a compiled module is of: those of the compiler, the JDK and the form on disk. */
final class CompilerVersion {
  /** Changes whenever {@link CompiledForm} or {@link LoopSpills} does. */
  private static final String FORM = "2";

  private static final String RESOURCE = "META-INF/maven/run.endive/compiler/pom.properties";

  private CompilerVersion() {}

  /** A name for all of it, fit for a folder. */
  static String current() throws IOException {
    String version = "endive-" + compiler() + "-jdk-" + Runtime.version() + "-form-" + FORM;
    return version.replaceAll("[^A-Za-z0-9.+_-]", "_");
  }

  private static String compiler() throws IOException {
    ModuleDescriptor module = MachineFactoryCompiler.class.getModule().getDescriptor();
    if (module != null && module.rawVersion().isPresent()) {
      return module.rawVersion().get();
    }
    try (InputStream in =
        MachineFactoryCompiler.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("the compiler for WebAssembly does not say its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    }
  }
}
