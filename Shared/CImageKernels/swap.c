#include "CImageKernels.h"

void peryton_image_swap16(void *values, size_t count, uint16_t flip) {
    uint16_t *numbers = values;
    for (size_t i = 0; i < count; i++) numbers[i] = (uint16_t)(__builtin_bswap16(numbers[i]) ^ flip);
}

void peryton_image_swap32(void *values, size_t count, uint32_t flip) {
    uint32_t *numbers = values;
    for (size_t i = 0; i < count; i++) numbers[i] = __builtin_bswap32(numbers[i]) ^ flip;
}

void peryton_image_swap64(void *values, size_t count) {
    uint64_t *numbers = values;
    for (size_t i = 0; i < count; i++) numbers[i] = __builtin_bswap64(numbers[i]);
}

void peryton_image_narrow8(const int32_t *integers, size_t count, uint8_t *values) {
    for (size_t i = 0; i < count; i++) values[i] = (uint8_t)integers[i];
}

void peryton_image_narrow16(const int32_t *integers, size_t count, int16_t *values) {
    for (size_t i = 0; i < count; i++) values[i] = (int16_t)integers[i];
}
