// Length-prefixed frames on descriptors 0 and 1. Integers are little-endian; text is a 4-byte count and bytes.
#ifndef STOA_LUA_WORKER_FRAMES_H
#define STOA_LUA_WORKER_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the host sends.
enum RequestKind {
    // 13 limits of 8 bytes in the order of SandboxLimits; 1 byte whether the host table is visible; functions (count;
    // name, 8 bytes of price); modules (count; 1 byte of kind, name, source); name and source of the main chunk.
    REQUEST_LOAD = 1,
    // 1 byte whether a handler is named, its name; 8 bytes of seed; the arguments' tape as text.
    REQUEST_CALL = 2,
    // 1 byte of SandboxHostStatus, the reply as text. Only after ANSWER_HOST_CALL.
    REQUEST_REPLY = 3,
};

// What the worker sends.
enum AnswerKind {
    // 1 byte of outcome; fuel, memory peak and wall nanoseconds of 8 bytes each; 4 bytes of denials; 1 byte whether the
    // log is cut; code, message, path, denied name, log, result as text.
    ANSWER_REPORT = 1,
    // 4 bytes of the function's index; the arguments' tape as text.
    ANSWER_HOST_CALL = 2,
};

// All sources of a package in one frame, and nothing larger.
#define FRAME_BYTES_MAX (8u << 20)

typedef struct Frame {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    size_t at;
    // Set by the first read past the end.
    bool broken;
} Frame;

// Waits for the next frame. Ends the process when the host has closed its end or breaks the protocol.
void frame_receive(Frame *frame);
uint8_t frame_byte(Frame *frame);
uint32_t frame_count(Frame *frame);
uint64_t frame_word(Frame *frame);
const uint8_t *frame_bytes(Frame *frame, size_t *count);
// A copy that ends with a zero byte, for the caller to free; never NULL.
char *frame_name(Frame *frame);

void frame_begin(Frame *frame, uint8_t kind);
void frame_add_byte(Frame *frame, uint8_t value);
void frame_add_count(Frame *frame, uint32_t value);
void frame_add_word(Frame *frame, uint64_t value);
void frame_add_bytes(Frame *frame, const void *bytes, size_t count);
void frame_send(const Frame *frame);

// The ways the worker ends.
enum ExitStatus { EXIT_CLOSED = 0, EXIT_NOT_LOCKED = 70, EXIT_NOT_KILLED = 71, EXIT_PROTOCOL = 72, EXIT_NO_MEMORY = 73 };
_Noreturn void finish(int status);

#endif
