#include "flow/lanes.h"

#include <stdlib.h>

#include "flow/flow.h"

enum { FIRST_CAPACITY = 64, RECENT_MS = 30000 };

/* FNV-1a (Fowler, Noll, Vo). */
uint64_t lane_hash(uint64_t seed, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        seed = (seed ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    seed = (seed ^ 0xFF) * UINT64_C(0x100000001B3); /* ends no text: "a","b" is not "ab","" */
    return seed ? seed : 1;
}

/* The lane's slot, or the free one where it would stand. */
static size_t find(const struct lanes *lanes, uint64_t lane)
{
    size_t at = lane & (lanes->capacity - 1);
    while (lanes->slots[at].lane && lanes->slots[at].lane != lane)
        at = (at + 1) & (lanes->capacity - 1);
    return at;
}

bool lanes_reserve(struct lanes *lanes)
{
    if (lanes->count + 1 <= lanes->capacity / 2)
        return true;
    struct lane_slot *const old = lanes->slots;
    const size_t old_capacity = lanes->capacity;
    const size_t capacity = old_capacity ? 2 * old_capacity : FIRST_CAPACITY;
    struct lane_slot *slots = calloc(capacity, sizeof *slots);
    if (!slots)
        return false;
    lanes->slots = slots;
    lanes->capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].lane)
            slots[find(lanes, old[i].lane)] = old[i];
    free(old);
    return true;
}

void lanes_clear(struct lanes *lanes)
{
    free(lanes->slots);
    lanes->slots = NULL;
    lanes->count = lanes->capacity = 0;
}

bool lanes_join(struct lanes *lanes, mt_call *call)
{
    struct lane_slot *slot = &lanes->slots[find(lanes, call->lane.lane)];
    const bool is_alone = !slot->lane;
    if (is_alone) {
        *slot = (struct lane_slot){call->lane.lane, call, call};
        lanes->count++;
    } else {
        slot->last->lane.next = call;
        slot->last = call;
    }
    return is_alone;
}

/* Frees a slot; those behind it move up, so that none is cut off from where it is looked for. */
static void vacate(struct lanes *lanes, size_t at)
{
    const size_t mask = lanes->capacity - 1;
    lanes->slots[at] = (struct lane_slot){0};
    lanes->count--;
    for (size_t next = (at + 1) & mask; lanes->slots[next].lane; next = (next + 1) & mask) {
        const size_t home = lanes->slots[next].lane & mask;
        if (((next - home) & mask) < ((next - at) & mask))
            continue;
        lanes->slots[at] = lanes->slots[next];
        lanes->slots[next] = (struct lane_slot){0};
        at = next;
    }
}

mt_call *lanes_leave(struct lanes *lanes, mt_call *call)
{
    if (!call->lane.lane)
        return NULL;
    const size_t at = find(lanes, call->lane.lane);
    struct lane_slot *slot = &lanes->slots[at];
    mt_call *const behind = call->lane.next;
    const bool was_first = slot->first == call;
    call->lane = (struct lane_link){0};
    if (was_first) {
        slot->first = behind;
        if (!behind)
            vacate(lanes, at);
        return behind;
    }
    mt_call *before = slot->first;
    while (before->lane.next != call)
        before = before->lane.next;
    before->lane.next = behind;
    if (slot->last == call)
        slot->last = before;
    return NULL;
}

void lanes_note(struct lanes *lanes, uint64_t lane, int64_t now)
{
    if (lane)
        lanes->changes[lanes->change_count++ % LANE_CHANGES] = (struct lane_change){lane, now};
}

bool lanes_changed(const struct lanes *lanes, uint64_t lane, int64_t now)
{
    for (size_t i = 0; lane && i < LANE_CHANGES; i++)
        if (lanes->changes[i].lane == lane && now - lanes->changes[i].at < RECENT_MS)
            return true;
    return false;
}
