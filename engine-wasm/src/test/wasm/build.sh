#!/bin/sh
# Rebuilds the test programs. Needs Debian's clang, lld, wasi-libc, libclang-rt-dev-wasm32 and wabt:
#   apt-get install clang lld wasi-libc libclang-rt-dev-wasm32 wabt
# The results are committed beside the sources, so that the tests need none of these.
set -eu
cd "$(dirname "$0")"
out=../resources/dev/gadus/engine/wasm
mkdir -p "$out"
for source in *.c; do
  more=''
  [ "$source" != simd.c ] || more='-O2 -msimd128'
  # The options are words to be split.
  # shellcheck disable=SC2086
  clang --target=wasm32-wasi -O1 -fno-builtin -Wall -Wextra -Wno-int-conversion -Wno-gnu-statement-expression \
    -Wno-infinite-recursion $more -D_GNU_SOURCE -Wl,--strip-all -o "$out/${source%.c}.wasm" "$source"
done
for text in *.wat; do
  wat2wasm --enable-all "$text" -o "$out/${text%.wat}.wasm"
done
