// SPDX-License-Identifier: Apache-2.0
package dev.gadus.engine.wasm;

import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * A table that counts its entries against the {@link MemoryBudget} of its program. Not thread-safe.
 */
final class GuestTable extends TableInstance {
  private final MemoryBudget budget;

  private GuestTable(Table table, int initialValue, MemoryBudget budget) {
    super(table, initialValue);
    this.budget = budget;
  }

  /**
   * Makes a table of the size that the module asks for at start. Takes a copy of the limits: the
   * runtime changes them when a table grows, and all runs of a cached module would see that.
   *
   * @throws MemoryBudget.ExceededAtStartException if it is above the budget
   */
  static GuestTable create(Table wanted, int initialValue, MemoryBudget budget) {
    TableLimits limits = wanted.limits();
    if (!budget.take((limits.min() + 1) * MemoryBudget.TABLE_ENTRY_BYTES)) {
      throw new MemoryBudget.ExceededAtStartException(
          "it needs a table of %,d entries to start".formatted(limits.min()));
    }
    Table copy =
        new Table(
            wanted.elementType(),
            new TableLimits(limits.min(), limits.max(), limits.shared()),
            wanted.initialize());
    return new GuestTable(copy, initialValue, budget);
  }

  @Override
  public int grow(int entries, int value, Instance instance) {
    return mayGrow(entries) ? super.grow(entries, value, instance) : -1;
  }

  @Override
  public int growWithRef(int entries, Object value, Instance instance) {
    return mayGrow(entries) ? super.growWithRef(entries, value, instance) : -1;
  }

  private boolean mayGrow(int entries) {
    return entries >= 0
        && entries <= limits().max() - size()
        && budget.take((long) entries * MemoryBudget.TABLE_ENTRY_BYTES);
  }
}
