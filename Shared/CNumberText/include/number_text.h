// Numbers to text and back, by the C++ library's <charconv>: shortest text that reads back as the same number, and
// correctly rounded numbers from text. C++ only behind this header.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The most bytes that one number takes.
enum { NUMBER_TEXT_SIZE = 32 };

/// Writes a finite number as Swift's `description` does, without an ending 0; the number of bytes.
int64_t number_text_float64(double value, uint8_t *out);
int64_t number_text_float32(float value, uint8_t *out);
/// Writes a whole number; the number of bytes.
int64_t number_text_int64(int64_t value, uint8_t *out);

/// Reads all of a text as a number (no spaces, an optional sign, "inf" and "nan" in any case); 0 where it is none.
int number_text_to_float64(const uint8_t *text, int64_t count, double *value);
int number_text_to_float32(const uint8_t *text, int64_t count, float *value);

#ifdef __cplusplus
}
#endif
