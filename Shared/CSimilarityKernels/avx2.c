// The kernels for AVX2, in every x86-64 processor since 2013–2015.
#if defined(__x86_64__)

#include "kernels_common.h"

#include <immintrin.h>

__attribute__((target("avx2"))) static inline float folded(__m256 sum)
{
    // (0+4, 1+5, 2+6, 3+7), then (0 and 2, 1 and 3), then both.
    __m128 halves = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
    __m128 pairs = _mm_add_ps(halves, _mm_movehl_ps(halves, halves));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
}

__attribute__((target("avx2"))) static inline __m256 added(__m256 sum, const float *row, __m256 query, __m256 weights)
{
    __m256 difference = _mm256_mul_ps(_mm256_sub_ps(_mm256_loadu_ps(row), query), weights);
    return _mm256_add_ps(sum, _mm256_mul_ps(difference, difference));
}

__attribute__((target("avx2"))) void sk_avx2_squared_distances(const float *rows, int64_t count, int32_t stride,
                                                               const float *query, const float *weights,
                                                               float *distances)
{
    int64_t r = 0;
    // Two rows at a time: their sums do not wait for each other.
    for (; r + 2 <= count; r += 2) {
        const float *first = rows + r * stride, *second = first + stride;
        __m256 first_sum = _mm256_setzero_ps(), second_sum = _mm256_setzero_ps();
        for (int32_t i = 0; i < stride; i += SK_LANES) {
            __m256 q = _mm256_loadu_ps(query + i), w = _mm256_loadu_ps(weights + i);
            first_sum = added(first_sum, first + i, q, w);
            second_sum = added(second_sum, second + i, q, w);
        }
        distances[r] = folded(first_sum);
        distances[r + 1] = folded(second_sum);
    }
    if (r < count) {
        const float *row = rows + r * stride;
        __m256 sum = _mm256_setzero_ps();
        for (int32_t i = 0; i < stride; i += SK_LANES)
            sum = added(sum, row + i, _mm256_loadu_ps(query + i), _mm256_loadu_ps(weights + i));
        distances[r] = folded(sum);
    }
}

#endif
