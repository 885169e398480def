// Vectors of eight floats.

/// The lanes of each of the 256 masks, packed to the front.
static int32_t packing[256][8];

__attribute__((constructor)) static void fill_packing(void)
{
    for (int32_t mask = 0; mask < 256; mask++)
        for (int32_t lane = 0, packed = 0; lane < 8; lane++)
            if (mask >> lane & 1) packing[mask][packed++] = lane;
}

static inline int32_t partition(int32_t *order, const float *projections, int32_t count, float threshold, int32_t *right)
{
    __m256 limit = _mm256_set1_ps(threshold);
    int32_t lefts = 0, rights = 0, i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i rows = _mm256_loadu_si256((const __m256i *)(order + i));
        unsigned mask = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(_mm256_loadu_ps(projections + i), limit, _CMP_GT_OQ));
        __m256i on_left = _mm256_permutevar8x32_epi32(rows, _mm256_loadu_si256((const __m256i *)packing[mask ^ 255]));
        __m256i on_right = _mm256_permutevar8x32_epi32(rows, _mm256_loadu_si256((const __m256i *)packing[mask]));
        // What is written past the left ones was read already.
        _mm256_storeu_si256((__m256i *)(order + lefts), on_left);
        _mm256_storeu_si256((__m256i *)(right + rights), on_right);
        int32_t greater = _mm_popcnt_u32(mask);
        lefts += 8 - greater;
        rights += greater;
    }
    for (; i < count; i++) {
        int32_t row = order[i];
        int32_t goes_right = projections[i] > threshold;
        order[lefts] = row;
        right[rights] = row;
        lefts += 1 - goes_right;
        rights += goes_right;
    }
    for (i = 0; i + 8 <= rights; i += 8)
        _mm256_storeu_si256((__m256i *)(order + lefts + i), _mm256_loadu_si256((const __m256i *)(right + i)));
    for (; i < rights; i++) order[lefts + i] = right[i];
    return lefts;
}

/// The values of eight rows: loads one by one, which is faster than the gather instruction.
static inline __m256 gathered(const float *column, int32_t step, const int32_t *order)
{
    __m128 low = _mm_load_ss(column + (int64_t)order[0] * step), high = _mm_load_ss(column + (int64_t)order[4] * step);
    low = _mm_insert_ps(low, _mm_load_ss(column + (int64_t)order[1] * step), 0x10);
    high = _mm_insert_ps(high, _mm_load_ss(column + (int64_t)order[5] * step), 0x10);
    low = _mm_insert_ps(low, _mm_load_ss(column + (int64_t)order[2] * step), 0x20);
    high = _mm_insert_ps(high, _mm_load_ss(column + (int64_t)order[6] * step), 0x20);
    low = _mm_insert_ps(low, _mm_load_ss(column + (int64_t)order[3] * step), 0x30);
    high = _mm_insert_ps(high, _mm_load_ss(column + (int64_t)order[7] * step), 0x30);
    return _mm256_set_m128(high, low);
}

static inline void project_single(const float *column, int32_t step, const int32_t *order, int32_t count, float *out)
{
    int32_t i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(out + i, gathered(column, step, order + i));
    for (; i < count; i++) out[i] = column[(int64_t)order[i] * step];
}

static inline void range_of(const float *column, int32_t step, const int32_t *order, int32_t count, float *low,
                            float *high)
{
    float smallest = INFINITY, largest = -INFINITY;
    int32_t i = 0;
    if (count >= 8) {
        __m256 low8 = gathered(column, step, order), high8 = low8;
        for (i = 8; i + 8 <= count; i += 8) {
            __m256 values = gathered(column, step, order + i);
            low8 = _mm256_min_ps(low8, values);
            high8 = _mm256_max_ps(high8, values);
        }
        __m128 low4 = _mm_min_ps(_mm256_castps256_ps128(low8), _mm256_extractf128_ps(low8, 1));
        __m128 high4 = _mm_max_ps(_mm256_castps256_ps128(high8), _mm256_extractf128_ps(high8, 1));
        low4 = _mm_min_ps(low4, _mm_movehl_ps(low4, low4));
        high4 = _mm_max_ps(high4, _mm_movehl_ps(high4, high4));
        smallest = _mm_cvtss_f32(_mm_min_ss(low4, _mm_movehdup_ps(low4)));
        largest = _mm_cvtss_f32(_mm_max_ss(high4, _mm_movehdup_ps(high4)));
    }
    for (; i < count; i++) {
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
    int32_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256 ax = _mm256_mul_ps(_mm256_set1_ps(a), gathered(x, step, order + i));
        __m256 by = _mm256_mul_ps(_mm256_set1_ps(b), gathered(y, step, order + i));
        _mm256_storeu_ps(out + i, _mm256_add_ps(ax, by));
    }
    for (; i < count; i++) {
        int64_t place = (int64_t)order[i] * step;
        out[i] = a * x[place] + b * y[place];
    }
}

/// The eight lanes of the sum.
static inline __m256 lane_sums(const float *normal, const float *row, int32_t stride)
{
    __m256 sum = _mm256_mul_ps(_mm256_loadu_ps(normal), _mm256_loadu_ps(row));
    for (int32_t i = 8; i < stride; i += 8)
        sum = _mm256_add_ps(sum, _mm256_mul_ps(_mm256_loadu_ps(normal + i), _mm256_loadu_ps(row + i)));
    return sum;
}

static inline float dot(const float *normal, const float *row, int32_t stride)
{
    __m256 eight = lane_sums(normal, row, stride);
    __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

static inline void project_dense(const float *normal, const float *rows, int32_t stride, const int32_t *order,
                                 int32_t count, float *out)
{
    int32_t i = 0;
    // Four rows at once, so that their lanes are folded together.
    for (; i + 4 <= count; i += 4) {
        __m256 a = lane_sums(normal, rows + (int64_t)order[i] * stride, stride);
        __m256 b = lane_sums(normal, rows + (int64_t)order[i + 1] * stride, stride);
        __m256 c = lane_sums(normal, rows + (int64_t)order[i + 2] * stride, stride);
        __m256 d = lane_sums(normal, rows + (int64_t)order[i + 3] * stride, stride);
        // Lanes 0 … 3 of the first and of the second row, each summed with 4 … 7.
        __m256 ab = _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
        __m256 cd = _mm256_add_ps(_mm256_permute2f128_ps(c, d, 0x20), _mm256_permute2f128_ps(c, d, 0x31));
        // (0+4)+(2+6), (1+5)+(3+7) of a, c in the lower half, of b, d in the upper.
        __m256 acbd = _mm256_add_ps(_mm256_shuffle_ps(ab, cd, 0x44), _mm256_shuffle_ps(ab, cd, 0xEE));
        __m256 sums = _mm256_add_ps(acbd, _mm256_movehdup_ps(acbd));
        __m128 ac = _mm256_castps256_ps128(sums), bd = _mm256_extractf128_ps(sums, 1);
        // a, b, c, d from lanes 0 and 2 of each.
        _mm_storeu_ps(out + i, _mm_unpacklo_ps(_mm_shuffle_ps(ac, ac, 0x08), _mm_shuffle_ps(bd, bd, 0x08)));
    }
    for (; i < count; i++) out[i] = dot(normal, rows + (int64_t)order[i] * stride, stride);
}
