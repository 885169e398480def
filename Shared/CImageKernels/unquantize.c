// Floating-point pixels of quantised integers (FITS standard 4.0, section 10.2), in CFITSIO's order of operations, so
// that the results have the same bits.
#include "CImageKernels.h"

#include <math.h>
#include <pthread.h>

enum { RANDOM_COUNT = 10000 };
// What stands for an exact zero with the second way to dither.
static const int32_t exactZero = -2147483646;

static float randoms[RANDOM_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// The generator of Park and Miller that the standard prescribes (its appendix I).
static void make_randoms(void) {
    const double a = 16807.0, m = 2147483647.0;
    double seed = 1;
    for (int i = 0; i < RANDOM_COUNT; i++) {
        double product = a * seed;
        seed = product - m * (double)(int64_t)(product / m);
        randoms[i] = (float)(seed / m);
    }
}

// Where in the table the random numbers of a tile are: each sequence begins at a place that is itself random.
struct sequence { int seed, next; };

static void begin(struct sequence *s, int64_t row) {
    s->seed = (int)(row % RANDOM_COUNT);
    s->next = (int)(randoms[s->seed] * 500);
}

static void turn(struct sequence *s) {
    s->seed = s->seed + 1 == RANDOM_COUNT ? 0 : s->seed + 1;
    s->next = (int)(randoms[s->seed] * 500);
}

static void advance(struct sequence *s, size_t count) {
    while (count >= (size_t)(RANDOM_COUNT - s->next)) {
        count -= (size_t)(RANDOM_COUNT - s->next);
        turn(s);
    }
    s->next += (int)count;
}

#define UNQUANTIZE(NAME, TYPE)                                                                                        \
    void NAME(                                                                                                        \
        const int32_t *integers, size_t first, size_t count, double scale, double zero, int hasBlank, int32_t blank,  \
        enum peryton_dither dither, int64_t row, TYPE *values) {                                                      \
        if (dither == PERYTON_DITHER_NONE) {                                                                          \
            for (size_t i = 0; i < count; i++) values[i] = (TYPE)((double)integers[i] * scale + zero);                \
        } else {                                                                                                      \
            pthread_once(&once, make_randoms);                                                                        \
            struct sequence s;                                                                                        \
            begin(&s, row);                                                                                           \
            advance(&s, first);                                                                                       \
            for (size_t i = 0; i < count;) {                                                                          \
                size_t run = (size_t)(RANDOM_COUNT - s.next);                                                         \
                if (run > count - i) run = count - i;                                                                 \
                const float *random = randoms + s.next;                                                               \
                for (size_t k = 0; k < run; k++)                                                                      \
                    values[i + k] = (TYPE)(((double)integers[i + k] - random[k] + 0.5) * scale + zero);               \
                i += run;                                                                                             \
                s.next += (int)run;                                                                                   \
                if (s.next == RANDOM_COUNT) turn(&s);                                                                 \
            }                                                                                                         \
            if (dither == PERYTON_DITHER_2)                                                                           \
                for (size_t i = 0; i < count; i++)                                                                    \
                    if (integers[i] == exactZero) values[i] = 0;                                                      \
        }                                                                                                             \
        if (hasBlank)                                                                                                 \
            for (size_t i = 0; i < count; i++)                                                                        \
                if (integers[i] == blank) values[i] = (TYPE)NAN;                                                      \
    }

UNQUANTIZE(peryton_image_unquantize_float, float)
UNQUANTIZE(peryton_image_unquantize_double, double)
