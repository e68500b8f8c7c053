// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGuardTest {
  private static RequestGuard listeningOn(String address) throws Exception {
    return new RequestGuard(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:1234, ''",
    "127.0.0.1, localhost:1234, ''",
    "127.0.0.1, LOCALHOST, ''",
    "127.0.0.1, '', ''",
    "127.0.0.1, '[::1]:1234', ''",
    "127.0.0.1, localhost:1234, http://localhost:8438",
    "127.0.0.1, 127.0.0.1:1234, http://localhost:8438",
    "0.0.0.0, node7.example.org:1234, ''",
    "0.0.0.0, node7.example.org:1234, http://node7.example.org",
  })
  void programsAndPagesOfTheSamePlaceMayCall(String address, String host, String origin) {
    assertThatCode(() -> listeningOn(address).check(host, origin)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, evil.example:1234, ''",
    "127.0.0.1, 127.0.0.1.evil.example, ''",
    "127.0.0.1, 192.168.1.5:1234, ''",
    "127.0.0.1, localhost:1234, http://evil.example",
    "127.0.0.1, localhost:1234, null",
    "127.0.0.1, localhost:1234, http://localhost.evil.example",
    "0.0.0.0, node7.example.org:1234, http://evil.example",
  })
  void pagesOfAnotherPlaceMayNot(String address, String host, String origin) {
    assertThatThrownBy(() -> listeningOn(address).check(host, origin))
        .isInstanceOfSatisfying(
            ApiException.Refused.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.status()).isEqualTo(403));
  }
}
