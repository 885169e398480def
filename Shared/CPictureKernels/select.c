// Selection by partition (Hoare 1961), with the middle of three as pivot.
#include "CPictureKernels.h"

static inline void swap(float *a, float *b)
{
    float kept = *a;
    *a = *b;
    *b = kept;
}

float pk_select(float *values, int64_t count, int64_t rank)
{
    int64_t first = 0, last = count - 1;
    while (first < last) {
        int64_t middle = first + (last - first) / 2;
        if (values[middle] < values[first]) swap(values + middle, values + first);
        if (values[last] < values[first]) swap(values + last, values + first);
        if (values[last] < values[middle]) swap(values + last, values + middle);
        float pivot = values[middle];
        int64_t up = first, down = last;
        while (up <= down) {
            while (values[up] < pivot) up++;
            while (pivot < values[down]) down--;
            if (up <= down) swap(values + up++, values + down--);
        }
        // Between `down` and `up` all equal the pivot.
        if (rank <= down)
            last = down;
        else if (rank >= up)
            first = up;
        else
            break;
    }
    return values[rank];
}
