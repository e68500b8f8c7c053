/** The storage engine: pages, B+tree, freelist, transactions, file and lock. */
package dev.gadus.bolt;
