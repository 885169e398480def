#include "number_text.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

namespace {

/// Shortest digits laid out as Swift does: with a point up to `largest`, else with an exponent.
template <typename Number>
int64_t write(Number value, Number largest, uint8_t *out)
{
    char text[NUMBER_TEXT_SIZE];
    char *end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
    const char *from = text;
    uint8_t *to = out;
    if (*from == '-') *to++ = *from++;
    if (value == 0) {
        memcpy(to, "0.0", 3);
        return to + 3 - out;
    }
    char digits[NUMBER_TEXT_SIZE];
    int count = 0;
    digits[count++] = *from++;
    if (*from == '.')
        for (from++; *from != 'e'; from++) digits[count++] = *from;
    bool below = from[1] == '-';
    int exponent = 0;
    for (const char *digit = from + 2; digit < end; digit++) exponent = exponent * 10 + (*digit - '0');
    if (below) exponent = -exponent;
    if (exponent < -4 || value > largest || value < -largest) {
        *to++ = digits[0];
        if (count > 1) {
            *to++ = '.';
            memcpy(to, digits + 1, count - 1);
            to += count - 1;
        }
        // Mark, sign and digits of the exponent are at least four bytes already.
        memcpy(to, from, end - from);
        return to + (end - from) - out;
    }
    if (exponent < 0) {
        *to++ = '0';
        *to++ = '.';
        for (int zero = -1; zero > exponent; zero--) *to++ = '0';
        memcpy(to, digits, count);
        return to + count - out;
    }
    int whole = exponent + 1;
    for (int index = 0; index < whole; index++) *to++ = index < count ? digits[index] : '0';
    *to++ = '.';
    if (count <= whole) {
        *to++ = '0';
    } else {
        memcpy(to, digits + whole, count - whole);
        to += count - whole;
    }
    return to - out;
}

template <typename Number>
int read(const uint8_t *bytes, int64_t count, Number *value)
{
    const char *text = reinterpret_cast<const char *>(bytes);
    if (count > 1 && *text == '+' && text[1] != '-') text++, count--;
    auto [end, problem] = std::from_chars(text, text + count, *value);
    if (end != text + count || problem == std::errc::invalid_argument) return 0;
    if (problem == std::errc::result_out_of_range) {
        // Too large or too small, and not told which: the C library gives infinity or what is nearest to zero.
        std::string copy(text, static_cast<size_t>(count));
        if constexpr (sizeof(Number) == 4) *value = strtof(copy.c_str(), nullptr);
        else *value = strtod(copy.c_str(), nullptr);
    }
    return 1;
}

}  // namespace

int64_t number_text_float64(double value, uint8_t *out) { return write(value, 0x1p53, out); }

int64_t number_text_float32(float value, uint8_t *out) { return write(value, 0x1p24f, out); }

int64_t number_text_int64(int64_t value, uint8_t *out)
{
    char *text = reinterpret_cast<char *>(out);
    return std::to_chars(text, text + NUMBER_TEXT_SIZE, value).ptr - text;
}

int number_text_to_float64(const uint8_t *text, int64_t count, double *value) { return read(text, count, value); }

int number_text_to_float32(const uint8_t *text, int64_t count, float *value) { return read(text, count, value); }
