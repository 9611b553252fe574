/* Services and clients in virtual time: a token bucket behind a latency, and programs that send to
** it as fast as their struct rate lets them. */
#ifndef MOONTIDE_RATE_TESTING_H
#define MOONTIDE_RATE_TESTING_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "flow/rate.h"
#include "test.h"

enum { SIM_PLACES = 64, SIM_CLIENTS = 2 };

struct sim_change {
    double at, rate; /* from then on */
};

struct sim_service {
    double rate, burst;
    double latency, jitter;           /* of an answer, s; jitter is a share of it */
    double faults;                    /* share of calls that fail after their token is spent */
    const struct sim_change *changes; /* at ends it with 0 */
    double tokens, now;
};

enum sim_answer { SIM_ACCEPTED, SIM_FAILED, SIM_REFUSED };

struct sim_flight {
    double sent, arrives, ends; /* at the service; back at the client; ends 0: free */
    bool is_served;
    enum sim_answer answer;
};

struct sim_client {
    struct rate rate;
    double starts;
    int calls; /* to be made */
    int sent, done, refused, attempts, under_way;
    double ended;
    struct sim_flight flights[SIM_PLACES];
};

struct sim {
    struct sim_service service;
    struct sim_client clients[SIM_CLIENTS];
    size_t client_count;
    double cost; /* tokens of a call; 0: 1 */
    uint64_t seed;
    double now;
};

static inline double sim_random(struct sim *sim)
{
    sim->seed = sim->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(sim->seed >> 11) / (double)(UINT64_C(1) << 53);
}

static inline enum sim_answer sim_serve(struct sim *sim, double now)
{
    struct sim_service *service = &sim->service;
    for (; service->changes && service->changes->at > 0 && service->changes->at <= now;
         service->changes++) {
        service->tokens += service->rate * (service->changes->at - service->now);
        service->now = service->changes->at;
        service->rate = service->changes->rate;
    }
    service->tokens += service->rate * (now - service->now);
    if (service->tokens > service->burst)
        service->tokens = service->burst;
    service->now = now;
    if (service->tokens < sim->cost)
        return SIM_REFUSED;
    service->tokens -= sim->cost;
    return sim_random(sim) < service->faults ? SIM_FAILED : SIM_ACCEPTED;
}

static inline void sim_send(struct sim *sim, struct sim_client *client)
{
    size_t i = 0;
    while (client->flights[i].ends > 0)
        i++;
    const double latency = sim->service.latency * (1 + sim->service.jitter * sim_random(sim));
    client->flights[i] =
        (struct sim_flight){sim->now, sim->now + latency / 2, sim->now + latency, false, 0};
    client->under_way++;
    client->attempts++;
    rate_take(&client->rate, sim->cost, sim->now);
}

static inline void sim_receive(struct sim *sim, struct sim_client *client,
                               struct sim_flight *flight)
{
    flight->ends = 0;
    client->under_way--;
    if (flight->answer == SIM_REFUSED) {
        client->refused++;
        rate_refused(&client->rate, sim->cost, flight->sent, sim->now);
        return;
    }
    rate_spent(&client->rate, sim->cost, sim->now);
    client->done += flight->answer == SIM_ACCEPTED;
    if (client->done == client->calls)
        client->ended = sim->now;
}

/* The next moment at which a client has something to do; it sends what it may. */
static inline double sim_act(struct sim *sim, struct sim_client *client)
{
    if (sim->now < client->starts)
        return client->starts;
    while (client->done + client->under_way < client->calls && client->under_way < SIM_PLACES) {
        const double wait = rate_wait(&client->rate, sim->cost, sim->now);
        if (wait < 0)
            break;
        if (wait > 0)
            return sim->now + (wait > 0.001 ? wait : 0.001);
        sim_send(sim, client);
    }
    return 1e18;
}

/* The next arrival at the service or back at a client, served or received if it is now. */
static inline double sim_move(struct sim *sim, struct sim_client *client)
{
    double next = 1e18;
    for (size_t i = 0; i < SIM_PLACES; i++) {
        struct sim_flight *flight = &client->flights[i];
        if (flight->ends > 0 && !flight->is_served && flight->arrives <= sim->now) {
            flight->answer = sim_serve(sim, sim->now);
            flight->is_served = true;
        }
        if (flight->ends > 0 && flight->ends <= sim->now)
            sim_receive(sim, client, flight);
        if (flight->ends > 0) {
            const double due = flight->is_served ? flight->ends : flight->arrives;
            next = due < next ? due : next;
        }
    }
    return next;
}

static inline void sim_run(struct sim *sim)
{
    sim->service.tokens = sim->service.burst;
    if (sim->cost == 0)
        sim->cost = 1;
    bool is_done = false;
    while (!is_done && sim->now < 36000) {
        double next = 1e18;
        is_done = true;
        for (size_t i = 0; i < sim->client_count; i++) {
            struct sim_client *client = &sim->clients[i];
            double due = sim_move(sim, client);
            next = due < next ? due : next;
            due = sim_act(sim, client);
            next = due < next ? due : next;
            is_done = is_done && client->done == client->calls;
        }
        for (size_t i = 0; i < sim->client_count; i++)
            if (sim->clients[i].under_way > 0) { /* what was sent just now */
                const double due = sim_move(sim, &sim->clients[i]);
                next = due < next ? due : next;
            }
        if (next > sim->now)
            sim->now = next;
    }
    CHECK(is_done);
}

#endif
