;; The same sum by two loops, one of which has a value of the operand stack below it. Ends with 1 when they differ, and
;; else with the sum's lowest bits.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $below (param $n i32) (result i32) (local $a i32)
    (i32.const 5)
    (block $out
      (loop $again
        (local.set $a (i32.add (i32.mul (local.get $a) (i32.const 31)) (local.get $n)))
        (br_if $out (i32.eqz (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (br $again)))
    (local.get $a)
    (i32.add))
  (func $above (param $n i32) (result i32) (local $a i32)
    (loop $again
      (local.set $a (i32.add (i32.mul (local.get $a) (i32.const 31)) (local.get $n)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (i32.const 5) (local.get $a)))
  (func (export "_start")
    (if (i32.ne (call $below (i32.const 50000000)) (call $above (i32.const 50000000)))
      (then (call $exit (i32.const 1))))
    (call $exit (i32.or (i32.and (call $above (i32.const 1000)) (i32.const 124)) (i32.const 2)))))
