/// The inner loop of the similarity search, for the widest vector unit that the machine has.
///
/// It exists for AVX2 and in plain C (any other processor); which one runs is decided when the program starts. Both give
/// the same bits: products are rounded before they are added, and sums have one order whatever the width of the unit.
#ifndef C_SIMILARITY_KERNELS_H
#define C_SIMILARITY_KERNELS_H

#include <stdint.h>

/// Lanes that a row, a query and the weights are padded to, with zeros.
#define SK_LANES 8

/// Squared weighted distances of `count` rows from a query: Σ ((row[i] − query[i]) · weights[i])².
///
/// A row is `stride` floats, a multiple of SK_LANES. Place i goes to lane i mod 8; lanes are summed in ascending order and
/// then folded in halves, ((0+4)+(2+6)) + ((1+5)+(3+7)).
void sk_squared_distances(const float *rows, int64_t count, int32_t stride, const float *query, const float *weights,
                          float *distances);

/// Vector units there are versions for.
typedef enum {
    SK_PLAIN = 0,
    SK_AVX2 = 1,
} sk_unit;

/// The unit in use.
sk_unit sk_unit_in_use(void);

/// Uses at most this unit from now on, which the machine need not have; for tests and measurements only.
void sk_use_at_most(sk_unit unit);

#endif
