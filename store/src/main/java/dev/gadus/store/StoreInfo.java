// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gadus.bolt.Transaction;
import java.time.Instant;

/**
 * What a store says of itself: the value of the key {@code store} in its bucket {@code meta}.
 *
 * @param role {@link #REQUESTER} or {@link #COMPUTE}
 * @param schemaVersion the layout of the buckets
 * @param nodeId whose store it is
 * @param storeId a random id of this file, see {@link dev.gadus.model.Envelope#fromStore}
 * @param createdBy program and version that made the file
 */
public record StoreInfo(
    @JsonProperty("Role") String role,
    @JsonProperty("SchemaVersion") int schemaVersion,
    @JsonProperty("NodeID") String nodeId,
    @JsonProperty("StoreID") String storeId,
    @JsonProperty("CreatedBy") String createdBy,
    @JsonProperty("CreateTime") Instant createTime) {
  public static final String REQUESTER = "requester";
  public static final String COMPUTE = "compute";

  /** Whether a database is a store of either role, of whatever layout. */
  public static boolean isIn(Transaction transaction) {
    return transaction
        .bucket(SharedBuckets.META.bytes())
        .flatMap(meta -> meta.get(Keys.bytes(StoreOpening.META_STORE)))
        .isPresent();
  }
}
