// SPDX-License-Identifier: Apache-2.0
/**
 * What a node answers over HTTP. The document {@code docs/api.md} says what clients may rely on.
 *
 * <h2>The server</h2>
 *
 * {@link dev.gadus.api.Api} is the whole, put together out of the {@link dev.gadus.api.ApiParts} of
 * a node. {@code ApiServer} listens by a {@code Listener}, which sees to it that somebody does, and
 * has a virtual thread for each request. A {@code Route} is one call of the API: a method, a path
 * and what is done. {@code RouteHandler} does it for one request, and is the one way through which
 * all of them go: {@code RequestGuard} and {@code ClientVersion} let the request in, {@code
 * RequestReader} makes a {@code Call} of it, {@code AnswerWriter} writes what came out.
 *
 * <h2>The calls</h2>
 *
 * {@code JobRoutes}, {@code ChangeRoutes}, {@code NodeRoutes}, {@code AgentRoutes}, {@code
 * DatabaseRoutes} and {@code AuthRoutes} have them by subject. What reads is answered from the job
 * store in one read transaction; what changes something goes to the requester. {@code HeldRequests}
 * keeps those that wait for something to happen. An answer larger than memory is a {@code
 * StreamedAnswer}; {@code PatientOutput} ends the one whose client does not read. {@code LogSocket}
 * sends the lines that {@code Logs} reads.
 *
 * <h2>Failures</h2>
 *
 * A call that cannot be answered throws: {@code Failures} says for each exception of the requester
 * and of the store which answer it is. Anything unknown is a defect, answered with status 500 and
 * logged with its trace. What a call refuses it has not changed.
 *
 * <h2>Results</h2>
 *
 * {@link dev.gadus.api.ResultServer} is the second listener of a node, which serves what the local
 * publisher keeps.
 */
package dev.gadus.api;
