/** Benchmarks of the whole program, from outside: they start {@code ./gadus} and use its API. */
@org.jspecify.annotations.NullMarked
module dev.gadus.bench {
  requires static transitive org.jspecify;
  requires dev.gadus.client;
}
