-- What a run's calls have met, in words: the line at its end, and what the progress line says while
-- something waits.
local counted = require "moontide.counted"

local M = {}

local MANY_CALLS <const> = 100  -- from here on a line is worth it though nothing happened
local LONG_SECONDS <const> = 1.0 -- a wait worth telling
local VERY_LONG_SECONDS <const> = 10.0 -- … to somebody who has not asked: a rate is no event

local PASSING <const> = { "throttle", "concurrent", "lagging", "server", "network", "timeout",
   "protocol" }
local CAUSES <const> = { "concurrent", "lagging", "transient", "expired", "clock" }

-- 2061 as "2,061".
local function grouped(count)
   local text = ("%d"):format(count)
   local first = (#text - 1) % 3 + 1
   return text:sub(1, first) .. text:sub(first + 1):gsub("%d%d%d", ",%0")
end

---A time for people: "12 s", "2:05 min", "1:10 h".
---@param seconds number
---@return string
function M.duration(seconds)
   seconds = math.floor(seconds + 0.5)
   if seconds < 60 then return ("%d s"):format(seconds) end
   if seconds < 3600 then return ("%d:%02d min"):format(seconds // 60, seconds % 60) end
   return ("%d:%02d h"):format(seconds // 3600, seconds % 3600 // 60)
end

-- "(waited 12.1 s)" where that was long.
local function waited(wait)
   return wait.held >= 0.05 and (" (waited %.1f s)"):format(wait.held) or ""
end

-- Lost is what time would have mended; refused, what the service or we had reasons for.
local function ends(stats)
   local lost, cancelled = 0, stats.errors.cancelled or 0
   for _, status in ipairs(PASSING) do lost = lost + (stats.errors[status] or 0) end
   local refused = stats.failed - lost - cancelled
   local list = {}
   if refused > 0 then list[1] = grouped(refused) .. " refused" end
   if cancelled > 0 then list[#list + 1] = grouped(cancelled) .. " cancelled" end
   list[#list + 1] = grouped(lost) .. " lost"
   return list
end

local function events(stats)
   local list = {}
   if stats.throttled > 0 then
      list[1] = grouped(stats.throttled) .. " throttled" .. waited(stats.waits.rate)
   elseif stats.waits.rate.held >= LONG_SECONDS then
      list[1] = ("%.1f s behind a rate"):format(stats.waits.rate.held)
   end
   for _, cause in ipairs(CAUSES) do
      local count = cause == "concurrent" and stats.concurrent or stats.retried[cause]
      if count > 0 then list[#list + 1] = grouped(count) .. " " .. cause end
   end
   if stats.waits.circuit.held >= LONG_SECONDS then
      list[#list + 1] = ("%.1f s without a service that answers"):format(stats.waits.circuit.held)
   end
   if stats.waits.credentials.held >= LONG_SECONDS then
      list[#list + 1] = ("%.1f s for credentials"):format(stats.waits.credentials.held)
   end
   return table.concat(table.move(ends(stats), 1, 3, #list + 1, list), ", ")
end

---"2,014 calls, 2,061 attempts: 47 throttled (waited 12.1 s), 3 concurrent, 0 lost".
---@param stats moontide.Stats
---@return string
function M.line(stats)
   local head = counted(stats.calls, "call"):gsub("^%d+", grouped(stats.calls))
   if stats.attempts ~= stats.calls then
      head = ("%s, %s attempts"):format(head, grouped(stats.attempts))
   end
   return head .. ": " .. events(stats)
end

---Is there anything to say to somebody who has not asked for it?
---@param stats moontide.Stats
---@param is_watched boolean  at a terminal
---@return boolean
function M.is_notable(stats, is_watched)
   if stats.calls >= MANY_CALLS and is_watched then return true end
   return stats.calls > 1 and (stats.retries > 0 or stats.waits.rate.held >= VERY_LONG_SECONDS
      or stats.waits.circuit.held >= LONG_SECONDS)
end

local function first_with(parts, reason)
   for _, part in ipairs(parts) do
      if (part.waits[reason].now or 0) > 0 then return part end
   end
end

---What keeps the run from going on at this moment, in phrases; none: nothing does.
---@param parts moontide.Part[]
---@return string[]
function M.standstill(parts)
   local part = first_with(parts, "circuit")
   if part then
      local phrases = { ("no answer from %s in %s for %s"):format(part.service, part.region,
         M.duration(part.down)) }
      if part.probe > 0 then
         phrases[2] = "next try in " .. M.duration(math.ceil(part.probe))
      end
      return phrases
   end
   part = first_with(parts, "credentials")
   if not part then return {} end
   return { "waiting for credentials"
      .. (part.profile == "" and "" or " of profile " .. part.profile) }
end

---What the service lets through, if that is what the calls wait for.
---@param parts moontide.Part[]
---@return string?
function M.pace(parts)
   local part = first_with(parts, "rate")
   if part and part.rate > 0 then return ("held to %.3g/s"):format(part.rate) end
end

return M
