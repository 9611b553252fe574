/* When a service counts as gone, how it is looked for, and when that ends: in virtual time. */
#include "flow/circuit.h"

#include "test.h"

static void fail_often(struct circuit *circuit, int count, int64_t now)
{
    for (int i = 0; i < count; i++)
        circuit_failed(circuit, 0.5, now);
}

static void test_it_takes_ten_in_a_row(void)
{
    struct circuit circuit = {0};
    fail_often(&circuit, 9, 0);
    CHECK(circuit_wait(&circuit, 0) == 0);
    circuit_answered(&circuit);
    fail_often(&circuit, 9, 0);
    CHECK(!circuit.is_open);
    fail_often(&circuit, 1, 1000);
    CHECK(circuit.is_open && circuit_wait(&circuit, 1000) == 500);
}

static void test_one_at_a_time_is_let_through(void)
{
    struct circuit circuit = {0};
    fail_often(&circuit, 10, 0);
    fail_often(&circuit, 54, 20); /* were under way: change nothing */
    CHECK(circuit_wait(&circuit, 100) == 400);
    CHECK(circuit_wait(&circuit, 500) == 0);
    circuit_sent(&circuit);
    CHECK(circuit_wait(&circuit, 501) < 0);
    circuit_failed(&circuit, 0.5, 600);
    CHECK(circuit_wait(&circuit, 600) == 1000);
    circuit_sent(&circuit);
    circuit_forget(&circuit); /* cancelled: the next may try */
    CHECK(circuit_wait(&circuit, 1600) == 0);
    circuit_sent(&circuit);
    circuit_answered(&circuit);
    CHECK(circuit_wait(&circuit, 1600) == 0 && !circuit.is_open);
}

/* Whoever has other reasons to think so need not wait for ten. */
static void test_it_is_opened_by_hand(void)
{
    struct circuit circuit = {0};
    fail_often(&circuit, 3, 0);
    circuit_open(&circuit, 0.5, 100);
    CHECK(circuit.is_open && circuit_wait(&circuit, 100) == 500);
    circuit_open(&circuit, 0.5, 300); /* it is */
    CHECK(circuit_wait(&circuit, 300) == 300 && circuit.opened_at == 100);
    circuit_sent(&circuit);
    circuit_failed(&circuit, 0.5, 700);
    CHECK(circuit_wait(&circuit, 700) == 1000);
}

/* An hour without an answer costs some 250 requests, and resumes within 20 s of the first answer. */
static void test_an_hour(void)
{
    struct circuit circuit = {0};
    int64_t now = 0;
    int probes = 0;
    fail_often(&circuit, 10, now);
    const int64_t hour = INT64_C(3600000);
    while (circuit.is_open) {
        CHECK(!circuit_gives_up(&circuit, 2 * hour, now));
        now += circuit_wait(&circuit, now);
        circuit_sent(&circuit);
        probes++;
        if (now >= hour)
            circuit_answered(&circuit);
        else
            circuit_failed(&circuit, 0.99, now);
    }
    CHECK(now < hour + 20000);
    CHECK(probes > 100 && probes < 300);
}

static void test_patience(void)
{
    struct circuit circuit = {0};
    fail_often(&circuit, 10, 0);
    CHECK(!circuit_gives_up(&circuit, 60000, 59999));
    circuit_sent(&circuit);
    CHECK(!circuit_gives_up(&circuit, 60000, 60001)); /* one may be about to be answered */
    circuit_failed(&circuit, 0, 60002);
    CHECK(circuit_gives_up(&circuit, 60000, 60002));
    CHECK(!circuit_gives_up(&circuit, 60000, 60003) && circuit_wait(&circuit, 60003) == 0);
    fail_often(&circuit, 10, 61000);
    CHECK(!circuit_gives_up(&circuit, 60000, 62999) && circuit_gives_up(&circuit, 60000, 63000));
    circuit_answered(&circuit);
    fail_often(&circuit, 10, 70000);
    CHECK(!circuit_gives_up(&circuit, 60000, 120000));
}

int main(void)
{
    RUN(test_it_takes_ten_in_a_row);
    RUN(test_one_at_a_time_is_let_through);
    RUN(test_it_is_opened_by_hand);
    RUN(test_an_hour);
    RUN(test_patience);
    return TEST_SUMMARY();
}
