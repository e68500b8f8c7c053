// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.LocalExecution;
import java.util.List;

/** The index entries of a compute node's store. */
record ExecutionIndexEntries(ExecutionReader reader) implements IndexEntries {
  @Override
  public List<BucketName> indexes() {
    return List.of(ExecutionBuckets.INDEX_JOB, ExecutionBuckets.INDEX_STATE);
  }

  @Override
  public void forEach(Visitor visitor) {
    reader
        .table(ExecutionBuckets.EXECUTION)
        .forEach(
            "",
            "",
            LocalExecution.class,
            execution -> {
              for (BucketName index : indexes()) {
                visitor.visit(index, key(index, execution), "", "execution " + execution.id());
              }
              return true;
            });
  }

  @Override
  public boolean isMade(BucketName index, String key, String value) {
    return reader
        .table(ExecutionBuckets.EXECUTION)
        .get(Keys.lastPart(key), LocalExecution.class)
        .filter(execution -> key(index, execution).equals(key))
        .isPresent();
  }

  private static String key(BucketName index, LocalExecution execution) {
    return index.equals(ExecutionBuckets.INDEX_JOB)
        ? ExecutionReader.jobKey(execution)
        : ExecutionReader.stateKey(execution);
  }
}
