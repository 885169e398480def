// The Rice code of FITS tile compression (FITS standard 4.0, section 10.4.1), as CFITSIO writes it: the first pixel
// as it is, then blocks of differences that share the number of bits that are not coded in unary.
#include "CImageKernels.h"

#include <string.h>

// A window of up to 64 bits on the bytes: `bits` has the next ones at its top, `valid` of them.
struct window {
    const uint8_t *next;
    const uint8_t *end;
    uint64_t bits;
    int valid;
};

static inline uint64_t big_endian(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return __builtin_bswap64(word);
}

// Fills up to at least 56 bits. Behind the end there are zeros (the caller's padding), counted by `next` passing `end`.
static inline void refill(struct window *w) {
    if (__builtin_expect(w->next <= w->end, 1)) {
        w->bits |= big_endian(w->next) >> w->valid;
        int taken = (63 - w->valid) >> 3;
        w->next += taken;
        w->valid += taken * 8;
    } else {
        w->next += (63 - w->valid) >> 3;
        w->valid += ((63 - w->valid) >> 3) * 8;
    }
}

static inline void skip(struct window *w, int count) {
    w->bits <<= count;
    w->valid -= count;
}

static inline int is_past_end(const struct window *w) { return w->next - w->valid / 8 > w->end; }

static inline int32_t unfolded(uint32_t folded) { return (int32_t)((folded >> 1) ^ (0u - (folded & 1))); }

// Bits of the parameter, its value for blocks that are not coded, and bits of such a pixel.
struct form { int parameterBits, rawParameter, pixelBits; };

static inline __attribute__((always_inline)) int decode(
    struct window w, const struct form form, int blockSize, size_t total, size_t count, uint32_t mask, int isSigned16,
    int32_t *pixels) {
    refill(&w);
    uint32_t last = (uint32_t)(w.bits >> (64 - form.pixelBits));
    skip(&w, form.pixelBits);
#define STORED(value) (isSigned16 ? (int32_t)(int16_t)(value) : (int32_t)((value) & mask))
    for (size_t i = 0; i < count;) {
        refill(&w);
        int parameter = (int)(w.bits >> (64 - form.parameterBits)) - 1;
        skip(&w, form.parameterBits);
        size_t end = i + (size_t)blockSize;
        if (end > total) end = total;
        if (end > count) end = count;
        if (parameter < 0) {
            int32_t value = STORED(last);
            for (; i < end; i++) pixels[i] = value;
        } else if (parameter == form.rawParameter) {
            for (; i < end; i++) {
                refill(&w);
                last += (uint32_t)unfolded((uint32_t)(w.bits >> (64 - form.pixelBits)));
                skip(&w, form.pixelBits);
                pixels[i] = STORED(last);
            }
        } else if (parameter > form.rawParameter) {
            return -1;
        } else {
            for (; i < end; i++) {
                refill(&w);
                uint32_t zeros = 0;
                while (__builtin_expect((w.bits >> (63 - 24)) == 0, 0)) {
                    // More than 24 zeros do not fit beside the coded bits; take them in portions.
                    zeros += 24;
                    skip(&w, 24);
                    if (is_past_end(&w)) return -1;
                    refill(&w);
                }
                int lead = __builtin_clzll(w.bits);
                zeros += (uint32_t)lead;
                skip(&w, lead + 1);
                uint32_t low = (uint32_t)((w.bits >> 1) >> (63 - parameter));
                skip(&w, parameter);
                last += (uint32_t)unfolded((zeros << parameter) | low);
                pixels[i] = STORED(last);
            }
        }
        if (is_past_end(&w)) return -1;
    }
#undef STORED
    return 0;
}

int peryton_rice_decode(
    const uint8_t *bytes, size_t length, int bytesPerPixel, int blockSize, size_t total, size_t count,
    int32_t *pixels) {
    struct window w = {bytes, bytes + length, 0, 0};
    if (count > total || blockSize < 1 || length < (size_t)bytesPerPixel) return -1;
    switch (bytesPerPixel) {
    case 1: return decode(w, (struct form){3, 6, 8}, blockSize, total, count, 0xff, 0, pixels);
    case 2: return decode(w, (struct form){4, 14, 16}, blockSize, total, count, 0xffff, 1, pixels);
    case 4: return decode(w, (struct form){5, 25, 32}, blockSize, total, count, 0xffffffff, 0, pixels);
    default: return -1;
    }
}
