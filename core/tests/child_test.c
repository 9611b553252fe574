/* Helper programs that hang, talk without end, or leave others behind. Each holds the writing end of
** a FIFO open: its end tells that they are gone, whoever their parent is by now. */
#include "net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "test.h"

enum { PATIENCE_MS = 60000, TIMEOUT_MS = 60000 };

static char directory[64], fifo[96];
static int witness = -1;

static void open_witness(void)
{
    (void)snprintf(directory, sizeof directory, "/tmp/moontide-child-XXXXXX");
    CHECK(mkdtemp(directory) != NULL);
    (void)snprintf(fifo, sizeof fifo, "%s/witness", directory);
    CHECK(mkfifo(fifo, 0600) == 0);
    witness = open(fifo, O_RDONLY | O_NONBLOCK);
    CHECK(witness >= 0);
}

static void close_witness(void)
{
    (void)close(witness);
    (void)unlink(fifo);
    (void)rmdir(directory);
}

enum seen { NOTHING, BYTE, END /* none of the processes is left */ };

/* What comes out of the FIFO next. */
static enum seen look_at_witness(void)
{
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    struct pollfd wait = {.fd = witness, .events = POLLIN};
    char byte = 0;
    while (clock_monotonic_ms() < until)
        if (poll(&wait, 1, 100) > 0)
            return read(witness, &byte, 1) == 1 ? BYTE : END;
    return NOTHING;
}

/* The process has begun … */
static void check_begun(void)
{
    CHECK(look_at_witness() == BYTE);
}

/* … and it and all that it has started are gone. */
static void check_gone(void)
{
    CHECK(look_at_witness() == END);
}

/* A process that has written into the FIFO and holds it open, begun at the time 0. */
static struct child *start(const char *script)
{
    char command[256];
    struct child *child = NULL;
    mt_error err = {0};
    (void)snprintf(command, sizeof command, "exec 3>%s; printf a >&3; %s", fifo, script);
    CHECK_STATUS(child_start(command, 0, TIMEOUT_MS, &child, &err), MT_OK);
    CHECK_STR(err.message, "");
    if (!child)
        exit(1);
    return child;
}

/* Its time does not pass. */
static void finish(struct child *child)
{
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (!child_turn(child, 0) && clock_monotonic_ms() < until) {
        struct pollfd wait = {.fd = child_fd(child), .events = POLLIN};
        const int64_t longest = child_wait(child, 0);
        CHECK(longest >= 0 && longest <= TIMEOUT_MS);
        (void)poll(&wait, wait.fd >= 0, (int)longest);
    }
    CHECK(child_turn(child, 0));
}

/* Its time is over. */
static void expire(struct child *child)
{
    CHECK(!child_turn(child, TIMEOUT_MS - 1));
    CHECK(child_wait(child, TIMEOUT_MS - 1) == 1);
    CHECK(child_wait(child, TIMEOUT_MS + 1) == 0);
    CHECK(child_turn(child, TIMEOUT_MS));
}

static void check_outcome(struct child *child, mt_status status, int exit_status,
                          const char *problem)
{
    int code = -1;
    const char *words = NULL;
    CHECK_STATUS(child_outcome(child, &code, &words), status);
    CHECK(code == exit_status);
    CHECK_STR(words, problem);
}

static void test_one_that_hangs(void)
{
    static const char *const hanging[] = {
        /* with a child of its own, deaf to what can be ignored */
        "trap '' TERM INT HUP; sleep 300 & sleep 300",
        /* having closed its output */
        "exec >&- 2>&-; sleep 300",
        /* through a pipeline */
        "sleep 300 | cat",
    };
    for (size_t i = 0; i < sizeof hanging / sizeof *hanging; i++) {
        open_witness();
        struct child *child = start(hanging[i]);
        check_begun();
        expire(child);
        check_outcome(child, MT_ETIMEOUT, 0, "took longer than 60 s and was killed");
        check_gone();
        child_free(child);
        close_witness();
    }
}

static void test_one_that_talks_without_end(void)
{
    static const char *const talking[] = {
        "head -c 1000000000 /dev/zero",
        "yes nonsense | cat",
        "while :; do echo x; done",
    };
    for (size_t i = 0; i < sizeof talking / sizeof *talking; i++) {
        open_witness();
        struct child *child = start(talking[i]);
        finish(child);
        check_outcome(child, MT_EPROTOCOL, 0, "printed more than 64 KiB and was killed");
        CHECK(child_output(child).size == CHILD_MAX_OUTPUT);
        check_begun();
        check_gone();
        child_free(child);
        close_witness();
    }
}

static void test_complaints(void)
{
    open_witness();
    struct child *child = start("yes 'log in' | head -c 700 >&2; printf b >&3; sleep 300");
    check_begun();
    check_begun(); /* it has complained */
    expire(child);
    check_outcome(child, MT_ETIMEOUT, 0, "took longer than 60 s and was killed: log in");
    check_gone();
    child_free(child);
    /* without end they hold nobody up */
    child = start("yes 'log in' | head -c 400000 >&2; echo well");
    finish(child);
    CHECK(mt_str_equal(child_output(child), mt_cstr("well\n")));
    child_free(child);
    close_witness();
}

static void test_what_one_leaves_behind(void)
{
    open_witness();
    struct child *child = start("sleep 300 >/dev/null 2>&1 & echo well; exit 3");
    finish(child);
    check_outcome(child, MT_OK, 3, "ended with status 3");
    CHECK(mt_str_equal(child_output(child), mt_cstr("well\n")));
    check_begun();
    check_gone();
    child_free(child);
    close_witness();
}

static void test_one_that_nobody_waits_for(void)
{
    open_witness();
    struct child *child = start("sleep 300 & sleep 300");
    check_begun();
    child_free(child);
    check_gone();
    close_witness();
}

static void test_what_it_gets_of_ours(void)
{
    open_witness();
    struct child *child = start("cat; for f in 4 5 6 7 8 9; do (: >&$f) 2>/dev/null && echo $f; "
                                "done; exit 0");
    finish(child);
    check_outcome(child, MT_OK, 0, "ended with status 0");
    check_begun();
    check_gone();
    CHECK(child_output(child).size == 0);
    child_free(child);
    close_witness();
}

int main(void)
{
    RUN(test_one_that_hangs);
    RUN(test_one_that_talks_without_end);
    RUN(test_complaints);
    RUN(test_what_one_leaves_behind);
    RUN(test_one_that_nobody_waits_for);
    RUN(test_what_it_gets_of_ours);
    return TEST_SUMMARY();
}
