// The kernels for any processor.
#include "kernels_common.h"

#define NAME(kernel) plain_##kernel
#define UNIT static

#include "lanes_plain.h"

#include "kernels.h"

const fk_kernels fk_plain_kernels = {
    .add_path_lengths = plain_add_path_lengths,
    .path_length_sum = plain_path_length_sum,
    .leaves = plain_leaves,
    .path = plain_path,
    .widen_sizes = plain_widen_sizes,
    .fill_lengths = plain_fill_lengths,
    .scale = plain_scale,
    .copy = plain_copy,
    .range = plain_range,
    .ranges = plain_ranges,
    .separate = plain_separate,
    .separate_between = plain_separate_between,
};
