/// The inner loops of pictures: intensities to colours, a quick selection, and JPEG.
///
/// What turns intensities to colours exists for AVX2 and for any other processor; which one runs is decided when the
/// program starts. Both are the same operations in the same order, on sixteen pixels at a time; they differ in the
/// rounding of products (FMA), by at most one step of 255.
#ifndef C_PICTURE_KERNELS_H
#define C_PICTURE_KERNELS_H

#include <stdint.h>

/// Curves from 0…1 to 0…1.
typedef enum {
    PK_LINEAR = 0,
    PK_SQUARE_ROOT = 1,
    /// asinh(10 x) / asinh(10)
    PK_ASINH = 2,
    /// ln(1000 x + 1) / ln(1001)
    PK_LOGARITHM = 3,
} pk_curve;

/// Which colour each grey has.
typedef struct {
    float low;
    /// From the value that is 0 to the one that is 1; above 0.
    float width;
    pk_curve curve;
    /// Red, green and blue of the 256 steps, and of no data.
    uint8_t colours[257 * 3];
} pk_grey;

/// Lupton et al. 2004: what is shown of each band, and the curve asinh(I · soften) · slope.
typedef struct {
    float minimum[3];
    float soften;
    float slope;
    uint8_t no_data[3];
} pk_lupton;

/// Steps of the curve that STIFF's gamma is read from.
#define PK_GAMMA_STEPS 4096

/// As STIFF: linear limits of each band, saturation, and gamma.
typedef struct {
    float low[3];
    /// 1 / (high − low).
    float scale[3];
    float saturation;
    /// Of the square root of each level, 0 to 1 in equal steps.
    uint8_t gamma[PK_GAMMA_STEPS];
    uint8_t no_data[3];
} pk_stiff;

/// Writes red, green and blue of `count` pixels.
void pk_grey_row(const float *values, int64_t count, const pk_grey *way, uint8_t *pixels);
void pk_lupton_row(const float *red, const float *green, const float *blue, int64_t count, const pk_lupton *way,
                   uint8_t *pixels);
void pk_stiff_row(const float *red, const float *green, const float *blue, int64_t count, const pk_stiff *way,
                  uint8_t *pixels);

/// asinh of numbers from 0, good to 1e-6 of each.
void pk_asinh(const float *numbers, int64_t count, float *results);

/// The value that has `rank` (from 0, below count) values before it in ascending order; values are moved about, those
/// before the place `rank` are not greater afterwards, those behind it not smaller. There must be no NaN.
float pk_select(float *values, int64_t count, int64_t rank);

/// A picture as a JPEG file: memory for the caller to free with `free`, its length in `size`. Returns 0, or, with what
/// libjpeg said in `message`, 1.
int32_t pk_jpeg(const uint8_t *pixels, int32_t width, int32_t height, int32_t quality, int32_t full_colour,
                uint8_t **file, unsigned long *size, char message[256]);

/// The widest unit that is used, for tests and measurements.
typedef enum { PK_PLAIN = 0, PK_AVX2 = 1 } pk_unit;
void pk_use_at_most(pk_unit unit);
pk_unit pk_unit_in_use(void);

#endif
