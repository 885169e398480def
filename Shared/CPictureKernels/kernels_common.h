// What the kernels of each unit have in common.
#ifndef KERNELS_COMMON_H
#define KERNELS_COMMON_H

#include "CPictureKernels.h"

#include <string.h>

/// One function for each kernel of a unit.
typedef struct {
    void (*grey_row)(const float *, int64_t, const pk_grey *, uint8_t *);
    void (*lupton_row)(const float *, const float *, const float *, int64_t, const pk_lupton *, uint8_t *);
    void (*stiff_row)(const float *, const float *, const float *, int64_t, const pk_stiff *, uint8_t *);
    void (*asinh_row)(const float *, int64_t, float *);
} pk_kernels;

extern const pk_kernels pk_plain_kernels;
#if defined(__x86_64__)
extern const pk_kernels pk_avx2_kernels;
#endif

/// Sixteen pixels: two vectors of AVX2, so that one is worked on while the other waits.
#define PK_LANES 16
typedef float floats __attribute__((ext_vector_type(16)));
typedef int32_t ints __attribute__((ext_vector_type(16)));
typedef uint8_t bytes __attribute__((ext_vector_type(64)));

#define INLINE static inline __attribute__((always_inline))

#endif
