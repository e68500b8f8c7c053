// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which free pages are taken first, and that none is taken twice or lost. */
class FreePagesTest {
  @Test
  void pagesComeFromTheEmptiestRegionSideBySide() {
    FreePages pages = new FreePages(new PageSet());
    for (long id = 2; id < 4096; id += 2) {
      pages.add(id);
    }
    for (long id = 2048; id < 2048 + 200; id++) {
      pages.add(id);
    }
    for (long id = 2048; id < 2048 + 200; id++) {
      assertThat(pages.take(1)).isEqualTo(id);
    }
  }

  @Test
  void runsThatFitNowhereAreNotFoundAndTakeNothing() {
    FreePages pages = new FreePages(new PageSet());
    for (long id = 0; id < 1000; id++) {
      if (id % 10 != 0) {
        pages.add(id);
      }
    }
    assertThat(pages.take(10)).isEqualTo(-1);
    assertThat(pages.size()).isEqualTo(900);
    assertThat(pages.takeLowest(9)).isEqualTo(1);
    assertThat(pages.take(9)).isNotEqualTo(1).isNotEqualTo(-1);
  }

  @Test
  void everyPageIsTakenOnce() {
    long seed = Seed.next("FreePagesTest");
    Random random = new Random(seed);
    TreeSet<Long> model = new TreeSet<>();
    FreePages pages = new FreePages(new PageSet());
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long id = random.nextInt(3000);
          pages.add(id);
          model.add(id);
        }
        case 2 -> {
          long id = random.nextInt(3000);
          assertThat(pages.remove(id)).isEqualTo(model.remove(id));
        }
        default -> {
          int count = random.nextInt(3) + 1;
          long start = random.nextBoolean() ? pages.take(count) : pages.takeLowest(count);
          if (count == 1) {
            assertThat(start >= 0).isEqualTo(!model.isEmpty());
          }
          for (long id = start; start >= 0 && id < start + count; id++) {
            assertThat(model.remove(id)).isTrue();
          }
        }
      }
      assertThat(pages.size()).isEqualTo(model.size());
    }
  }

  @Test
  void theAbsentIdsOfASetAreThoseThatItHasNot() {
    Random random = new Random(Seed.next("FreePagesTest absent"));
    for (int round = 0; round < 200; round++) {
      PageSet set = new PageSet();
      int end = random.nextInt(500);
      int from = random.nextInt(10);
      for (int i = 0; i < end; i++) {
        if (random.nextInt(3) > 0) {
          set.add(i);
        }
      }
      PageSet absent = set.absent(from, end);
      long count = 0;
      for (int id = 0; id < 700; id++) {
        boolean expected = id >= from && id < end && !set.contains(id);
        assertThat(absent.contains(id)).isEqualTo(expected);
        count += expected ? 1 : 0;
      }
      assertThat(absent.size()).isEqualTo(count);
      assertThat(absent.next(0) >= 0).isEqualTo(count > 0);
    }
  }
}
