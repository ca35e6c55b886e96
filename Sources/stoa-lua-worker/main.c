// The second ring of the sandbox: one script in a process that has nothing to lose.
//
// It locks itself before it reads any source, then serves requests on descriptor 0 with answers on descriptor 1 until
// the host closes its end. `--self-test` locks itself and then tries to open a file: the system must kill it (SIGSYS).
#define _GNU_SOURCE
#include "frames.h"
#include "lockdown.h"

#include "CLuaSandbox.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Frame request;
static Frame answer;
static Sandbox *sandbox;

static void add_text(const char *text) {
    frame_add_bytes(&answer, text, text == NULL ? 0 : strlen(text));
}

static void send_report(SandboxOutcome outcome) {
    size_t logCount, resultCount;
    const uint8_t *log = sandbox_log(sandbox, &logCount);
    const uint8_t *result = sandbox_result(sandbox, &resultCount);
    frame_begin(&answer, ANSWER_REPORT);
    frame_add_byte(&answer, (uint8_t)outcome);
    frame_add_word(&answer, sandbox_fuel_used(sandbox));
    frame_add_word(&answer, sandbox_memory_peak(sandbox));
    frame_add_word(&answer, sandbox_wall_nanoseconds(sandbox));
    frame_add_count(&answer, sandbox_denials(sandbox));
    frame_add_byte(&answer, sandbox_log_truncated(sandbox));
    add_text(sandbox_code(sandbox));
    add_text(sandbox_message(sandbox));
    add_text(sandbox_path(sandbox));
    add_text(sandbox_denied_name(sandbox));
    frame_add_bytes(&answer, log, logCount);
    frame_add_bytes(&answer, result, resultCount);
    frame_send(&answer);
}

static SandboxLimits read_limits(void) {
    SandboxLimits limits;
    limits.fuel = frame_word(&request);
    limits.hookPeriod = (uint32_t)frame_word(&request);
    limits.refusalsMax = (uint32_t)frame_word(&request);
    limits.memoryBytes = frame_word(&request);
    limits.blockBytes = frame_word(&request);
    limits.processorNanoseconds = frame_word(&request);
    limits.wallNanoseconds = frame_word(&request);
    limits.sourceBytes = frame_word(&request);
    limits.inputBytes = frame_word(&request);
    limits.outputBytes = frame_word(&request);
    limits.outputNodes = (uint32_t)frame_word(&request);
    limits.outputDepth = (uint32_t)frame_word(&request);
    limits.logBytes = frame_word(&request);
    return limits;
}

static void make_sandbox(void) {
    SandboxLimits limits = read_limits();
    bool hostVisible = frame_byte(&request) != 0;
    uint32_t count = frame_count(&request);
    // A function takes at least 12 bytes of the frame.
    if (request.broken || count > request.count / 12) finish(EXIT_PROTOCOL);
    SandboxHostFunction *functions = calloc(count + 1, sizeof *functions);
    if (functions == NULL) finish(EXIT_NO_MEMORY);
    for (uint32_t i = 0; i < count; i++) {
        functions[i].name = frame_name(&request);
        functions[i].price = frame_word(&request);
    }
    sandbox = sandbox_create(&limits, functions, count, hostVisible);
    for (uint32_t i = 0; i < count; i++) free((void *)functions[i].name);
    free(functions);
    if (sandbox == NULL) finish(EXIT_NO_MEMORY);
}

static SandboxOutcome compile_sources(void) {
    uint32_t count = frame_count(&request);
    for (uint32_t i = 0; i < count && !request.broken; i++) {
        SandboxModuleKind kind = frame_byte(&request) == 0 ? SANDBOX_MODULE_PACKAGE : SANDBOX_MODULE_HOST;
        char *name = frame_name(&request);
        size_t sourceCount;
        const uint8_t *source = frame_bytes(&request, &sourceCount);
        SandboxOutcome outcome = sandbox_add_module(sandbox, kind, name, source, sourceCount);
        free(name);
        if (outcome != SANDBOX_OK) return outcome;
    }
    char *name = frame_name(&request);
    size_t sourceCount;
    const uint8_t *source = frame_bytes(&request, &sourceCount);
    if (request.broken) finish(EXIT_PROTOCOL);
    SandboxOutcome outcome = sandbox_set_main(sandbox, name, source, sourceCount);
    free(name);
    return outcome;
}

// Runs inside the call: the request frame with the call's arguments is still in use, so the reply has its own.
static int32_t ask_host(void *context, uint32_t function, const uint8_t *arguments, size_t count) {
    static Frame reply;
    (void)context;
    frame_begin(&answer, ANSWER_HOST_CALL);
    frame_add_count(&answer, function);
    frame_add_bytes(&answer, arguments, count);
    frame_send(&answer);
    frame_receive(&reply);
    if (frame_byte(&reply) != REQUEST_REPLY) finish(EXIT_PROTOCOL);
    int32_t status = frame_byte(&reply);
    size_t replyCount;
    const uint8_t *bytes = frame_bytes(&reply, &replyCount);
    if (reply.broken) finish(EXIT_PROTOCOL);
    if (!sandbox_reply(sandbox, bytes, replyCount)) finish(EXIT_NO_MEMORY);
    return status;
}

static SandboxOutcome run_call(void) {
    bool named = frame_byte(&request) != 0;
    char *handler = frame_name(&request);
    uint64_t seed = frame_word(&request);
    size_t count;
    const uint8_t *arguments = frame_bytes(&request, &count);
    if (request.broken) finish(EXIT_PROTOCOL);
    SandboxOutcome outcome = sandbox_call(sandbox, named ? handler : NULL, arguments, count, seed, ask_host, NULL);
    free(handler);
    return outcome;
}

static _Noreturn void serve(void) {
    for (;;) {
        frame_receive(&request);
        uint8_t kind = frame_byte(&request);
        if (kind == REQUEST_LOAD && sandbox == NULL) {
            make_sandbox();
            send_report(compile_sources());
        } else if (kind == REQUEST_CALL && sandbox != NULL) {
            send_report(run_call());
        } else {
            finish(EXIT_PROTOCOL);
        }
    }
}

int main(int argc, char **argv) {
    const char *failedStep;
    if (!lock_down(&failedStep)) {
        static const char start[] = "stoa-lua-worker: cannot ";
        if (write(2, start, sizeof start - 1) < 0 || write(2, failedStep, strlen(failedStep)) < 0) finish(EXIT_NOT_LOCKED);
        (void)!write(2, "\n", 1);
        finish(EXIT_NOT_LOCKED);
    }
    if (argc > 1 && strcmp(argv[1], "--self-test") == 0) {
        (void)!open("/dev/null", O_RDONLY);
        finish(EXIT_NOT_KILLED);
    }
    serve();
}
