// SPDX-License-Identifier: Apache-2.0
package dev.gadus.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Java's paths as text and back, without the locale. */
@Tag("any-locale")
class HostPathTest {
  @Test
  void textAndPathAreTheSameThing() {
    for (String text : new String[] {"/", "/a", "/a b/c%20d?#", "/größe/ナ😀", "/na\uEFEFve"}) {
      assertThat(HostPath.text(HostPath.of(text))).isEqualTo(text);
    }
    assertThat(HostPath.text(HostPath.resolve(Path.of("/a"), "größe"))).isEqualTo("/a/größe");
    assertThat(HostPath.of("/größe").toUri().toString()).endsWith("/gr%C3%B6%C3%9Fe");
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
