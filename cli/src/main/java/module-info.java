/** The {@code gadus} command. */
@org.jspecify.annotations.NullMarked
module dev.gadus.cli {
  requires static transitive org.jspecify;
  requires dev.gadus.node;
  requires info.picocli;

  exports dev.gadus.cli;

  // Picocli fills the annotated fields of the commands.
  opens dev.gadus.cli to
      info.picocli;
}
