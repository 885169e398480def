// Chooses the kernels for this machine, once, before the program starts.
#include "kernels_common.h"

static sk_distances_kernel squared_distances = sk_plain_squared_distances;
static sk_unit unit = SK_PLAIN;

static sk_unit widest_unit(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) return SK_AVX2;
#endif
    return SK_PLAIN;
}

__attribute__((constructor)) static void choose(void) { sk_use_at_most(SK_AVX2); }

void sk_use_at_most(sk_unit limit)
{
    sk_unit widest = widest_unit();
    unit = limit < widest ? limit : widest;
    squared_distances = sk_plain_squared_distances;
#if defined(__x86_64__)
    if (unit == SK_AVX2) squared_distances = sk_avx2_squared_distances;
#endif
}

sk_unit sk_unit_in_use(void) { return unit; }

void sk_squared_distances(const float *rows, int64_t count, int32_t stride, const float *query, const float *weights,
                          float *distances)
{
    squared_distances(rows, count, stride, query, weights, distances);
}
