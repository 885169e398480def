// The kernels over sixteen lanes: included once for each unit, which names its table of kernels KERNELS.

// Vectors are passed between inlined functions only, so that it does not matter how calls would pass them.
#pragma clang diagnostic ignored "-Wpsabi"

INLINE floats all(float value) { return value - (floats){0}; }
INLINE floats least(floats a, floats b) { return a < b ? a : b; }
INLINE floats greatest(floats a, floats b) { return a > b ? a : b; }

/// Numbers brought into a range; what is not a number comes to its low end.
INLINE floats within(floats x, float low, float high) { return least(greatest(x, all(low)), all(high)); }

/// The natural logarithm of 1 + y, y from 0 to 1e38, good to 2e-7 of the result.
///
/// Of u = 1 + y, rounded, after Cephes' logf (S. Moshier): u = m · 2^e with m from √½ to √2 and a polynomial in m − 1.
/// What u lost in rounding is added, without which small y had no relative precision; its exact share would be that / u,
/// which differs only where the logarithm is large enough.
INLINE floats log_of_one_more(floats y)
{
    floats u = 1.0f + y;
    ints bits = (ints)u;
    ints exponent = (bits >> 23) - 127;
    floats m = (floats)((bits & 0x007FFFFF) | 0x3F800000);
    ints upper = m > 1.41421356f;
    m = upper ? 0.5f * m : m;
    floats e = __builtin_convertvector(exponent - upper, floats);
    floats f = m - 1.0f;
    floats z = f * f;
    floats p = 7.0376836292e-2f * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    floats low = p * f * z - 2.12194440e-4f * e - 0.5f * z;
    floats lost = u < 2.0f ? y - (u - 1.0f) : 0.0f;
    return (f + low + 0.693359375f * e) + lost;
}

/// asinh of numbers from 0 to 1e38: ln(1 + x + x² / (1 + √(1 + x²))).
INLINE floats asinh_of(floats x)
{
    floats root = x > 1e9f ? x : __builtin_elementwise_sqrt(x * x + 1.0f);
    return log_of_one_more(x + x * (x / (1.0f + root)));
}

INLINE floats loaded(const float *values, int64_t count)
{
    floats lanes = {0};
    if (count >= PK_LANES)
        memcpy(&lanes, values, sizeof lanes);
    else
        memcpy(&lanes, values, (size_t)count * sizeof(float));
    return lanes;
}

INLINE ints not_numbers(floats x) { return x != x; }

