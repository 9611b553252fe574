/* Rate control in virtual time: how long, beside the shortest time possible, and at the price of how
** many refusals. Each case is run with several seeds; docs/rate-control.md has the same table. */
#include "rate_testing.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 20 };

struct figures {
    double time, worst_time; /* ratio to the ideal */
    double refused, worst_refused;
    double found; /* the rate believed at the end, of the last seed */
};

struct scene {
    const char *name;
    struct sim_service service;
    double cost;
    int calls;
    double recalled; /* what is remembered, as a ratio of what is true; 0: nothing */
    double ideal;    /* seconds */
    double time;     /* the promise for every seed, a ratio */
    double refused;  /* the promise for the mean of the seeds */
};

static struct figures play(const struct scene *scene)
{
    struct figures seen = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct sim sim = {.service = scene->service,
                          .client_count = 1,
                          .cost = scene->cost,
                          .seed = seed * 7919,
                          .now = 1};
        struct sim_client *client = &sim.clients[0];
        client->calls = scene->calls;
        if (scene->recalled > 0) {
            const struct rate_memory memory = {scene->service.rate * scene->recalled,
                                               scene->service.burst * scene->recalled, 0};
            rate_recall(&client->rate, &memory, 3600, sim.now);
        }
        sim_run(&sim);
        const double ratio = (client->ended - 1) / scene->ideal;
        seen.time += ratio / SEEDS;
        seen.worst_time = ratio > seen.worst_time ? ratio : seen.worst_time;
        seen.refused += (double)client->refused / SEEDS;
        if (client->refused > seen.worst_refused)
            seen.worst_refused = client->refused;
        seen.found = client->rate.rate;
    }
    return seen;
}

#define BUCKET(r, b)                                              \
    {                                                             \
        .rate = (r), .burst = (b), .latency = 0.06, .jitter = 0.2 \
    }

static const struct sim_change halved_then_doubled[] = {{11, 25}, {31, 50}, {0, 0}};
static const struct sim_change doubled_then_halved[] = {{11, 100}, {21, 50}, {0, 0}};

static const struct scene scenes[] = {
    {"R 50, B 100", BUCKET(50, 100), 1, 2000, 0, 1900.0 / 50, 1.05, 2000 * 0.02 + 16},
    {"R 50, B 100, remembered", BUCKET(50, 100), 1, 2000, 1, 1900.0 / 50, 1.05, 2000 * 0.01},
    {"R 50, B 100, 1 ms away",
     {.rate = 50, .burst = 100, .latency = 0.001, .jitter = 0.2},
     1,
     2000,
     0,
     1900.0 / 50,
     1.05,
     2000 * 0.02 + 16},
    {"R 50, B 100, 5 % fail",
     {.rate = 50, .burst = 100, .latency = 0.06, .jitter = 0.2, .faults = 0.05},
     1,
     2000,
     0,
     (2000 / 0.95 - 100) / 50,
     1.15,
     2000 * 0.02 + 16},
    {"R 3, B 10", BUCKET(3, 10), 1, 500, 0, 490.0 / 3, 1.05, 500 * 0.02 + 16},
    {"R 3, B 3, remembered", BUCKET(3, 3), 1, 500, 1, 497.0 / 3, 1.05, 500 * 0.01},
    {"R 3, B 6, two tokens a call", BUCKET(3, 6), 2, 250, 0, 494.0 / 3, 1.05, 250 * 0.02 + 16},
    {"R 3, B 3, two tokens a call", BUCKET(3, 3), 2, 60, 0, 117.0 / 3, 1.15, 60 * 0.02 + 24},
    {"R 3, B 3, two tokens a call, 1 ms away",
     {.rate = 3, .burst = 3, .latency = 0.001, .jitter = 0.2},
     2,
     60,
     0,
     117.0 / 3,
     1.15,
     60 * 0.02 + 32},
    {"R 3, B 6, two tokens a call, 1 ms away",
     {.rate = 3, .burst = 6, .latency = 0.001, .jitter = 0.2},
     2,
     250,
     0,
     494.0 / 3,
     1.05,
     250 * 0.02 + 16},
    {"R 20, B 10, 1 ms away",
     {.rate = 20, .burst = 10, .latency = 0.001, .jitter = 0.2},
     1,
     240,
     0,
     230.0 / 20,
     1.05,
     240 * 0.02 + 20},
    {"R 500, B 100", BUCKET(500, 100), 1, 2000, 0, 1900.0 / 500, 1.06, 2000 * 0.02 + 16},
    {"R 500, B 1000", BUCKET(500, 1000), 1, 10000, 0, 9000.0 / 500, 1.05, 10000 * 0.02 + 16},
    {"R 500, B 1000, remembered", BUCKET(500, 1000), 1, 10000, 1, 9000.0 / 500, 1.05, 10000 * 0.01},
    {"R 50, B 100, remembered as half", BUCKET(50, 100), 1, 2000, 0.5, 1900.0 / 50, 1.05,
     2000 * 0.02 + 16},
    {"R 50, B 100, remembered as a tenth", BUCKET(50, 100), 1, 2000, 0.1, 1900.0 / 50, 1.35,
     2000 * 0.02 + 16},
    {"R 50, B 100, remembered as ten times", BUCKET(50, 100), 1, 2000, 10, 1900.0 / 50, 1.05,
     2000 * 0.02 + 64},
    {"R 50, halved, then doubled",
     {.rate = 50, .burst = 100, .latency = 0.06, .jitter = 0.2, .changes = halved_then_doubled},
     1,
     3000,
     0,
     30 + (3000 - 1100) / 50.0,
     1.05,
     3000 * 0.02 + 16},
    {"R 50, doubled, then halved",
     {.rate = 50, .burst = 100, .latency = 0.06, .jitter = 0.2, .changes = doubled_then_halved},
     1,
     4000,
     0,
     20 + (4000 - 1600) / 50.0,
     1.05,
     4000 * 0.02 + 16},
};

