;; Prints out of its second memory, which is the one it exports as "memory".
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory $first 1)
  (memory $second 1)
  (export "memory" (memory $second))
  (data (memory $first) (i32.const 0) "\10\00\00\00\05\00\00\00")
  (data (memory $first) (i32.const 16) "wrong")
  (data (memory $second) (i32.const 0) "\10\00\00\00\05\00\00\00")
  (data (memory $second) (i32.const 16) "right")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
