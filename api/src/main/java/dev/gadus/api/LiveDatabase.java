// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.bolt.Database;
import dev.gadus.model.Role;
import dev.gadus.store.CompactionReport;
import dev.gadus.store.ExecutionStore;
import dev.gadus.store.JobStore;
import dev.gadus.store.StoreFunction;
import java.util.List;
import java.util.function.Supplier;

/** A database that the running node has open, for those who look into it. */
record LiveDatabase(
    Role role,
    Inspection inspection,
    Supplier<List<String>> verification,
    Supplier<CompactionReport> shrinking) {

  /** Hands the database to somebody who reads it. */
  interface Inspection {
    <R> R inspect(StoreFunction<Database, R, Exception> body) throws Exception;
  }

  static LiveDatabase of(JobStore store) {
    return new LiveDatabase(Role.REQUESTER, store::inspect, store::verify, store::shrink);
  }

  static LiveDatabase of(ExecutionStore store) {
    return new LiveDatabase(Role.COMPUTE, store::inspect, store::verify, store::shrink);
  }
}
