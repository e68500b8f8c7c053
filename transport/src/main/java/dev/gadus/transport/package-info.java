// SPDX-License-Identifier: Apache-2.0
/**
 * How requester and compute nodes talk to each other. It knows neither of them: it brings what is
 * in a {@link dev.gadus.model.MessageQueue} to a {@link dev.gadus.model.MessageReceiver}.
 *
 * <h2>The connection</h2>
 *
 * {@link dev.gadus.transport.Transport} is what a network has to implement: nodes take part with a
 * role, and messages, announcements and the reading of logs ({@link dev.gadus.transport.LogSource},
 * {@link dev.gadus.transport.LogReader}, {@link dev.gadus.transport.LogText}) go between them.
 * {@link dev.gadus.transport.InProcessTransport} is the one that there is: it connects the roles of
 * one process by calls.
 *
 * <h2>Messages that must arrive</h2>
 *
 * {@link dev.gadus.transport.OutboxDispatcher} delivers a node's outbox, with a {@link
 * dev.gadus.transport.Courier} for each receiver, so that one that is away holds up no other. What
 * was taken is removed by the {@link dev.gadus.transport.Remover}, many messages in one
 * transaction. What goes wrong is a {@link dev.gadus.transport.Trouble} for the operator's log, and
 * is tried again.
 *
 * <h2>What need not arrive</h2>
 *
 * {@link dev.gadus.transport.Announcer} is a node's heartbeat: one that is lost is followed by the
 * next.
 *
 * <h2>What may be relied on</h2>
 *
 * A message is sent at least once, and a receiver gets those of one sender in the order of their
 * numbers; what was not taken is sent again after a restart of either side. All public types but
 * {@link dev.gadus.transport.LogReader} are safe for several threads. Threads of this package end
 * with the {@code close} of what started them.
 */
package dev.gadus.transport;
