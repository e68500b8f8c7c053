// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

/**
 * The error numbers of WASI preview 1 that this engine answers with. Source: the witx of
 * wasi_snapshot_preview1.
 */
enum WasiErrno {
  SUCCESS(0),
  ACCES(2),
  BADF(8),
  BUSY(10),
  EXIST(20),
  FBIG(22),
  ILSEQ(25),
  INVAL(28),
  IO(29),
  ISDIR(31),
  LOOP(32),
  MFILE(33),
  MLINK(34),
  NAMETOOLONG(37),
  NFILE(41),
  NOENT(44),
  NOMEM(48),
  NOSPC(51),
  NOTDIR(54),
  NOTEMPTY(55),
  NOTSOCK(57),
  NOTSUP(58),
  OVERFLOW(61),
  PERM(63),
  ROFS(69),
  SPIPE(70),
  XDEV(75),
  NOTCAPABLE(76);

  private final int number;

  WasiErrno(int number) {
    this.number = number;
  }

  /** The number as the program sees it. */
  int number() {
    return number;
  }
}
