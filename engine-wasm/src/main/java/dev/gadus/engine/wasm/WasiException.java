// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import java.io.IOException;
import java.io.Serial;

/**
 * A system call of a program that is answered with an error number. Carries no stack trace:
 * programs cause it at will.
 */
final class WasiException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final WasiErrno errno;

  WasiException(WasiErrno errno) {
    super(errno.name());
    this.errno = errno;
  }

  WasiErrno errno() {
    return errno;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
