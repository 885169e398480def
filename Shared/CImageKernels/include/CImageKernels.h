#ifndef PERYTON_IMAGE_KERNELS_H
#define PERYTON_IMAGE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Turns big-endian numbers into this machine's, in place; `flip` is then applied to each by exclusive or.
void peryton_image_swap16(void *values, size_t count, uint16_t flip);
void peryton_image_swap32(void *values, size_t count, uint32_t flip);
void peryton_image_swap64(void *values, size_t count);

// Tiles that are decoded at once.
#define PERYTON_RICE_LANES 2
// Zeros that have to stand behind the bytes of each tile.
#define PERYTON_RICE_PADDING 256

// Pixels between two marks, from which decoding can begin: a mark has the number of bits before a pixel in its upper
// half and the pixel before it in the lower one; 0 where none is known. Marks may be read and written by many threads.
#define PERYTON_RICE_STRIDE 2048

// A tile that RICE_1 has packed, or the rest of one from a mark on, and where its pixels go.
struct peryton_rice_tile {
    const uint8_t *bytes;
    size_t length;
    int32_t *pixels;
    // The mark that `bytes` begin at, but for whole bytes; 0: they are those of the whole tile.
    uint64_t start;
    // Marks of the tile from the one at `bytes` on, to be filled in; may be null.
    uint64_t *marks;
};

// A mark that was made before; 0 where there is none.
uint64_t peryton_rice_mark(const uint64_t *mark);

// Decodes the first `count` pixels of 1 to PERYTON_RICE_LANES tiles that have at least as many. `bytesPerPixel` is that
// of the packed numbers (1, 2, 4), `blockSize` the pixels that share a parameter. Returns 0, or 1 + the index of a tile
// whose bytes end too early or cannot be right.
int peryton_rice_decode(
    const struct peryton_rice_tile *tiles, int number, int bytesPerPixel, int blockSize, size_t count);

enum peryton_dither { PERYTON_DITHER_NONE = 0, PERYTON_DITHER_1 = 1, PERYTON_DITHER_2 = 2 };

// Floating-point numbers of the pixels [first, first + count) of a tile, as CFITSIO computes them. `integers` begins
// with the pixel `first`. `row` is the tile's number, from 0, plus ZDITHER0 - 1. Pixels that are `blank` become NaN if
// `hasBlank`.
void peryton_image_unquantize_float(
    const int32_t *integers, size_t first, size_t count, double scale, double zero, int hasBlank, int32_t blank,
    enum peryton_dither dither, int64_t row, float *values);
void peryton_image_unquantize_double(
    const int32_t *integers, size_t first, size_t count, double scale, double zero, int hasBlank, int32_t blank,
    enum peryton_dither dither, int64_t row, double *values);

// Narrows integers.
void peryton_image_narrow8(const int32_t *integers, size_t count, uint8_t *values);
void peryton_image_narrow16(const int32_t *integers, size_t count, int16_t *values);

// A file that exists in memory only: its number, or -1 with errno. (glibc hides memfd_create from Swift.)
int peryton_memory_file(const char *name);

#endif
