#include "flow/circuit.h"

/* Ten failures in a row: at a fault rate of 20 % that is one chance in ten million. */
enum { ENOUGH = 10, FIRST_PAUSE_MS = 500, LONGEST_PAUSE_MS = 15000, LESS_PATIENCE_MS = 2000 };

int64_t circuit_wait(const struct circuit *circuit, int64_t now)
{
    if (!circuit->is_open)
        return 0;
    if (circuit->is_probing)
        return -1;
    return circuit->probe_at > now ? circuit->probe_at - now : 0;
}

void circuit_sent(struct circuit *circuit)
{
    circuit->is_probing = circuit->is_open;
}

void circuit_answered(struct circuit *circuit)
{
    *circuit = (struct circuit){0};
}

void circuit_forget(struct circuit *circuit)
{
    circuit->is_probing = false;
}

static void pause(struct circuit *circuit, double random, int64_t now)
{
    circuit->is_probing = false;
    circuit->probe_at = now + (int64_t)((double)circuit->pause_ms * (0.75 + random / 2));
}

void circuit_open(struct circuit *circuit, double random, int64_t now)
{
    if (circuit->is_open)
        return;
    circuit->is_open = true;
    circuit->opened_at = now;
    circuit->pause_ms = FIRST_PAUSE_MS;
    pause(circuit, random, now);
}

void circuit_failed(struct circuit *circuit, double random, int64_t now)
{
    circuit->failures++;
    if (!circuit->is_open) {
        if (circuit->failures >= ENOUGH)
            circuit_open(circuit, random, now);
    } else if (circuit->is_probing) {
        circuit->pause_ms *= 2;
        if (circuit->pause_ms > LONGEST_PAUSE_MS)
            circuit->pause_ms = LONGEST_PAUSE_MS;
        pause(circuit, random, now);
    } /* else it was under way when it opened */
}

bool circuit_gives_up(struct circuit *circuit, int64_t patience_ms, int64_t now)
{
    if (!circuit->is_open || circuit->is_probing)
        return false;
    if (circuit->was_given_up && patience_ms > LESS_PATIENCE_MS)
        patience_ms = LESS_PATIENCE_MS;
    if (now - circuit->opened_at < patience_ms)
        return false;
    *circuit = (struct circuit){.was_given_up = true};
    return true;
}
