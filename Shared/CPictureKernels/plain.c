// The kernels for any processor; the compiler splits the lanes into what there is.
#include "kernels_common.h"

#define KERNELS pk_plain_kernels

#include "kernels.h"
