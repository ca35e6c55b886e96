#ifndef SUPPORT_H
#define SUPPORT_H

/* Keeps the message for reference_error(); returns -1. */
int fail(const char *what, const char *why);

/* Seconds on the clock that never goes back. */
double now(void);

/* The row's body: 256 bytes. */
extern const char row_body[257];

#endif
