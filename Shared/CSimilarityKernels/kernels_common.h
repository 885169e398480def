// What the kernels of each unit have in common.
#ifndef SIMILARITY_KERNELS_COMMON_H
#define SIMILARITY_KERNELS_COMMON_H

#include "CSimilarityKernels.h"

#pragma STDC FP_CONTRACT OFF

typedef void (*sk_distances_kernel)(const float *, int64_t, int32_t, const float *, const float *, float *);

void sk_plain_squared_distances(const float *rows, int64_t count, int32_t stride, const float *query,
                                const float *weights, float *distances);
#if defined(__x86_64__)
void sk_avx2_squared_distances(const float *rows, int64_t count, int32_t stride, const float *query,
                               const float *weights, float *distances);
#endif

#endif
