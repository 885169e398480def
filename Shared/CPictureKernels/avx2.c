// The kernels for AVX2 and FMA, in every x86-64 processor since 2013–2015.
#if defined(__x86_64__)

#include "kernels_common.h"

#define KERNELS pk_avx2_kernels

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "kernels.h"

#pragma clang attribute pop

#endif
