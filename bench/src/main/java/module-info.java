/**
 * Benchmarks: of the whole program from outside, where they start {@code ./gadus} and use its API,
 * and of the stores with many records in them.
 */
@org.jspecify.annotations.NullMarked
module dev.gadus.bench {
  requires static transitive org.jspecify;
  requires dev.gadus.client;
  requires dev.gadus.store;
}
