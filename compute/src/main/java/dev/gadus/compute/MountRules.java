// SPDX-License-Identifier: Apache-2.0
package dev.gadus.compute;

import dev.gadus.engine.GuestPath;
import dev.gadus.engine.Mount;
import dev.gadus.files.HostPath;
import java.util.List;
import java.util.Optional;

/**
 * Which mounts one task may have together. Refusals are sentences for the user. Thread-safe.
 *
 * <p>On the host, a folder that may be written must not be, hold, or lie in another mount: what is
 * protected by the one mount could be changed, or moved away, through the other. In the program's
 * tree, nothing is mounted inside of what may be written: a rename of the folder around it would
 * leave the mount at a path that is no more. A writable folder inside of a read-only one is good.
 */
final class MountRules {
  private MountRules() {}

  /** Why these cannot be mounted together; empty when they can. */
  static Optional<String> refusal(List<Mount> mounts) {
    for (int i = 0; i < mounts.size(); i++) {
      for (Mount other : mounts.subList(i + 1, mounts.size())) {
        Optional<String> refusal = refusal(mounts.get(i), other);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(Mount one, Mount other) {
    boolean overlap =
        one.hostPath().startsWith(other.hostPath()) || other.hostPath().startsWith(one.hostPath());
    if (overlap && (one.writable() || other.writable())) {
      return Optional.of(
          "the task would have %s of the node at %s and %s at %s: the same folder, or one in the other, and one of them for writing; lend one of them alone, or both for reading"
              .formatted(
                  HostPath.text(one.hostPath()),
                  one.guestPath(),
                  HostPath.text(other.hostPath()),
                  other.guestPath()));
    }
    return nested(one, other).or(() -> nested(other, one));
  }

  private static Optional<String> nested(Mount outer, Mount inner) {
    List<String> around = GuestPath.parse(outer.guestPath()).names();
    List<String> inside = GuestPath.parse(inner.guestPath()).names();
    boolean nested =
        inside.size() > around.size() && inside.subList(0, around.size()).equals(around);
    return nested && outer.writable()
        ? Optional.of(
            "%s is inside of %s, which the program may write; give it a path outside of that"
                .formatted(inner.guestPath(), outer.guestPath()))
        : Optional.empty();
  }
}
