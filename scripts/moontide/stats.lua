-- What this run has done, in figures: moontide.stats().
local context = require "moontide.context"
local core = require "moontide.core"

local M = {}

---@class moontide.Wait
---@field count integer   waits that have ended
---@field seconds number  what they took, calls that wait side by side counted twice
---@field held number     for how long something has waited
---@field now integer?    calls that wait; of a part

---@class moontide.Latency  of attempts
---@field count integer
---@field seconds number  of all of them
---@field p50 number?     half of them took no longer, about
---@field p95 number?
---@field p99 number?
---@field limits number[]   seconds
---@field buckets integer[]  attempts up to the first limit, from there up to the second, …

---@class moontide.Figures
---@field calls integer        that have ended
---@field failed integer       of them
---@field attempts integer     requests sent
---@field retries integer      requests sent once more
---@field throttled integer    answers that asked to slow down
---@field concurrent integer   answers that another update was pending
---@field retried table<string, integer>  retries by cause: transient, throttled, …
---@field errors table<string, integer>   failed calls by status: throttle, network, auth, …
---@field answers table<string, integer>  attempts by status; ok
---@field waits table<string, moontide.Wait>  lane, rate, circuit, credentials, backoff
---@field sent_bytes integer
---@field received_bytes integer
---@field connections integer  opened
---@field latency moontide.Latency

---@class moontide.Part: moontide.Figures  of one profile, Region, service and class
---@field profile string  "" for credentials given as such
---@field region string
---@field service string
---@field class string    of operations: what shares a limit, "read", "write", …
---@field rate number     calls a second that the service is believed to allow; 0: not known
---@field down number     seconds for which it has not answered; 0: it does
---@field probe number    seconds until a call is let through to see

---@class moontide.Stats: moontide.Figures
---@field in_flight integer
---@field peak_in_flight integer
---@field elapsed number           seconds since the first use of the engine
---@field blocking_waits integer   waits in places that cannot be suspended
---@field parts moontide.Part[]

local SUMS <const> = { "calls", "failed", "attempts", "retries", "throttled", "concurrent",
   "sent_bytes", "received_bytes", "connections" }
local TABLES <const> = { "retried", "errors", "answers" }
local CAUSES <const> = { "transient", "throttled", "concurrent", "lagging", "expired", "clock" }
local WAITS <const> = { "lane", "rate", "circuit", "credentials", "backoff" }
local SHARES <const> = { p50 = 0.5, p95 = 0.95, p99 = 0.99 }

-- What is of this moment: not added up, and not subtracted.
local GAUGES <const> = { in_flight = true, peak_in_flight = true, rate = true, down = true,
   probe = true, now = true }

local function zeros(names)
   local result = {}
   for _, name in ipairs(names) do result[name] = 0 end
   return result
end

local function empty()
   local figures = zeros(SUMS)
   figures.retried, figures.errors, figures.answers = zeros(CAUSES), {}, {}
   figures.latency = { count = 0, seconds = 0.0, buckets = {} }
   for i = 1, #core.latency_limits + 1 do figures.latency.buckets[i] = 0 end
   figures.waits = {}
   for _, name in ipairs(WAITS) do
      figures.waits[name] = { count = 0, seconds = 0.0, held = 0.0, now = 0 }
   end
   return figures
end

-- Adds numbers, tables' too; what is new comes along.
local function add(into, from)
   for name, value in pairs(from) do
      if type(value) == "table" then
         into[name] = into[name] or {}
         add(into[name], value)
      elseif type(value) == "number" then
         into[name] = (into[name] or 0) + value
      end
   end
end

local function subtract(from, before)
   for name, value in pairs(from) do
      local other = before[name]
      if type(value) == "table" then
         subtract(value, type(other) == "table" and other or {})
      elseif type(value) == "number" and not GAUGES[name] then
         from[name] = value - (type(other) == "number" and other or 0)
      end
   end
end

local function drop_zeros(counts)
   for status, count in pairs(counts) do
      if count == 0 then counts[status] = nil end
   end
