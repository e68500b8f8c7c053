// SPDX-License-Identifier: Apache-2.0
package dev.gadus.data.local;

import dev.gadus.files.HostName;
import java.util.Arrays;

/**
 * The header block of a tar entry: offsets and lengths in bytes. Source: POSIX pax and ustar
 * interchange formats.
 *
 * <pre>
 *   0 name 100 | 100 mode 8 | 108 uid 8 | 116 gid 8 | 124 size 12 | 136 mtime 12 | 148 checksum 8 | 156 type 1
 *   157 link name 100 | 257 "ustar\0" 6 | 263 "00" 2 | 345 prefix 155
 * </pre>
 */
final class TarFormat {
  static final int BLOCK_BYTES = 512;
  static final int NAME = 0;
  static final int NAME_BYTES = 100;
  static final int MODE = 100;
  static final int USER = 108;
  static final int GROUP = 116;
  static final int NUMBER_BYTES = 8;
  static final int SIZE = 124;
  static final int TIME = 136;
  static final int LONG_NUMBER_BYTES = 12;
  static final int CHECKSUM = 148;
  static final int TYPE = 156;
  static final int MAGIC = 257;
  static final int PREFIX = 345;
  static final int PREFIX_BYTES = 155;

  static final char FILE = '0';
  static final char OLD_FILE = '\0';
  static final char FOLDER = '5';

  /** A list of {@code key=value} records for the next entry. */
  static final char PAX = 'x';

  /** The same for all entries that follow. */
  static final char PAX_GLOBAL = 'g';

  /** GNU tar's way to give the next entry a long name. */
  static final char GNU_LONG_NAME = 'L';

  /** Largest size that a header can hold in octal digits. */
  static final long MAX_OCTAL_SIZE = 077777777777L;

  private TarFormat() {}

  /** The sum of all bytes of a header, those of the sum itself taken for spaces. */
  static int checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      boolean inSum = i >= CHECKSUM && i < CHECKSUM + NUMBER_BYTES;
      sum += inSum ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  /** The text of a field, up to its end or its first zero byte. */
  static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return HostName.text(Arrays.copyOfRange(header, offset, end));
  }
}
