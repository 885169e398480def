// Chooses the kernels for this machine, once, before the program starts.
#include "kernels_common.h"

const fk_kernels *fk_kernels_in_use = &fk_plain_kernels;
static fk_unit unit = FK_PLAIN;

static fk_unit widest_unit(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return FK_AVX2;
#endif
    return FK_PLAIN;
}

__attribute__((constructor)) static void choose(void) { fk_use_at_most(FK_AVX2); }

void fk_use_at_most(fk_unit limit)
{
    fk_unit widest = widest_unit();
    unit = limit < widest ? limit : widest;
    fk_kernels_in_use = &fk_plain_kernels;
#if defined(__x86_64__)
    if (unit == FK_AVX2) fk_kernels_in_use = &fk_avx2_kernels;
#endif
}

fk_unit fk_unit_in_use(void) { return unit; }

void fk_turn(const float *rows, int32_t count, int32_t stride, float *columns)
{
    // Eight by eight, so that a line of the cache is written as a whole.
    for (int32_t first = 0; first < count; first += FK_LANES) {
        int32_t last = first + FK_LANES < count ? first + FK_LANES : count;
        for (int32_t feature = 0; feature < stride; feature++)
            for (int32_t row = first; row < last; row++)
                columns[(int64_t)feature * count + row] = rows[(int64_t)row * stride + feature];
    }
}

void fk_add_path_lengths(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *rows,
                         const float *columns, int32_t count, double *sums, float *workspace)
{
    fk_kernels_in_use->add_path_lengths(forest, trees, tree_count, rows, columns, count, sums, workspace);
}

double fk_path_length_sum(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row)
{
    return fk_kernels_in_use->path_length_sum(forest, trees, tree_count, row);
}

void fk_leaves(const fk_forest *forest, const int32_t *trees, int32_t tree_count, const float *row, int32_t *leaves)
{
    fk_kernels_in_use->leaves(forest, trees, tree_count, row, leaves);
}

int32_t fk_path(const fk_forest *forest, int32_t tree, const float *row, int32_t *way)
{
    return fk_kernels_in_use->path(forest, tree, row, way);
}

int32_t fk_scale(const float *row, const double *medians, const double *spreads, double limit, int32_t features,
                 float *scaled)
{
    return fk_kernels_in_use->scale(row, medians, spreads, limit, features, scaled);
}

int32_t fk_copy(const float *row, float limit, int32_t features, float *copied)
{
    return fk_kernels_in_use->copy(row, limit, features, copied);
}

void fk_range(const float *rows, int32_t stride, int32_t feature, const int32_t *order, int32_t count, float *low,
              float *high)
{
    fk_kernels_in_use->range(rows, stride, feature, order, count, low, high);
}

void fk_ranges(const float *rows, int32_t stride, const int32_t *order, int32_t count, float *lows, float *highs)
{
    fk_kernels_in_use->ranges(rows, stride, order, count, lows, highs);
}

int32_t fk_separate(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                    const float *normal, float threshold, int32_t *order, int32_t count, float *workspace)
{
    return fk_kernels_in_use->separate(rows, stride, kind, first, second, normal, threshold, order, count, workspace);
}

int32_t fk_separate_between(const float *rows, int32_t stride, fk_kind kind, int32_t first, int32_t second,
                            const float *normal, double share, int32_t *order, int32_t count, float *workspace,
                            float *threshold)
{
    return fk_kernels_in_use->separate_between(rows, stride, kind, first, second, normal, share, order, count, workspace,
                                                threshold);
}
