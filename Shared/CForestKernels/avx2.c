// The kernels for AVX2, in every x86-64 processor since 2013–2015.
#if defined(__x86_64__)

#include "kernels_common.h"

#include <immintrin.h>

#define NAME(kernel) avx2_##kernel
#define UNIT static

#pragma clang attribute push(__attribute__((target("avx2,popcnt"))), apply_to = function)

#include "lanes_avx2.h"

#include "kernels.h"

#pragma clang attribute pop

const fk_kernels fk_avx2_kernels = {
    .add_path_lengths = avx2_add_path_lengths,
    .path_length_sum = avx2_path_length_sum,
    .leaves = avx2_leaves,
    .path = avx2_path,
    .widen_sizes = avx2_widen_sizes,
    .fill_lengths = avx2_fill_lengths,
    .scale = avx2_scale,
    .copy = avx2_copy,
    .range = avx2_range,
    .ranges = avx2_ranges,
    .separate = avx2_separate,
    .separate_between = avx2_separate_between,
};

#endif
