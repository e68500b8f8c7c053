// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gadus.files.HostFile;
import dev.gadus.files.HostFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are made once and kept ready, within limits that follow from the heap. */
class WasmModulesTest {
  private static final long HEAP_BYTES = 1L << 30;

  @TempDir Path folder;

  private WasmModules.Ready load(WasmModules modules, byte[] bytes)
      throws BadProgramException, IOException, InterruptedException {
    Files.write(folder.resolve("module"), bytes);
    try (HostFolder opened = HostFolder.open(folder.toRealPath());
        HostFile file = opened.open(List.of("module"), HostFolder.Access.READ, false)) {
      return modules.load(file);
    }
  }

  @Test
  void aCompiledModuleIsKeptWithoutItsParsedCode() throws Exception {
    WasmModules modules = new WasmModules(true, HEAP_BYTES);

    WasmModules.Ready ready = load(modules, WasmBytes.sum(5));

    assertThat(ready.parsedBytes()).isZero();
    assertThat(ready.module().codeSection().getFunctionBody(0).instructions()).isEmpty();
    assertThat(load(modules, WasmBytes.sum(5))).isSameAs(ready);
    assertThat(modules.made()).isEqualTo(1);
  }

  @Test
  void parsedCodeThatIsNeededIsCounted() throws Exception {
    byte[] huge = WasmBytes.hugeFunction();
    long parsed = (long) huge.length * WasmModules.HEAP_PER_BYTE;

    assertThat(load(new WasmModules(true, HEAP_BYTES), huge).parsedBytes()).isEqualTo(parsed);
    assertThat(load(new WasmModules(false, HEAP_BYTES), huge).parsedBytes()).isEqualTo(parsed);
  }

  @Test
  void theModuleThatWasUsedLongestAgoIsLetGo() throws Exception {
    WasmModules modules = new WasmModules(true, HEAP_BYTES);
    for (int i = 0; i <= WasmModules.MAX_KEPT_MODULES; i++) {
      load(modules, WasmBytes.sum(i));
      load(modules, WasmBytes.sum(1));
    }
    long made = modules.made();
    assertThat(made).isEqualTo(WasmModules.MAX_KEPT_MODULES + 1);

    load(modules, WasmBytes.sum(1));
    load(modules, WasmBytes.sum(WasmModules.MAX_KEPT_MODULES));
    assertThat(modules.made()).as("both were kept").isEqualTo(made);
    load(modules, WasmBytes.sum(0));
    assertThat(modules.made()).as("the first was not").isEqualTo(made + 1);
  }

  @Test
  void aModuleThatCostsTooMuchIsNotKept() throws Exception {
    byte[] huge = WasmBytes.hugeFunction();
    // Just enough of a heap to take the module, which is far from enough to keep it as it is
    // interpreted.
    WasmModules modules =
        new WasmModules(false, (long) huge.length * WasmModules.HEAP_PER_BYTE * 4);

    load(modules, huge);
    load(modules, huge);

    assertThat(modules.made()).isEqualTo(2);
  }

  @Test
  void theLargestModuleFollowsFromTheHeap() throws Exception {
    assertThat(new WasmModules(true, 1L << 40).maximumModuleBytes())
        .isEqualTo(WasmModules.MAX_MODULE_BYTES);
    byte[] huge = WasmBytes.hugeFunction();
    long heap = (long) huge.length * WasmModules.HEAP_PER_BYTE * 4;

    load(new WasmModules(true, heap), huge);
    assertThatThrownBy(() -> load(new WasmModules(true, heap - 1), huge))
        .isInstanceOf(BadProgramException.class)
        .hasMessageContaining("%,d".formatted(huge.length));
  }
}
