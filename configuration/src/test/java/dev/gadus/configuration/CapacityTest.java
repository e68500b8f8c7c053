// SPDX-License-Identifier: Apache-2.0
package dev.gadus.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityTest {
  private static final long GIB = 1L << 30;

  private static final Capacity MACHINE = new Capacity(8, 64 * GIB, 1000 * GIB);

  @Test
  void sharesAreThoseOfTheMachine() {
    Configuration half =
        Configuration.defaults()
            .with(Setting.COMPUTE_ALLOCATED_CPU, "50%")
            .with(Setting.COMPUTE_ALLOCATED_MEMORY, "50%")
            .with(Setting.COMPUTE_ALLOCATED_DISK, "50%");
    assertThat(MACHINE.allocated(half).cpu()).isEqualTo(4);
    assertThat(MACHINE.allocated(half).memoryBytes()).isEqualTo(32 * GIB);
    assertThat(MACHINE.allocated(half).diskBytes()).isEqualTo(500 * GIB);
    assertThat(MACHINE.allocated(half).gpu()).isZero();
  }

  @Test
  void amountsAreTakenAsTheyAre() {
    Configuration amounts =
        Configuration.defaults()
            .with(Setting.COMPUTE_ALLOCATED_CPU, "1500m")
            .with(Setting.COMPUTE_ALLOCATED_MEMORY, "3Gi")
            .with(Setting.COMPUTE_ALLOCATED_DISK, "7Gi")
            .with(Setting.COMPUTE_ALLOCATED_GPU, "2");
    assertThat(MACHINE.allocated(amounts).cpu()).isEqualTo(1.5);
    assertThat(MACHINE.allocated(amounts).memoryBytes()).isEqualTo(3 * GIB);
    assertThat(MACHINE.allocated(amounts).diskBytes()).isEqualTo(7 * GIB);
    assertThat(MACHINE.allocated(amounts).gpu()).isEqualTo(2);
  }

  @Test
  void thisMachineHasSomethingOfEverything(@TempDir Path folder) {
    Capacity machine = Capacity.ofThisMachine(folder);
    assertThat(machine.processors()).isPositive();
    assertThat(machine.memoryBytes()).isPositive();
    assertThat(machine.freeDiskBytes()).isPositive();
  }
}
