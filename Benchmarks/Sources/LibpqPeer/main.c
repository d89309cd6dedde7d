// The raw engine for batches on PostgreSQL: libpq's pipeline mode and nothing else.
//
// pgbench prepares each line of a script by itself, so a script of 10,000 INSERTs measures its own
// preparation. Here one prepared statement runs as often as there are rows, as in our batches.
//
// usage: libpq-peer ROWS CLIENTS MILLISECONDS; the server is named by the environment. Prints
// transactions a second.

#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INSERT "INSERT INTO entries (account, note, seal) VALUES ($1, $2, $3)"
#define NOTE "agreement of the interior with health 2026"
#define INT8 20
#define TEXT 25
#define BYTEA 17

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void fail(PGconn *connection) {
    fprintf(stderr, "error: %s", PQerrorMessage(connection));
    exit(2);
}

static void expect(PGconn *connection, ExecStatusType status) {
    PGresult *result = PQgetResult(connection);
    if (PQresultStatus(result) != status) fail(connection);
    PQclear(result);
    if (status != PGRES_PIPELINE_SYNC) PQclear(PQgetResult(connection));
}

static void send_command(PGconn *connection, const char *sql) {
    if (!PQsendQueryParams(connection, sql, 0, NULL, NULL, NULL, NULL, 1)) fail(connection);
}

static void transaction(PGconn *connection, int rows) {
    static const int lengths[3] = {8, sizeof NOTE - 1, 32};
    static const int formats[3] = {1, 1, 1};
    unsigned char seal[32];
    for (int index = 0; index < 32; index++) seal[index] = (unsigned char)index;
    send_command(connection, "BEGIN");
    for (int row = 0; row < rows; row++) {
        unsigned char account[8];
        for (int index = 0; index < 8; index++)
            account[index] = (unsigned char)((uint64_t)(row % 100000) >> (56 - 8 * index));
        const char *values[3] = {(char *)account, NOTE, (char *)seal};
        if (!PQsendQueryPrepared(connection, "insert", 3, values, lengths, formats, 1))
            fail(connection);
    }
    send_command(connection, "COMMIT");
    if (!PQpipelineSync(connection)) fail(connection);
    for (int result = 0; result < rows + 2; result++) expect(connection, PGRES_COMMAND_OK);
    expect(connection, PGRES_PIPELINE_SYNC);
}

static PGconn *prepared(void) {
    static const Oid types[3] = {INT8, TEXT, BYTEA};
    PGconn *connection = PQconnectdb("");
    if (PQstatus(connection) != CONNECTION_OK) fail(connection);
    PGresult *result = PQprepare(connection, "insert", INSERT, 3, types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(connection);
    PQclear(result);
    if (!PQenterPipelineMode(connection)) fail(connection);
    return connection;
}

// One client, in a process of its own: tells when it is ready, waits for the others, works.
static void work(int rows, int64_t nanoseconds, int ready, int go, int done) {
    PGconn *connection = prepared();
    transaction(connection, rows);
    char byte = 0;
    if (write(ready, &byte, 1) != 1) exit(2);
    if (read(go, &byte, 1) != 0) exit(2);
    int64_t start = now(), count = 0;
    for (; now() < start + nanoseconds; count++) transaction(connection, rows);
    if (write(done, &count, sizeof count) != sizeof count) exit(2);
    PQfinish(connection);
    exit(0);
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    int rows = atoi(arguments[1]), clients = atoi(arguments[2]);
    int64_t nanoseconds = atoll(arguments[3]) * INT64_C(1000000);
    int ready[2], go[2], done[2];
    if (pipe(ready) || pipe(go) || pipe(done)) return 2;
    for (int client = 0; client < clients; client++) {
        if (fork() == 0) {
            close(go[1]);
            work(rows, nanoseconds, ready[1], go[0], done[1]);
        }
    }
    close(ready[1]);
    close(done[1]);
    char byte;
    for (int client = 0; client < clients; client++)
        if (read(ready[0], &byte, 1) != 1) return 2;
    int64_t start = now(), total = 0, one = 0;
    close(go[1]);
    for (int client = 0; client < clients; client++) {
        if (read(done[0], &one, sizeof one) != sizeof one) return 2;
        total += one;
    }
    printf("%f\n", (double)total * 1e9 / (double)(now() - start));
    while (wait(NULL) > 0) {}
    return 0;
}
