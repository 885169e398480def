// What the kernels of each unit have in common.
#ifndef KERNELS_COMMON_H
#define KERNELS_COMMON_H

#include "CForestKernels.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

/// Places after each array that whole vectors may run over.
#define FK_SLACK 16
/// As many nodes as ever wait: log2 of the largest number of rows, and two.
#define FK_STACK 34

/// One function for each kernel of a unit.
typedef struct {
    void (*add_path_lengths)(const fk_forest *, const int32_t *, int32_t, const float *, const float *, int32_t, double *,
                             float *);
    double (*path_length_sum)(const fk_forest *, const int32_t *, int32_t, const float *);
    void (*leaves)(const fk_forest *, const int32_t *, int32_t, const float *, int32_t *);
    int32_t (*path)(const fk_forest *, int32_t, const float *, int32_t *);
    uint64_t (*widen_sizes)(const uint8_t *, int32_t, uint32_t *);
    void (*fill_lengths)(const uint32_t *, const int32_t *, const double *, int32_t, float *);
    int32_t (*scale)(const float *, const double *, const double *, double, int32_t, float *);
    int32_t (*copy)(const float *, float, int32_t, float *);
    void (*range)(const float *, int32_t, int32_t, const int32_t *, int32_t, float *, float *);
    void (*ranges)(const float *, int32_t, const int32_t *, int32_t, float *, float *);
    int32_t (*separate)(const float *, int32_t, fk_kind, int32_t, int32_t, const float *, float, int32_t *, int32_t,
                        float *);
    int32_t (*separate_between)(const float *, int32_t, fk_kind, int32_t, int32_t, const float *, double, int32_t *,
                                int32_t, float *, float *);
} fk_kernels;

/// Those in use.
extern const fk_kernels *fk_kernels_in_use;

extern const fk_kernels fk_plain_kernels;
#if defined(__x86_64__)
extern const fk_kernels fk_avx2_kernels;
#endif

#endif
