// SPDX-License-Identifier: Apache-2.0
/**
 * Folders and files of the host, for whoever must not be led elsewhere while others change names.
 *
 * <ul>
 *   <li>{@link dev.gadus.files.HostFolder} is an open folder: what is below it is opened, made,
 *       renamed and removed relative to it, and no link is followed on the way.
 *   <li>{@link dev.gadus.files.HostFile} is an open file, {@link dev.gadus.files.FileStatus} what
 *       can be known of a file.
 *   <li>{@link dev.gadus.files.HostName} is how names, which are bytes on the host, become text and
 *       bytes again; {@link dev.gadus.files.HostPath} does that for Java's own paths, whatever the
 *       locale.
 *   <li>{@link dev.gadus.files.FileException} carries the system's error number.
 * </ul>
 *
 * {@code LinuxCalls} is the one class that calls native code.
 */
package dev.gadus.files;
