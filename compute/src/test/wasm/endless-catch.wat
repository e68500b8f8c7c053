;; Tries to survive being stopped by catching whatever is thrown through it.
(module
  (memory (export "memory") 1)
  (tag $own)
  (func $spin (loop $again (br $again)))
  (func (export "_start")
    (loop $again
      (try
        (do (call $spin))
        (catch_all))
      (br $again))))
