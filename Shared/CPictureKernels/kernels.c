// Chooses the kernels for this machine, once, before the program starts.
#include "kernels_common.h"

static const pk_kernels *in_use = &pk_plain_kernels;
static pk_unit unit = PK_PLAIN;

static pk_unit widest_unit(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return PK_AVX2;
#endif
    return PK_PLAIN;
}

__attribute__((constructor)) static void choose(void) { pk_use_at_most(PK_AVX2); }

void pk_use_at_most(pk_unit limit)
{
    pk_unit widest = widest_unit();
    unit = limit < widest ? limit : widest;
    in_use = &pk_plain_kernels;
#if defined(__x86_64__)
    if (unit == PK_AVX2) in_use = &pk_avx2_kernels;
#endif
}

pk_unit pk_unit_in_use(void) { return unit; }

void pk_grey_row(const float *values, int64_t count, const pk_grey *way, uint8_t *pixels)
{
    in_use->grey_row(values, count, way, pixels);
}

void pk_lupton_row(const float *red, const float *green, const float *blue, int64_t count, const pk_lupton *way,
                   uint8_t *pixels)
{
    in_use->lupton_row(red, green, blue, count, way, pixels);
}

void pk_stiff_row(const float *red, const float *green, const float *blue, int64_t count, const pk_stiff *way,
                  uint8_t *pixels)
{
    in_use->stiff_row(red, green, blue, count, way, pixels);
}

void pk_asinh(const float *numbers, int64_t count, float *results) { in_use->asinh_row(numbers, count, results); }
