;; Two memories that grow in turn until neither can, then a trap.
(module
  (memory $first (export "memory") 1)
  (memory $second 1)
  (func (export "_start")
    (loop $again
      (drop (memory.grow $first (i32.const 16)))
      (br_if $again (i32.ne (memory.grow $second (i32.const 16)) (i32.const -1))))
    unreachable))
