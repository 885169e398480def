// CRC-32, eight bytes a step by table; where the processor multiplies without carries, 64 bytes a step.
#include "CForestKernels.h"

#include <string.h>

static uint32_t tables[8][256];

__attribute__((constructor)) static void fill_tables(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++) remainder = remainder >> 1 ^ (remainder & 1 ? 0xEDB88320u : 0);
        tables[0][byte] = remainder;
    }
    for (uint32_t byte = 0; byte < 256; byte++)
        for (int step = 1; step < 8; step++)
            tables[step][byte] = tables[step - 1][byte] >> 8 ^ tables[0][tables[step - 1][byte] & 0xFF];
}

static uint32_t by_table(uint32_t remainder, const uint8_t *bytes, int64_t count)
{
    for (; count >= 8; bytes += 8, count -= 8) {
        uint32_t low = remainder ^ ((uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16
                                    | (uint32_t)bytes[3] << 24);
        remainder = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF]
                    ^ tables[4][low >> 24] ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]]
                    ^ tables[0][bytes[7]];
    }
    for (; count > 0; bytes++, count--) remainder = remainder >> 8 ^ tables[0][(remainder ^ *bytes) & 0xFF];
    return remainder;
}

#if defined(__x86_64__)
#include <immintrin.h>

/// Folds 64 bytes a step (Gopal et al. 2009, "Fast CRC computation using PCLMULQDQ"; constants of the reflected
/// polynomial). `count` is a multiple of 16 and at least 64.
__attribute__((target("pclmul,sse4.1"))) static uint32_t by_folding(uint32_t remainder, const uint8_t *bytes,
                                                                   int64_t count)
{
    const __m128i by_64_bytes = _mm_set_epi64x(0x1C6E41596, 0x154442BD4);
    const __m128i by_16_bytes = _mm_set_epi64x(0x0CCAA009E, 0x1751997D0);
    const __m128i by_8_bytes = _mm_set_epi64x(0, 0x163CD6124);
    const __m128i barrett = _mm_set_epi64x(0x1F7011641, 0x1DB710641);
    const __m128i low_word = _mm_setr_epi32(~0, 0, ~0, 0);
    __m128i part[4];
    for (int i = 0; i < 4; i++) part[i] = _mm_loadu_si128((const __m128i *)bytes + i);
    part[0] = _mm_xor_si128(part[0], _mm_cvtsi32_si128((int32_t)remainder));
    for (bytes += 64, count -= 64; count >= 64; bytes += 64, count -= 64)
        for (int i = 0; i < 4; i++)
            part[i] = _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(part[i], by_64_bytes, 0x00),
                                                  _mm_clmulepi64_si128(part[i], by_64_bytes, 0x11)),
                                    _mm_loadu_si128((const __m128i *)bytes + i));
    __m128i folded = part[0];
    for (int i = 1; i < 4; i++)
        folded = _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(folded, by_16_bytes, 0x00),
                                             _mm_clmulepi64_si128(folded, by_16_bytes, 0x11)),
                               part[i]);
    for (; count >= 16; bytes += 16, count -= 16)
        folded = _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(folded, by_16_bytes, 0x00),
                                             _mm_clmulepi64_si128(folded, by_16_bytes, 0x11)),
                               _mm_loadu_si128((const __m128i *)bytes));
    folded = _mm_xor_si128(_mm_clmulepi64_si128(folded, by_16_bytes, 0x10), _mm_srli_si128(folded, 8));
    folded = _mm_xor_si128(_mm_clmulepi64_si128(_mm_and_si128(folded, low_word), by_8_bytes, 0x00),
                           _mm_srli_si128(folded, 4));
    __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(folded, low_word), barrett, 0x10);
    quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low_word), barrett, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(folded, quotient), 1);
}
#endif

uint32_t fk_crc32(const uint8_t *bytes, int64_t count)
{
    uint32_t remainder = 0xFFFFFFFFu;
#if defined(__x86_64__)
    if (count >= 64 && fk_unit_in_use() != FK_PLAIN && __builtin_cpu_supports("pclmul")) {
        int64_t whole = count & ~(int64_t)15;
        remainder = by_folding(remainder, bytes, whole);
        bytes += whole;
        count -= whole;
    }
#endif
    return ~by_table(remainder, bytes, count);
}
