// SPDX-License-Identifier: Apache-2.0
package dev.gadus.bolt;

/**
 * What a database is doing and has done since it was opened.
 *
 * @param freePageCount pages that can be used again now
 * @param pendingPageCount pages that are free but may still be seen by an open read transaction
 * @param freeBytes bytes of both
 * @param freelistBytes length in bytes of the list of free pages if it were stored now
 * @param readTransactionCount read transactions begun
 * @param openReadTransactionCount read transactions open now
 * @param writeTransactionCount write transactions begun
 * @param commitCount write transactions committed
 * @param writes what the write transactions did
 */
public record Statistics(
    long freePageCount,
    long pendingPageCount,
    long freeBytes,
    long freelistBytes,
    long readTransactionCount,
    long openReadTransactionCount,
    long writeTransactionCount,
    long commitCount,
    WriteStatistics writes) {}
