// Vectors in plain C: what any processor can do.

/// Sorts `order` by projections[i] > threshold, stable; the number not greater.
static inline int32_t partition(int32_t *order, const float *projections, int32_t count, float threshold, int32_t *right)
{
    int32_t lefts = 0, rights = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t row = order[i];
        int32_t goes_right = projections[i] > threshold;
        order[lefts] = row;
        right[rights] = row;
        lefts += 1 - goes_right;
        rights += goes_right;
    }
    memcpy(order + lefts, right, (size_t)rights * sizeof *order);
    return lefts;
}

static inline void project_single(const float *column, int32_t step, const int32_t *order, int32_t count, float *out)
{
    for (int32_t i = 0; i < count; i++) out[i] = column[(int64_t)order[i] * step];
}

static inline void range_of(const float *column, int32_t step, const int32_t *order, int32_t count, float *low,
                            float *high)
{
    float smallest = INFINITY, largest = -INFINITY;
    for (int32_t i = 0; i < count; i++) {
        float value = column[(int64_t)order[i] * step];
        smallest = value < smallest ? value : smallest;
        largest = value > largest ? value : largest;
    }
    *low = smallest;
    *high = largest;
}

static inline void project_pair(float a, const float *x, float b, const float *y, int32_t step, const int32_t *order,
                                int32_t count, float *out)
{
    for (int32_t i = 0; i < count; i++) {
        int64_t place = (int64_t)order[i] * step;
        out[i] = a * x[place] + b * y[place];
    }
}

static inline float dot(const float *normal, const float *row, int32_t stride)
{
    float sum[FK_LANES];
    for (int lane = 0; lane < FK_LANES; lane++) sum[lane] = normal[lane] * row[lane];
    for (int32_t i = FK_LANES; i < stride; i += FK_LANES)
        for (int lane = 0; lane < FK_LANES; lane++) sum[lane] += normal[i + lane] * row[i + lane];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static inline void project_dense(const float *normal, const float *rows, int32_t stride, const int32_t *order,
                                 int32_t count, float *out)
{
    for (int32_t i = 0; i < count; i++) out[i] = dot(normal, rows + (int64_t)order[i] * stride, stride);
}
