// The Rice code of FITS tile compression (FITS standard 4.0, section 10.4.1), as CFITSIO writes it: the first pixel
// as it is, then blocks of differences that share the number of bits that are not coded in unary.
//
// Where a code ends is known only when it has been read, so a processor waits for each pixel. Two tiles are therefore
// decoded in turns, two pixels of each at a time (more of them need more registers than there are).
#include "CImageKernels.h"

#include <string.h>

enum { LANES = PERYTON_RICE_LANES };

// Bits of the parameter, its value for blocks that are not coded, and bits of such a pixel.
struct form { int parameterBits, rawParameter, pixelBits; };

// A tile that is being decoded: the next bit, and the last pixel.
struct lane {
    const uint8_t *bytes;
    uint64_t position;
    uint64_t end;
    uint32_t last;
    int32_t *pixels;
    // Bits of the tile before `bytes`.
    uint64_t before;
    uint64_t *marks;
};

// Pixels between two looks whether the bytes have ended; at most 57 bits each are taken, which the padding holds.
enum { STRETCH = 32 };
_Static_assert(STRETCH * 57 / 8 + 8 <= PERYTON_RICE_PADDING, "the padding is too short");

#define INLINE static inline __attribute__((always_inline))

// The next bits, at least 57 of them, at the top.
INLINE uint64_t peek(const uint8_t *bytes, uint64_t position) {
    uint64_t word;
    memcpy(&word, bytes + (position >> 3), sizeof word);
    return __builtin_bswap64(word) << (position & 7);
}

INLINE uint32_t take(struct lane *lane, int count) {
    uint32_t value = (uint32_t)(peek(lane->bytes, lane->position) >> (64 - count));
    lane->position += (uint64_t)count;
    return value;
}

INLINE uint32_t unfolded(uint32_t folded) { return (folded >> 1) ^ (0u - (folded & 1)); }

INLINE int32_t stored(uint32_t value, int pixelBits) {
    return pixelBits == 16 ? (int32_t)(int16_t)value : pixelBits == 8 ? (int32_t)(value & 0xff) : (int32_t)value;
}

// Skips zeros that are too many for one word; returns how many. More than 24 are rare.
static __attribute__((noinline)) uint32_t skip_zeros(const uint8_t *bytes, uint64_t *position, uint64_t end) {
    uint32_t zeros = 0;
    while ((peek(bytes, *position) >> 39) == 0 && *position <= end) {
        zeros += 24;
        *position += 24;
    }
    return zeros;
}

// One coded difference. With at most 24 zeros a word has 32 bits for the rest. `rest` begins with the one that ends them.
INLINE uint32_t difference(const uint8_t *bytes, uint64_t *position, uint64_t end, int parameter) {
    uint64_t word = peek(bytes, *position);
    uint64_t lead = (uint64_t)__builtin_clzll(word | 1);
    uint32_t zeros = 0;
    if (__builtin_expect(lead > 24, 0)) {
        zeros = skip_zeros(bytes, position, end);
        word = peek(bytes, *position);
        lead = (uint64_t)__builtin_clzll(word | 1);
    }
    *position += lead + 1 + (uint64_t)parameter;
    uint32_t rest = (uint32_t)((word << lead) >> (63 - parameter));
    return unfolded(((zeros + (uint32_t)lead - 1) << parameter) + rest);
}

// Two coded differences, mostly from one word.
INLINE void two_differences(
    const uint8_t *bytes, uint64_t *position, uint64_t end, int parameter, uint32_t *first, uint32_t *second) {
    uint64_t word = peek(bytes, *position);
    uint64_t lead = (uint64_t)__builtin_clzll(word | 1);
    uint32_t rest = (uint32_t)((word << lead) >> (63 - parameter));
    uint64_t length = lead + 1 + (uint64_t)parameter;
    uint64_t next = word << (length & 63);
    uint64_t nextLead = (uint64_t)__builtin_clzll(next | 1);
    uint32_t nextRest = (uint32_t)((next << nextLead) >> (63 - parameter));
    uint64_t both = length + nextLead + 1 + (uint64_t)parameter;
    if (__builtin_expect(both > 57, 0)) {
        *first = difference(bytes, position, end, parameter);
        *second = difference(bytes, position, end, parameter);
        return;
    }
    *position += both;
    *first = unfolded((((uint32_t)lead - 1) << parameter) + rest);
    *second = unfolded((((uint32_t)nextLead - 1) << parameter) + nextRest);
}

// Decodes pixels [from, to) of a block, whose parameter has been read.
INLINE int decode_block(struct lane *lane, const struct form form, int parameter, size_t from, size_t to) {
    uint32_t last = lane->last;
    if (parameter < 0) {
        for (size_t i = from; i < to; i++) lane->pixels[i] = stored(last, form.pixelBits);
        return 0;
    }
    if (parameter > form.rawParameter) return -1;
    uint64_t position = lane->position;
    for (size_t i = from; i < to;) {
        size_t stop = to - i > STRETCH ? i + STRETCH : to;
        if (parameter == form.rawParameter) {
            for (; i < stop; i++) {
                last += unfolded((uint32_t)(peek(lane->bytes, position) >> (64 - form.pixelBits)));
                position += (uint64_t)form.pixelBits;
                lane->pixels[i] = stored(last, form.pixelBits);
            }
        } else {
            for (; i < stop; i++) {
                last += difference(lane->bytes, &position, lane->end, parameter);
                lane->pixels[i] = stored(last, form.pixelBits);
            }
        }
        if (position > lane->end) return -1;
    }
    lane->position = position;
    lane->last = last;
    return 0;
}