static void test_one_client(void)
{
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        const struct scene *scene = &scenes[i];
        const struct figures seen = play(scene);
        CHECK(seen.worst_time <= scene->time);
        CHECK(seen.refused <= scene->refused);
        CHECK(seen.worst_refused <= scene->refused * 1.3);
        printf("%-38s %5d calls: %.3f (%.3f) of the ideal, %.0f (%.0f) refused\n", scene->name,
               scene->calls, seen.time, seen.worst_time, seen.refused, seen.worst_refused);
    }
}

/* The belief itself, not only what comes of it. */
static void test_the_rate_is_found(void)
{
    static const double rates[] = {3, 10, 50, 200, 500};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        const struct scene scene = {
            .service = BUCKET(rates[i], 100), .cost = 1, .calls = 1000, .ideal = 1};
        const double found = play(&scene).found;
        CHECK(found > rates[i] * 0.97 && found < rates[i] * 1.03);
    }
}

struct sharing {
    const char *name;
    double rate, burst;
    int calls; /* of each */
    double second_at;
    double faults;
    double worst; /* the promise for every seed, a ratio */
};

/* Both finish, together about as soon as the bucket allows, and neither starves: where they began
** together, the first is not done before the second has had a fair part. */
static void test_two_clients(void)
{
    static const struct sharing cases[] = {
        {"R 50, two at once", 50, 100, 1000, 0, 0, 1.15},
        {"R 50, two at once, 5 % fail", 50, 100, 1000, 0, 0.05, 1.15},
        {"R 50, one after 5 s", 50, 100, 1000, 5, 0, 1.15},
        {"R 3, two at once", 3, 6, 150, 0, 0, 1.15},
        {"R 3, one after 5 s", 3, 6, 150, 5, 0, 1.15},
        {"R 500, two at once", 500, 100, 5000, 0, 0, 1.15},
        {"R 500, one after 1 s", 500, 100, 5000, 1, 0, 1.25},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sharing *sharing = &cases[i];
        const double attempts = 2 * sharing->calls / (1 - sharing->faults);
        const double ideal = (attempts - sharing->burst) / sharing->rate;
        double mean = 0, worst = 0, share = 1, refused = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct sim sim = {.service = BUCKET(sharing->rate, sharing->burst),
                              .client_count = 2,
                              .seed = seed * 7919,
                              .now = 1};
            sim.clients[0].calls = sim.clients[1].calls = sharing->calls;
            sim.clients[1].starts = 1 + sharing->second_at;
            sim.service.faults = sharing->faults;
            sim_run(&sim);
            const double first = sim.clients[0].ended - 1, second = sim.clients[1].ended - 1;
            const double ratio = (first > second ? first : second) / ideal;
            mean += ratio / SEEDS;
            worst = ratio > worst ? ratio : worst;
            const double earlier = (first < second ? first : second) / ideal;
            share = earlier < share ? earlier : share;
            refused += (double)(sim.clients[0].refused + sim.clients[1].refused) / SEEDS;
        }
        CHECK(mean <= 1.1);
        CHECK(worst <= sharing->worst);
        CHECK(share > 0.5); /* who is done first has not had it all */
        printf("%-28s 2 × %d calls: %.3f (%.3f) of the ideal, %.0f refused; one done at %.2f\n",
               sharing->name, sharing->calls, mean, worst, refused, share);
    }
}

