// The kernels for any processor; the compiler splits eight lanes into what there is.
#include "kernels_common.h"

#define KERNELS pk_plain_kernels

// Vectors are passed between inlined functions only, so that it does not matter how calls would pass them.
#pragma clang diagnostic ignored "-Wpsabi"

#include "kernels.h"
