// SPDX-License-Identifier: Apache-2.0
package dev.gadus.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may stand at a place of a job file. */
sealed interface Shape {
  /** A text; numbers and booleans are taken as they are written, since YAML does not quote them. */
  record Text() implements Shape {}

  /** A whole number. */
  record Whole() implements Shape {}

  /** Any JSON value. */
  record Any() implements Shape {}

  record ListOf(Shape element) implements Shape {}

  record MapOf(Shape value) implements Shape {}

  /**
   * An object with known fields.
   *
   * @param fields what a user writes
   * @param server what only the server sets
   */
  record Fields(Map<String, Shape> fields, List<String> server) implements Shape {
    Fields() {
      this(Map.of(), List.of());
    }

    Fields with(String name, Shape shape) {
      Map<String, Shape> more = new LinkedHashMap<>(fields);
      more.put(name, shape);
      return new Fields(more, server);
    }

    Fields setByServer(String... names) {
      return new Fields(fields, List.of(names));
    }
  }

  Shape TEXT = new Text();
  Shape WHOLE = new Whole();
  Shape TEXT_MAP = new MapOf(TEXT);
  Shape TEXT_LIST = new ListOf(TEXT);

  /** The parameters are checked by the type, see {@link SpecType}. */
  Shape SPEC = new Fields().with("Type", TEXT).with("Params", new MapOf(new Any()));

  Shape INPUT_SOURCE = new Fields().with("Source", SPEC).with("Alias", TEXT).with("Target", TEXT);

  Shape RESULT_PATH = new Fields().with("Name", TEXT).with("Path", TEXT);

  Shape RESOURCES =
      new Fields().with("CPU", TEXT).with("Memory", TEXT).with("Disk", TEXT).with("GPU", TEXT);

  Shape PORT =
      new Fields()
          .with("Name", TEXT)
          .with("Static", WHOLE)
          .with("Target", WHOLE)
          .with("HostNetwork", TEXT);

  Shape NETWORK =
      new Fields().with("Type", TEXT).with("Domains", TEXT_LIST).with("Ports", new ListOf(PORT));

  Shape TIMEOUTS =
      new Fields()
          .with("ExecutionTimeout", WHOLE)
          .with("QueueTimeout", WHOLE)
          .with("TotalTimeout", WHOLE);

  Shape TASK =
      new Fields()
          .with("Name", TEXT)
          .with("Engine", SPEC)
          .with("Publisher", SPEC)
          .with("Env", TEXT_MAP)
          .with("Meta", TEXT_MAP)
          .with("InputSources", new ListOf(INPUT_SOURCE))
          .with("ResultPaths", new ListOf(RESULT_PATH))
          .with("Resources", RESOURCES)
          .with("Network", NETWORK)
          .with("Timeouts", TIMEOUTS);

  Shape CONSTRAINT =
      new Fields().with("Key", TEXT).with("Operator", TEXT).with("Values", TEXT_LIST);

  Shape JOB =
      new Fields()
          .with("Name", TEXT)
          .with("Namespace", TEXT)
          .with("Type", TEXT)
          .with("Priority", WHOLE)
          .with("Count", WHOLE)
          .with("Constraints", new ListOf(CONSTRAINT))
          .with("Meta", TEXT_MAP)
          .with("Labels", TEXT_MAP)
          .with("Tasks", new ListOf(TASK))
          .setByServer("ID", "State", "Version", "Revision", "CreateTime", "ModifyTime");
}
