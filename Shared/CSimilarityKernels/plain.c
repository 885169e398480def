// The kernels in plain C, for any processor.
#include "kernels_common.h"

void sk_plain_squared_distances(const float *rows, int64_t count, int32_t stride, const float *query,
                                const float *weights, float *distances)
{
    for (int64_t r = 0; r < count; r++) {
        const float *row = rows + r * stride;
        float sum[SK_LANES] = {0};
        for (int32_t i = 0; i < stride; i += SK_LANES)
            for (int lane = 0; lane < SK_LANES; lane++) {
                float difference = (row[i + lane] - query[i + lane]) * weights[i + lane];
                float square = difference * difference;
                sum[lane] += square;
            }
        distances[r] = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    }
}
