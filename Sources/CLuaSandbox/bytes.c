#include "internal.h"

#include <stdlib.h>
#include <string.h>

bool bytes_append(Bytes *bytes, const void *data, size_t count) {
    if (count > SIZE_MAX / 2 - bytes->count) return false;
    if (bytes->count + count > bytes->capacity) {
        size_t capacity = bytes->capacity < 256 ? 256 : bytes->capacity * 2;
        if (capacity < bytes->count + count) capacity = bytes->count + count;
        uint8_t *grown = realloc(bytes->data, capacity);
        if (grown == NULL) return false;
        bytes->data = grown;
        bytes->capacity = capacity;
    }
    if (count > 0) memcpy(bytes->data + bytes->count, data, count);
    bytes->count += count;
    return true;
}

void bytes_free(Bytes *bytes) {
    free(bytes->data);
    *bytes = (Bytes){0};
}

// The number of bytes of the sequence that starts here, or 0 when it is malformed.
static size_t sequence_length(const uint8_t *at, size_t left) {
    uint8_t first = at[0];
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (left < length) return 0;
    // The second byte alone tells overlong forms, surrogates and values past U+10FFFF.
    uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

size_t utf8_valid_prefix(const uint8_t *bytes, size_t count) {
    size_t at = 0;
    while (at < count) {
        size_t length = sequence_length(bytes + at, count - at);
        if (length == 0) break;
        at += length;
    }
    return at;
}