// The same for as many tiles as there are lanes, all of whose blocks are coded, and no longer than a stretch.
INLINE int decode_blocks(struct lane *lanes, const struct form form, const int *parameters, size_t from, size_t to) {
    uint64_t position[LANES];
    uint32_t last[LANES];
    for (int k = 0; k < LANES; k++) {
        position[k] = lanes[k].position;
        last[k] = lanes[k].last;
    }
    size_t i = from;
    for (; i + 1 < to; i += 2) {
#pragma clang loop unroll(full)
        for (int k = 0; k < LANES; k++) {
            uint32_t first, second;
            two_differences(lanes[k].bytes, &position[k], lanes[k].end, parameters[k], &first, &second);
            first += last[k];
            last[k] = first + second;
            lanes[k].pixels[i] = stored(first, form.pixelBits);
            lanes[k].pixels[i + 1] = stored(last[k], form.pixelBits);
        }
    }
    for (; i < to; i++) {
        for (int k = 0; k < LANES; k++) {
            last[k] += difference(lanes[k].bytes, &position[k], lanes[k].end, parameters[k]);
            lanes[k].pixels[i] = stored(last[k], form.pixelBits);
        }
    }
    int failed = 0;
    for (int k = 0; k < LANES; k++) {
        failed |= position[k] > lanes[k].end;
        lanes[k].position = position[k];
        lanes[k].last = last[k];
    }
    return failed ? -1 : 0;
}

INLINE void put_mark(struct lane *lane, size_t index) {
    uint64_t position = lane->before + lane->position;
    if (lane->marks && position >> 32 == 0)
        __atomic_store_n(&lane->marks[index], position << 32 | lane->last, __ATOMIC_RELAXED);
}

INLINE int decode(
    const struct peryton_rice_tile *tiles, int number, const struct form form, int blockSize, size_t count) {
    struct lane lanes[LANES];
    for (int k = 0; k < number; k++) {
        const struct peryton_rice_tile *tile = &tiles[k];
        uint64_t start = tile->start >> 32;
        lanes[k] = (struct lane){
            tile->bytes, start & 7, (uint64_t)tile->length * 8, (uint32_t)tile->start, tile->pixels,
            start & ~(uint64_t)7, tile->marks};
        if (tile->start) continue;
        if (tile->length * 8 < (size_t)form.pixelBits) return k + 1;
        lanes[k].last = take(&lanes[k], form.pixelBits);
    }
    int hasMarks = PERYTON_RICE_STRIDE % blockSize == 0;
    for (size_t i = 0; i < count; i += (size_t)blockSize) {
        if (hasMarks && i > 0 && i % PERYTON_RICE_STRIDE == 0)
            for (int k = 0; k < number; k++) put_mark(&lanes[k], i / PERYTON_RICE_STRIDE);
        size_t to = count - i > (size_t)blockSize ? i + (size_t)blockSize : count;
        int parameters[LANES];
        int areCoded = number == LANES && blockSize <= STRETCH;
        for (int k = 0; k < number; k++) {
            parameters[k] = (int)take(&lanes[k], form.parameterBits) - 1;
            if (parameters[k] < 0 || parameters[k] >= form.rawParameter) areCoded = 0;
        }
        if (areCoded) {
            if (decode_blocks(lanes, form, parameters, i, to) == 0) continue;
            for (int k = 0; k < number; k++)
                if (lanes[k].position > lanes[k].end) return k + 1;
        }
        for (int k = 0; k < number; k++)
            if (lanes[k].position > lanes[k].end || decode_block(&lanes[k], form, parameters[k], i, to)) return k + 1;
    }
    return 0;
}

INLINE int decode_any(
    const struct peryton_rice_tile *tiles, int number, int bytesPerPixel, int blockSize, size_t count) {
    if (blockSize < 1 || number < 1 || number > LANES) return 1;
    switch (bytesPerPixel) {
    case 1: return decode(tiles, number, (struct form){3, 6, 8}, blockSize, count);
    case 2: return decode(tiles, number, (struct form){4, 14, 16}, blockSize, count);
    case 4: return decode(tiles, number, (struct form){5, 25, 32}, blockSize, count);
    default: return 1;
    }
}

uint64_t peryton_rice_mark(const uint64_t *mark) { return __atomic_load_n(mark, __ATOMIC_RELAXED); }

#if defined(__x86_64__)
// Counting zeros and shifting take one step each on processors that have these; all with AVX2 do.
__attribute__((target("lzcnt,bmi,bmi2"))) static int decode_bmi(
    const struct peryton_rice_tile *tiles, int number, int bytesPerPixel, int blockSize, size_t count) {
    return decode_any(tiles, number, bytesPerPixel, blockSize, count);
}
#endif

int peryton_rice_decode(
    const struct peryton_rice_tile *tiles, int number, int bytesPerPixel, int blockSize, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return decode_bmi(tiles, number, bytesPerPixel, blockSize, count);
#endif
    return decode_any(tiles, number, bytesPerPixel, blockSize, count);
}
