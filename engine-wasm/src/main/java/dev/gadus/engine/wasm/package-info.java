// SPDX-License-Identifier: Apache-2.0
/**
 * The engine that runs WebAssembly programs (WASI preview 1).
 *
 * <ul>
 *   <li>In the node: {@link dev.gadus.engine.wasm.WasmEngine} is the engine, {@code WasmProgram}
 *       what a task asks it to run, {@code WasmRun} is one run with its time limit, {@code
 *       WorkerPool} has the processes that do the work ({@code WorkerProcess}), {@code
 *       WorkerCommand} and {@code Confinement} say how they are started and what they see, {@code
 *       WorkerDeath} what their end means.
 *   <li>Between the two: {@code Order} is what a worker is told, {@code Answer} what it says.
 *   <li>In a worker: {@code WorkerMain} is its program, {@code WasmModules} makes modules ready,
 *       {@code CompiledModules} keeps them on disk, {@code GuestRun} is one run.
 *   <li>What a program calls: {@code WasiFunctions} is the table of the functions of WASI, which
 *       {@code WasiFiles}, {@code WasiPaths}, {@code WasiOpen}, {@code WasiData} and {@code
 *       WasiSystem} carry out. {@code Descriptors} are its open files, with {@code Rights}.
 *   <li>What a program sees: {@code GuestTree} is its file tree, made of mounts, {@code PathWalk} a
 *       walk along a path in it. From there to the host, {@link dev.gadus.files.HostFolder} is the
 *       only way.
 *   <li>What a program may use: {@code GuestMemory} and {@code GuestTable} within {@code
 *       MemoryBudget}, files within {@code DiskBudget}, the stack down to {@code StackReserve}.
 * </ul>
 */
package dev.gadus.engine.wasm;
