#!/bin/sh
# Builds strikes.wasm from strikes.c with the compiler and the C library of Debian 12:
#   apt-get install clang lld wasi-libc libclang-rt-dev-wasm32 binaryen
# Clang calls wasm-opt, of binaryen, by itself; without it the file is larger and does the same.
#
#   ./build.sh            writes strikes.wasm
#   ./build.sh --check    builds elsewhere and says whether the strikes.wasm that is here is that same file
#
# Another release of Debian has another compiler, and then makes another file that does the same.
set -eu
cd -- "$(dirname -- "$0")"

compile() {
  clang --target=wasm32-wasi -std=c11 -Wall -Wextra -Werror -O2 -Wl,--strip-all -o "$1" strikes.c
  chmod 644 "$1"
}

case ${1:-} in
  '') compile strikes.wasm ;;
  --check)
    built=$(mktemp)
    trap 'rm -f "$built"' EXIT
    compile "$built"
    cmp "$built" strikes.wasm
    echo "strikes.wasm is what $(clang --version | head -n 1) makes of strikes.c"
    ;;
  *)
    echo "usage: build.sh [--check]" >&2
    exit 2
    ;;
esac
