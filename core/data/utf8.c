#include "data/utf8.h"

#include <stdint.h>

static const uint64_t ones = UINT64_C(0x0101010101010101);
static const uint64_t tops = UINT64_C(0x8080808080808080);

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF. */
static bool is_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return is_tail(second);
    }
}

size_t utf8_sequence(mt_str text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    const size_t size = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (text.size < size || !is_second(s[0], s[1]))
        return 0;
    for (size_t i = 2; i < size; i++) {
        if (!is_tail(s[i]))
            return 0;
    }
    return size;
}

/* Eight bytes at once: all in 1..127? */
static bool is_ascii_word(const char *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof word);
    return (((word - ones) | word) & tops) == 0;
}

bool utf8_is_text(mt_str text)
{
    size_t i = 0;
    while (i < text.size) {
        if (text.size - i >= sizeof(uint64_t) && is_ascii_word(text.data + i)) {
            i += sizeof(uint64_t);
            continue;
        }
        const size_t size = utf8_sequence((mt_str){text.data + i, text.size - i});
        if (size == 0 || text.data[i] == '\0')
            return false;
        i += size;
    }
    return true;
}

size_t utf8_count(mt_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += !is_tail((unsigned char)text.data[i]);
    return count;
}

mt_str utf8_start(mt_str text, size_t max_bytes)
{
    if (text.size <= max_bytes)
        return text;
    while (max_bytes && is_tail((unsigned char)text.data[max_bytes]))
        max_bytes--;
    return (mt_str){text.data, max_bytes};
}
