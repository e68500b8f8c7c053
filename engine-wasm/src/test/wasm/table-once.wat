;; Exits with 0 when its table still has the size that it declares: no other run of the module may change that.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (table $entries 2 funcref)
  (func (export "_start")
    (if (i32.ne (table.size $entries) (i32.const 2)) (then (call $exit (i32.const 1))))
    (drop (table.grow $entries (ref.null func) (i32.const 5)))
    (if (i32.ne (table.size $entries) (i32.const 7)) (then (call $exit (i32.const 2))))))
