// SPDX-License-Identifier: Apache-2.0
package dev.gadus.api;

import dev.gadus.model.InvalidJobException;
import dev.gadus.requester.RequesterException;
import dev.gadus.store.StoreException;
import java.util.Map;

/** Says how the API shows each failure. */
final class Failures {
  private static final String JOB_STORE = "JobStore";
  private static final String REQUESTER = "Requester";

  private Failures() {}

  static ApiException.Refused of(Throwable e) {
    return switch (e) {
      case ApiException.Refused failure -> failure;
      case InvalidJobException invalid -> ApiException.invalid(invalid.text(), "");
      case RequesterException refused -> of(refused);
      case StoreException store -> of(store);
      default ->
          new ApiException.Refused(
              500,
              "InternalError",
              "Unknown",
              "the node failed: " + e,
              "the node's log has the details",
              Map.of());
    };
  }

  private static ApiException.Refused of(RequesterException e) {
    String message = e.text();
    return switch (e) {
      case RequesterException.Unchanged _ ->
          ApiException.conflict("ConflictJobRevision", REQUESTER, message, e.hint());
      case RequesterException.TypeDiffers _ -> ApiException.invalid(message, e.hint());
      case RequesterException.NoSuchVersion _ ->
          ApiException.notFound(JOB_STORE, message, e.hint());
      case RequesterException.WrongState _ ->
          ApiException.conflict("ConflictJobState", REQUESTER, message, e.hint());
    };
  }

  private static ApiException.Refused of(StoreException e) {
    String message = e.text();
    return switch (e) {
      case StoreException.NotFound _ -> ApiException.notFound(JOB_STORE, message, "");
      case StoreException.AlreadyExists _ ->
          ApiException.conflict("ResourceInUse", JOB_STORE, message, "");
      case StoreException.Ambiguous _ ->
          ApiException.conflict("MultipleJobsFound", JOB_STORE, message, "use the full id");
      case StoreException.WrongState _, StoreException.FinalState _ ->
          ApiException.conflict("ConflictJobState", JOB_STORE, message, "");
      case StoreException.WrongVersion _ ->
          ApiException.conflict("ConflictJobRevision", JOB_STORE, message, "");
      case StoreException.InvalidQuery _ -> ApiException.badRequest(message);
      case StoreException.PositionGone gone ->
          new ApiException.Refused(
              410,
              "PositionGone",
              JOB_STORE,
              message,
              "",
              Map.of("Position", Long.toString(gone.lastPosition())));
      case StoreException.DiskFull _ ->
          new ApiException.Refused(
              507, "DatastoreFull", JOB_STORE, message, "make room on the node's disk", Map.of());
      // The server interrupts what is under way when it ends.
      case StoreException.Interrupted _ ->
          new ApiException.Refused(
              503,
              "NodeStopping",
              JOB_STORE,
              "nothing was stored, since the node stops",
              "ask again when it has started",
              Map.of());
      case StoreException.WriteFailed _ ->
          new ApiException.Refused(
              503,
              "DatastoreReadOnly",
              JOB_STORE,
              message,
              "see that the node's disk can be written, and restart the node",
              Map.of());
      case StoreException.MessageGap _,
          StoreException.InUse _,
          StoreException.NotCompacted _,
          StoreException.Unusable _,
          StoreException.Damaged _ ->
          new ApiException.Refused(
              500,
              "DatastoreFailure",
              JOB_STORE,
              message,
              "the node's log has the details",
              Map.of());
    };
  }
}
