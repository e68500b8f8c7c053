#!/bin/sh
# Makes tool.wasm from tool.c. Needs Debian's clang, lld, wasi-libc and libclang-rt-dev-wasm32.
set -eu
cd "$(dirname "$0")"
clang --target=wasm32-wasi -O1 -Wall -Wextra -Wl,--strip-all -o tool.wasm tool.c
