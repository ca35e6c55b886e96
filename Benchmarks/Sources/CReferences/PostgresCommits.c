#include <pthread.h>
#include <stdlib.h>
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

#include "CReferences.h"
#include "Support.h"

typedef struct {
    PGconn *connection;
    double seconds;
    long commits;
} Caller;

struct ReferencePostgres {
    int count;
    Caller callers[];
};

static int run(PGconn *connection, const char *sql) {
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK ? 0 : fail("bare PostgreSQL", PQerrorMessage(connection));
}

static int prepare(Caller *caller, const char *url) {
    caller->connection = PQconnectdb(url);
    if (PQstatus(caller->connection) != CONNECTION_OK)
        return fail("bare PostgreSQL", PQerrorMessage(caller->connection));
    if (run(caller->connection, "SET client_min_messages = warning") < 0) return -1;
    if (run(caller->connection,
            "CREATE TABLE IF NOT EXISTS bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)") < 0)
        return -1;
    return run(caller->connection, "PREPARE add_row (TEXT) AS INSERT INTO bare (body) VALUES ($1)");
}

ReferencePostgres *reference_postgres_open(const char *url, int callers) {
    ReferencePostgres *reference = calloc(1, sizeof *reference + (size_t)callers * sizeof(Caller));
    if (!reference) return NULL;
    reference->count = callers;
    for (int index = 0; index < callers; index++) {
        if (prepare(&reference->callers[index], url) < 0) {
            reference_postgres_close(reference);
            return NULL;
        }
    }
    return reference;
}

static void *commit_rows(void *argument) {
    Caller *caller = argument;
    const char *values[] = {row_body};
    double end = now() + caller->seconds;
    caller->commits = 0;
    while (now() < end) {
        /* Outside a transaction block a statement is one: this returns when the row is on the disk. */
        PGresult *result = PQexecPrepared(caller->connection, "add_row", 1, values, NULL, NULL, 0);
        ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status != PGRES_COMMAND_OK) {
            caller->commits = -1;
            break;
        }
        caller->commits++;
    }
    return NULL;
}

double reference_postgres_commits_per_second(ReferencePostgres *reference, double seconds) {
    pthread_t *threads = calloc((size_t)reference->count, sizeof *threads);
    if (!threads) return fail("bare PostgreSQL commit", "no memory");
    double start = now();
    int started = 0;
    for (; started < reference->count; started++) {
        reference->callers[started].seconds = seconds;
        if (pthread_create(&threads[started], NULL, commit_rows, &reference->callers[started]) != 0) break;
    }
    for (int index = 0; index < started; index++) pthread_join(threads[index], NULL);
    double elapsed = now() - start;
    free(threads);
    if (started < reference->count) return fail("bare PostgreSQL commit", "the system refuses a thread");
    long commits = 0;
    for (int index = 0; index < reference->count; index++) {
        Caller *caller = &reference->callers[index];
        if (caller->commits < 0) return fail("bare PostgreSQL commit", PQerrorMessage(caller->connection));
        commits += caller->commits;
    }
    return (double)commits / elapsed;
}

void reference_postgres_close(ReferencePostgres *reference) {
    for (int index = 0; index < reference->count; index++) {
        if (reference->callers[index].connection) PQfinish(reference->callers[index].connection);
    }
    free(reference);
}