/// Writes red, green and blue, each a level 0 to 255, of up to sixteen pixels; where there is no data, its colour.
INLINE void store(ints red, ints green, ints blue, ints no_data, const uint8_t colour[3], int64_t count,
                  uint8_t *pixels)
{
    ints packed = red | green << 8 | blue << 16;
    int32_t empty = colour[0] | colour[1] << 8 | colour[2] << 16;
    packed = (no_data & empty) | (~no_data & packed);
    bytes all_bytes = (bytes)packed;
    // The fourth byte of each pixel is dropped; what follows the 48 is not used.
    bytes dense = __builtin_shufflevector(
        all_bytes, all_bytes,
        0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20,
        21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 36, 37, 38, 40, 41,
        42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
    if (count >= PK_LANES)
        memcpy(pixels, &dense, 3 * PK_LANES);
    else
        memcpy(pixels, &dense, 3 * (size_t)count);
}

static void grey_row(const float *values, int64_t count, const pk_grey *way, uint8_t *pixels)
{
    floats low = all(way->low), width = all(way->width);
    for (int64_t first = 0; first < count; first += PK_LANES) {
        int64_t left = count - first;
        floats x = loaded(values + first, left);
        ints empty = not_numbers(x);
        x = within((x - low) / width, 0, 1);
        switch (way->curve) {
        case PK_LINEAR: break;
        case PK_SQUARE_ROOT: x = __builtin_elementwise_sqrt(x); break;
        case PK_ASINH: x = asinh_of(10.0f * x) * (1 / 2.99822295f); break;
        case PK_LOGARITHM: x = log_of_one_more(1000.0f * x) * (1 / 6.90875478f); break;
        }
        ints steps = __builtin_convertvector(within(x, 0, 1) * 255.0f + 0.5f, ints);
        steps = (empty & 256) | (~empty & steps);
        int64_t here = left < PK_LANES ? left : PK_LANES;
        for (int64_t lane = 0; lane < here; lane++)
            memcpy(pixels + 3 * (first + lane), way->colours + 3 * steps[lane], 3);
    }
}

/// Up to sixteen pixels by Lupton et al. 2004.
INLINE void lupton_lanes(const float *red, const float *green, const float *blue, int64_t count, const pk_lupton *way,
                         uint8_t *pixels)
{
    // Beyond, sums of three and their squares would not be finite.
    const float most = 1e30f;
    floats r = loaded(red, count), g = loaded(green, count), b = loaded(blue, count);
    ints empty = not_numbers(r) | not_numbers(g) | not_numbers(b);
    r = within(r - way->minimum[0], -most, most);
    g = within(g - way->minimum[1], -most, most);
    b = within(b - way->minimum[2], -most, most);
    floats intensity = (r + g + b) * (1 / 3.0f);
    floats curve = asinh_of(within(intensity * way->soften, 0, 1e38f)) * way->slope;
    floats brightest = greatest(greatest(r, g), b);
    // Where a colour is too bright for the screen, all are made darker alike, so that the hue stays.
    ints over = brightest * curve > intensity;
    // A hair more than 255, so that the brightest is 255 for all rounding.
    const float steps = 255.0001f;
    floats factor = (over ? all(steps) : curve * steps) / (over ? brightest : intensity);
    factor = intensity > 0.0f ? factor : all(0);
    store(__builtin_convertvector(greatest(r * factor, all(0)), ints),
          __builtin_convertvector(greatest(g * factor, all(0)), ints),
          __builtin_convertvector(greatest(b * factor, all(0)), ints), empty, way->no_data, count, pixels);
}

static void lupton_row(const float *red, const float *green, const float *blue, int64_t count, const pk_lupton *way,
                       uint8_t *pixels)
{
    // A copy that the pixels written cannot change.
    pk_lupton kept = *way;
    int64_t first = 0;
    for (; first + PK_LANES <= count; first += PK_LANES)
        lupton_lanes(red + first, green + first, blue + first, PK_LANES, &kept, pixels + 3 * first);
    if (first < count)
        lupton_lanes(red + first, green + first, blue + first, count - first, &kept, pixels + 3 * first);
}

static void stiff_row(const float *red, const float *green, const float *blue, int64_t count, const pk_stiff *way,
                      uint8_t *pixels)
{
    const float *bands[3] = {red, green, blue};
    const float most = 1e30f;
    floats saturation = all(way->saturation);
    for (int64_t first = 0; first < count; first += PK_LANES) {
        int64_t left = count - first;
        floats level[3];
        ints empty = {0};
        for (int band = 0; band < 3; band++) {
            floats x = loaded(bands[band] + first, left);
            empty |= not_numbers(x);
            level[band] = within((x - way->low[band]) * way->scale[band], -most, most);
        }
        // Brightness is of all light, and hue of what the screen can show: what is too bright becomes white.
        floats bright = all(0), mean = all(0);
        for (int band = 0; band < 3; band++) {
            bright += greatest(level[band], all(0)) * (1 / 3.0f);
            level[band] = least(level[band], all(1));
            mean += level[band] * (1 / 3.0f);
        }
        ints steps[3];
        for (int band = 0; band < 3; band++) {
            floats coloured = bright > 0.0f ? bright + saturation * (level[band] - mean) : all(0);
            floats x = within(coloured, 0, 1);
            ints places = __builtin_convertvector(
                __builtin_elementwise_sqrt(x) * (float)(PK_GAMMA_STEPS - 1) + 0.5f, ints);
            for (int lane = 0; lane < PK_LANES; lane++) steps[band][lane] = way->gamma[places[lane]];
        }
        store(steps[0], steps[1], steps[2], empty, way->no_data, left, pixels + 3 * first);
    }
}

static void asinh_row(const float *numbers, int64_t count, float *results)
{
    for (int64_t first = 0; first < count; first += PK_LANES) {
        int64_t left = count - first;
        floats x = asinh_of(loaded(numbers + first, left));
        memcpy(results + first, &x, (size_t)(left < PK_LANES ? left : PK_LANES) * sizeof(float));
    }
}

const pk_kernels KERNELS = {
    .grey_row = grey_row,
    .lupton_row = lupton_row,
    .stiff_row = stiff_row,
    .asinh_row = asinh_row,
};
