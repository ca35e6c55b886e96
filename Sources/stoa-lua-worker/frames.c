#define _GNU_SOURCE
#include "frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void finish(int status) {
    _exit(status);
}

static void need_capacity(Frame *frame, size_t capacity) {
    if (capacity <= frame->capacity) return;
    size_t grown = frame->capacity * 2 > capacity ? frame->capacity * 2 : capacity;
    uint8_t *bytes = realloc(frame->bytes, grown);
    if (bytes == NULL) finish(EXIT_NO_MEMORY);
    frame->bytes = bytes;
    frame->capacity = grown;
}

static void read_exactly(uint8_t *to, size_t count) {
    while (count > 0) {
        ssize_t got = read(0, to, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) finish(EXIT_CLOSED);
        to += got;
        count -= (size_t)got;
    }
}

static void write_exactly(const uint8_t *from, size_t count) {
    while (count > 0) {
        ssize_t put = write(1, from, count);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) finish(EXIT_CLOSED);
        from += put;
        count -= (size_t)put;
    }
}

static uint32_t decode_count(const uint8_t *b) {
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

void frame_receive(Frame *frame) {
    uint8_t head[4];
    read_exactly(head, sizeof head);
    size_t count = decode_count(head);
    if (count > FRAME_BYTES_MAX) finish(EXIT_PROTOCOL);
    need_capacity(frame, count + 1);
    read_exactly(frame->bytes, count);
    frame->count = count;
    frame->at = 0;
    frame->broken = false;
}

static const uint8_t *take(Frame *frame, size_t count) {
    static const uint8_t zeros[8];
    if (frame->broken || frame->count - frame->at < count) {
        frame->broken = true;
        return zeros;
    }
    const uint8_t *taken = frame->bytes + frame->at;
    frame->at += count;
    return taken;
}

uint8_t frame_byte(Frame *frame) { return *take(frame, 1); }
uint32_t frame_count(Frame *frame) { return decode_count(take(frame, 4)); }

uint64_t frame_word(Frame *frame) {
    const uint8_t *b = take(frame, 8);
    return (uint64_t)decode_count(b) | (uint64_t)decode_count(b + 4) << 32;
}

const uint8_t *frame_bytes(Frame *frame, size_t *count) {
    *count = frame_count(frame);
    const uint8_t *bytes = take(frame, *count);
    if (frame->broken) *count = 0;
    return bytes;
}

char *frame_name(Frame *frame) {
    size_t count;
    const uint8_t *bytes = frame_bytes(frame, &count);
    char *name = malloc(count + 1);
    if (name == NULL) finish(EXIT_NO_MEMORY);
    memcpy(name, bytes, count);
    name[count] = 0;
    return name;
}

void frame_begin(Frame *frame, uint8_t kind) {
    need_capacity(frame, 256);
    frame->count = 4;  // The length comes first, when it is known.
    frame_add_byte(frame, kind);
}

void frame_add_bytes(Frame *frame, const void *bytes, size_t count) {
    need_capacity(frame, frame->count + count + 4);
    frame_add_count(frame, (uint32_t)count);
    if (count > 0) memcpy(frame->bytes + frame->count, bytes, count);
    frame->count += count;
}

void frame_add_byte(Frame *frame, uint8_t value) {
    need_capacity(frame, frame->count + 1);
    frame->bytes[frame->count++] = value;
}

void frame_add_count(Frame *frame, uint32_t value) {
    for (int i = 0; i < 4; i++) frame_add_byte(frame, (uint8_t)(value >> (8 * i)));
}

void frame_add_word(Frame *frame, uint64_t value) {
    for (int i = 0; i < 8; i++) frame_add_byte(frame, (uint8_t)(value >> (8 * i)));
}

void frame_send(const Frame *frame) {
    uint32_t count = (uint32_t)(frame->count - 4);
    for (int i = 0; i < 4; i++) frame->bytes[i] = (uint8_t)(count >> (8 * i));
    write_exactly(frame->bytes, frame->count);
}
