package dev.gadus.node;

import dev.gadus.model.InvalidJobException;
import java.util.Map;

/** Says how the API shows each failure. */
final class Failures {
  private Failures() {}

  static ApiException of(Exception e) {
    return switch (e) {
      case ApiException failure -> failure;
      case InvalidJobException invalid ->
          ApiException.invalid(String.valueOf(invalid.getMessage()), "");
      default ->
          new ApiException(
              500,
              "InternalError",
              "Unknown",
              "the node failed: " + e,
              "the node's log has the details",
              Map.of());
    };
  }
}
