;; Has an entry point of another name, and one with parameters.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "run") (call $exit (i32.const 42)))
  (func (export "with-parameters") (param i32)))
