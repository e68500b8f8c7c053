// Adds four numbers at once, which takes an extension of WebAssembly.
#include <stdio.h>
#include <wasm_simd128.h>

int main(int argc, char **argv) {
  (void)argv;
  float in[8], out[4];
  for (int i = 0; i < 8; i++) in[i] = (float)(i * 1.5 + argc);
  wasm_v128_store(out, wasm_f32x4_add(wasm_v128_load(in), wasm_v128_load(in + 4)));
  printf("%f %f %f %f\n", out[0], out[1], out[2], out[3]);
  return 0;
}
