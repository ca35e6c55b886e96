#include "Support.h"

#include <stdio.h>
#include <time.h>

#include "CReferences.h"

static _Thread_local char message[512];

const char *reference_error(void) { return message; }

int fail(const char *what, const char *why) {
    snprintf(message, sizeof message, "%s: %s", what, why ? why : "no reason given");
    return -1;
}

double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

#define SIXTEEN "0123456789abcdef"
#define SIXTY_FOUR SIXTEEN SIXTEEN SIXTEEN SIXTEEN
const char row_body[257] = SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR;
