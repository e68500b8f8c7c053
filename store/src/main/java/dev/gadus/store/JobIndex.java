// SPDX-License-Identifier: Apache-2.0
package dev.gadus.store;

import dev.gadus.model.Evaluation;
import dev.gadus.model.Execution;
import dev.gadus.model.Job;
import dev.gadus.model.JobState;
import dev.gadus.model.JobType;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The index entries that a record has. For lists of jobs each attribute of a job (its namespace,
 * state, type, labels and label keys) has an entry {@code attribute/time/id} in {@code idx-created}
 * and one in {@code idx-modified}: the entries of one attribute are a list of jobs in order of
 * time, and a filter by several attributes is what several such lists have in common.
 */
final class JobIndex {
  /** The attribute that every job has. */
  static final String EVERY_JOB = "all";

  private JobIndex() {}

  static String namespace(String name) {
    return "namespace=" + Keys.escape(name);
  }

  static String state(JobState state) {
    return "state=" + state.text();
  }

  static String type(JobType type) {
    return "type=" + type.text();
  }

  /** Of jobs with an execution on a node; in {@code idx-created} alone. */
  static String node(String nodeId) {
    return "node=" + nodeId;
  }

  static String nodeKey(Job job, String nodeId) {
    return Keys.join(node(nodeId), Keys.padded(job.createTime()), job.id());
  }

  static String label(String key) {
    return "label=" + Keys.escape(key);
  }

  static String label(String key, String value) {
    return "label=" + Keys.escape(key) + "=" + Keys.escape(value);
  }

  static String nameKey(String namespace, String name) {
    return Keys.join(Keys.escape(namespace), Keys.escape(name));
  }

  static Set<String> attributes(Job job) {
    Set<String> attributes = new HashSet<>();
    attributes.add(EVERY_JOB);
    attributes.add(namespace(job.namespace()));
    attributes.add(state(job.state().state()));
    attributes.add(type(job.type()));
    for (Map.Entry<String, String> label : job.labels().entrySet()) {
      attributes.add(label(label.getKey()));
      attributes.add(label(label.getKey(), label.getValue()));
    }
    return attributes;
  }

  /** The keys of a job in {@code idx-created}. */
  static Set<String> createdKeys(Job job) {
    return keys(job, job.createTime());
  }

  /** The keys of a job in {@code idx-modified}. */
  static Set<String> modifiedKeys(Job job) {
    return keys(job, job.modifyTime());
  }

  private static Set<String> keys(Job job, long timeNanos) {
    Set<String> keys = new HashSet<>();
    for (String attribute : attributes(job)) {
      keys.add(Keys.join(attribute, Keys.padded(timeNanos), job.id()));
    }
    return keys;
  }

  static String liveKey(Execution execution) {
    return Keys.join(execution.nodeId(), execution.id());
  }

  static String pendingKey(Evaluation evaluation) {
    return Keys.join(
        Keys.padded(Keys.nanos(evaluation.waitUntil())),
        Keys.padded(evaluation.createTime()),
        evaluation.id());
  }
}