end

local function total(counts)
   local sum = 0
   for _, count in pairs(counts) do sum = sum + count end
   return sum
end

-- Of the core's tally: the same figures that the whole has.
local function part_of(tally)
   local part = empty()
   local errors = {}
   for status, count in pairs(tally.calls) do
      if status ~= "ok" then errors[status] = count end
   end
   part.profile, part.region = tally.profile, tally.region
   part.service, part.class = tally.service, tally.class
   part.rate, part.down, part.probe = tally.rate, tally.down, tally.probe
   part.calls, part.failed = total(tally.calls), total(errors)
   part.attempts, part.retries = tally.attempts, total(tally.retries)
   part.throttled = tally.answers.throttle or 0
   part.concurrent = tally.answers.concurrent or 0
   part.sent_bytes, part.received_bytes = tally.sent_bytes, tally.received_bytes
   part.connections = tally.connections
   part.retried, part.errors, part.answers = tally.retries, errors, tally.answers
   part.waits, part.latency = tally.waits, tally.latency
   part.latency.count = total(tally.answers)
   return part
end

-- Adds a part to one of the same name; what is of this moment is not added up.
local function merge(into, part)
   local rate, down, probe = into.rate, into.down, into.probe
   add(into, part)
   into.rate, into.down = math.max(rate, part.rate), math.max(down, part.down)
   into.probe = math.max(probe, part.probe)
end

-- One for each profile, Region, service and class: several keys given as such have one in common.
local function parts_of(engine)
   local parts, by_name = {}, {}
   for _, tally in ipairs(engine and engine:tallies() or {}) do
      local part = part_of(tally)
      local name = table.concat({ part.profile, part.region, part.service, part.class }, "\0")
      if by_name[name] then
         merge(by_name[name], part)
      else
         by_name[name] = part
         parts[#parts + 1] = part
      end
   end
   return parts
end

---Below how many seconds a share of the attempts were answered, as far as the buckets tell; nil if
---there were none.
---@param latency moontide.Latency
---@param share number
---@return number?
function M.quantile(latency, share)
   local wanted, below = latency.count * share, 0
   if latency.count <= 0 then return nil end
   local limits = core.latency_limits
   for i, limit in ipairs(limits) do
      local count = latency.buckets[i]
      if count > 0 and below + count >= wanted then
         local from = limits[i - 1] or 0
         return from + (limit - from) * (wanted - below) / count
      end
      below = below + count
   end
   return limits[#limits]
end

local function finish(figures)
   drop_zeros(figures.errors)
   drop_zeros(figures.answers)
   for name, share in pairs(SHARES) do
      figures.latency[name] = M.quantile(figures.latency, share)
   end
   figures.latency.limits = table.move(core.latency_limits, 1, #core.latency_limits, 1, {})
end

local function whole(engine, parts)
   local stats = empty()
   for _, part in ipairs(parts) do
      for _, name in ipairs(SUMS) do stats[name] = stats[name] + part[name] end
      for _, name in ipairs(TABLES) do add(stats[name], part[name]) end
      add(stats.waits, part.waits)
      add(stats.latency, part.latency)
   end
   local all = engine and engine:stats() or {}
   for name, seconds in pairs(all.held or {}) do stats.waits[name].held = seconds end
   stats.connections = all.connections or 0 -- those for credentials are nobody's part
   stats.in_flight, stats.peak_in_flight = all.in_flight or 0, all.peak_in_flight or 0
   return stats
end

---Figures of this run; with those of an earlier moment, what has been added since.
---@param before moontide.Stats?
---@return moontide.Stats
function M.stats(before)
   local engine = context.current_engine()
   local parts = parts_of(engine)
   local stats = whole(engine, parts)
   stats.parts = parts
   stats.elapsed = context.elapsed()
   stats.blocking_waits = require("moontide.task").blocking_waits()
   if before then subtract(stats, before) end
   finish(stats)
   for _, part in ipairs(parts) do finish(part) end
   return stats
end

return M
