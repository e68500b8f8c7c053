// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Java's paths as text and back, without the locale. */
class HostPathTest {
  @Test
  void textAndPathAreTheSameThing() {
    for (String text : new String[] {"/", "/a", "/a b/c%20d?#", "/größe/ナ😀", "/na\uEFEFve"}) {
      assertThat(HostPath.text(HostPath.of(text))).isEqualTo(text);
    }
    assertThat(HostPath.of("/größe")).isEqualTo(Path.of("/größe"));
    assertThat(HostPath.of("//a///b/")).isEqualTo(Path.of("/a/b"));
    assertThat(HostPath.text(Path.of("/tmp"))).isEqualTo("/tmp");
  }

  @Test
  void whatIsNoPathIsRefused() {
    for (String text : new String[] {"", "a", "/a\0b", "/\uD800"}) {
      assertThatThrownBy(() -> HostPath.of(text)).isInstanceOf(InvalidPathException.class);
    }
  }
}