/* Calls that draw on two buckets come to this one as the other lets them, 20 a second; each costs two
** tokens here, of three a second. What overflows meanwhile must not keep a wrong belief alive. */
static void test_held_back_by_another_bucket(void)
{
    struct rate rate = {0};
    double tokens = 3, served_at = 1;
    int done = 0, refused = 0, ms = 0;
    for (; done < 60 && ms < 60000; ms++) {
        const double now = 1 + ms / 1000.0;
        if (rate_wait(&rate, 2, now) != 0 || ms % 50 != 0)
            continue;
        rate_take(&rate, 2, now);
        tokens = fmin(3, tokens + (now - served_at) * 3);
        served_at = now;
        if (tokens >= 2) {
            tokens -= 2;
            rate_spent(&rate, 2, now + 0.001);
            done++;
        } else {
            rate_refused(&rate, 2, now, now + 0.001);
            refused++;
        }
    }
    CHECK(done == 60 && ms < 43000);
    CHECK(refused <= 25);
}

/* A cap is kept from the first call on, whatever the service would take. */
static void test_a_cap(void)
{
    struct sim sim = {.service = BUCKET(1000, 1000), .client_count = 1, .seed = 1, .now = 1};
    sim.clients[0].calls = 200;
    sim.clients[0].rate.cap = 20;
    sim_run(&sim);
    CHECK(sim.clients[0].ended - 1 > 199 / 20.0 * 0.98);
    CHECK(sim.clients[0].ended - 1 < 199 / 20.0 * 1.05);
    CHECK(sim.clients[0].refused == 0);
}

static void test_a_cap_above_the_rate_is_no_belief(void)
{
    struct sim sim = {.service = BUCKET(10, 20), .client_count = 1, .seed = 1, .now = 1};
    sim.clients[0].calls = 300;
    sim.clients[0].rate.cap = 50;
    sim_run(&sim);
    CHECK((sim.clients[0].ended - 1) / (280 / 10.0) < 1.05);
    CHECK(sim.clients[0].rate.rate < 11);
}

/* Without refusals there is no limit but the window, which opens as answers come. */
static void test_a_bucket_never_met(void)
{
    struct rate rate = {0};
    int sent = 0;
    for (; rate_wait(&rate, 1, 1) == 0 && sent < 1000; sent++)
        rate_take(&rate, 1, 1);
    CHECK(sent == 12);
    CHECK(rate_wait(&rate, 1, 1) < 0);
    for (int i = 0; i < 300; i++) {
        rate_spent(&rate, 1, 1);
        rate_take(&rate, 1, 1);
    }
    for (sent = 0; rate_wait(&rate, 1, 1) == 0 && sent < 1000; sent++)
        rate_take(&rate, 1, 1);
    CHECK(sent == 50);
}

/* What is under way and never answered must not keep the gate shut. */
static void test_forgotten_calls(void)
{
    struct rate rate = {0};
    for (int i = 0; i < 12; i++)
        rate_take(&rate, 1, 1);
    rate_refused(&rate, 1, 1, 1.1);
    CHECK(rate_wait(&rate, 1, 1.1) < 0);
    for (int i = 0; i < 11; i++)
        rate_forget(&rate, 1, 1.2);
    CHECK(rate_wait(&rate, 1, 30) == 0);
}

static void test_memory(void)
{
    struct rate rate = {0};
    struct rate_memory memory;
    CHECK(!rate_remember(&rate, 1, &memory));
    rate_recall(&rate, &(struct rate_memory){50, 100, 10}, 1, 1);
    CHECK(rate_remember(&rate, 1, &memory));
    CHECK(memory.rate == 50 && memory.burst == 100 && memory.tokens == 57);
    int sent = 0;
    for (; rate_wait(&rate, 1, 1) == 0 && sent < 1000; sent++)
        rate_take(&rate, 1, 1);
    CHECK(sent == 57);
    static const struct rate_memory nonsense[] = {
        {0, 1, 1}, {-5, 1, 1}, {1e300, 1, 1}, {5, -1, 1}, {5, 1e300, 1}};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct rate fresh = {0};
        rate_recall(&fresh, &nonsense[i], 1, 1);
        CHECK(fresh.rate == 0);
    }
    struct rate fresh = {0};
    rate_recall(&fresh, &(struct rate_memory){5, 5, 5}, -1, 1);
    CHECK(fresh.rate == 0);
}

int main(void)
{
    RUN(test_one_client);
    RUN(test_the_rate_is_found);
    RUN(test_two_clients);
    RUN(test_held_back_by_another_bucket);
    RUN(test_a_cap);
    RUN(test_a_cap_above_the_rate_is_no_belief);
    RUN(test_a_bucket_never_met);
    RUN(test_forgotten_calls);
    RUN(test_memory);
    return TEST_SUMMARY();
}
