;; Grows a table until it cannot, then hits an instruction that traps.
(module
  (memory (export "memory") 1)
  (table $entries 1 funcref)
  (func (export "_start")
    (loop $again
      (br_if $again
        (i32.ne (table.grow $entries (ref.null func) (i32.const 10000)) (i32.const -1))))
    unreachable))
