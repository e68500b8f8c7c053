// SPDX-License-Identifier: Apache-2.0
/**
 * Records, state tables and validation shared by every part of Gadus.
 *
 * <p>All types are immutable and safe for use by many threads. Collections that go in are copied;
 * those that come out cannot be changed. JSON field names are those of the HTTP API, so what is
 * stored, sent and shown is spelled alike. Times called {@code createTime} and {@code modifyTime}
 * are Unix nanoseconds (UTC); others are {@link java.time.Instant}.
 */
package dev.gadus.model;
