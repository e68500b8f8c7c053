// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a {@link WasmEngine} works. A value.
 *
 * @param mode how programs' code is run
 * @param folder the engine's own folder: compiled modules, and what workers leave; made when it is
 *     not there
 * @param readable files and folders that jobs' inputs lie in; workers see these
 * @param writable folders that jobs write to: their results, and what is lent to them
 * @param workerCache the AOT cache of the JDK that makes workers start faster, if there is one
 */
public record WasmSettings(
    WasmEngine.Mode mode,
    Path folder,
    List<Path> readable,
    List<Path> writable,
    Optional<Path> workerCache) {

  /** The property that names the AOT cache; the launcher sets it. */
  private static final String CACHE_PROPERTY = "dev.gadus.worker.cache";

  public WasmSettings {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /** Settings for programs that are compiled. */
  public static WasmSettings of(Path folder, List<Path> readable, List<Path> writable) {
    return new WasmSettings(
        WasmEngine.Mode.COMPILED,
        folder,
        readable,
        writable,
        Optional.ofNullable(System.getProperty(CACHE_PROPERTY)).map(Path::of));
  }

  /** The same with another mode. */
  public WasmSettings with(WasmEngine.Mode other) {
    return new WasmSettings(other, folder, readable, writable, workerCache);
  }
}
