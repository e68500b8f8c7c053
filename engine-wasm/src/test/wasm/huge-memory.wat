;; Asks for 4 GiB from the start.
(module
  (memory (export "memory") 65535)
  (func (export "_start")))
