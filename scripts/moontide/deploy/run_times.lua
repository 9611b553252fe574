-- When scheduled actions of a deployment run, and which hours clocks leave out: by schedule.lua and
-- time_zone.lua, remembered, because a thousand targets share a handful of schedules.
local civil = require "moontide.scaling.civil"
local cron_times = require "moontide.scaling.cron_times"
local schedule = require "moontide.scaling.schedule"
local time_zone = require "moontide.scaling.time_zone"

local M = {}

local day <const> = 86400
local looked_at <const> = 400   -- firings of an action
local horizon <const> = 400 * day

local function remembered(memo, kind, key, make)
   memo[kind] = memo[kind] or {}
   local found = memo[kind][key]
   if found == nil then
      found = make()
      memo[kind][key] = found
   end
   return found
end

local function key_of(action)
   return table.concat({ action.schedule, action.timezone or "UTC",
      tostring(action.start_time or ""), tostring(action.end_time or "") }, "\n")
end

---The action in the scaling model's words; nil if its schedule or zone cannot be read.
---@param action table  of target.schedules
---@param memo table
---@return moontide.scaling.ScheduledAction?
function M.read(action, memo)
   if type(action.schedule) ~= "string" then return nil end
   return remembered(memo, "read", key_of(action), function()
      local parsed = schedule.parse(action.schedule)
      local zone = time_zone.load(action.timezone or "UTC")
      if not parsed or not zone then return false end
      return { schedule = parsed, zone = zone, start_time = action.start_time,
         end_time = action.end_time }
   end) or nil
end

---What schedule.parse says of an action's expression.
---@param text string
---@param memo table
---@return { schedule?: moontide.scaling.Schedule, problem?: string, kind?: string }
function M.parse(text, memo)
   return remembered(memo, "parsed", text, function()
      local parsed, problem, kind = schedule.parse(text)
      return { schedule = parsed, problem = problem, kind = kind }
   end)
end

---Is there a time zone of this name?
---@param name string
---@param memo table
---@return boolean
function M.zone_exists(name, memo)
   return remembered(memo, "zone", name, function() return time_zone.exists(name) end)
end

---The next runs, within thirteen months; rates without a start have none that are known.
---@param action table
---@param now number
---@param memo table
---@return number[]
function M.upcoming(action, now, memo)
   return remembered(memo, "upcoming", key_of(action), function()
      local read, times = M.read(action, memo), {}
      local time = read and schedule.next_firing(read, now)
      while time and time <= now + horizon and #times < looked_at do
         times[#times + 1] = time
         time = schedule.next_firing(read, time)
      end
      return times
   end)
end

---Will it ever run again?
---@param action table
---@param now number
---@param memo table
---@return boolean
function M.is_over(action, now, memo)
   if not action.schedule then return false end
   return remembered(memo, "over", key_of(action), function()
      local read = M.read(action, memo)
      if not read or read.schedule.kind == "rate" then return false end
      return schedule.next_firing(read, now) == nil
   end)
end

---Does no clock ever show the time of an at(…)?
---@param read moontide.scaling.ScheduledAction  of that kind
---@return boolean
function M.in_gap_at(read)
   return read.zone:to_utc(civil.seconds(read.schedule)) == nil
end

---The moment at which a zone's offset changes, between two times that show it.
local function change_between(zone, low, high)
   local before = zone:offset_at(low)
   while high - low > 1 do
      local middle = (low + high) // 2
      if zone:offset_at(middle) == before then low = middle else high = middle end
   end
   return high
end

---The local times that clocks leave out in the next two years, as { first, last } of local seconds.
---@param name string
---@param now number
---@param memo table
---@return { first: integer, last: integer }[]
function M.gaps(name, now, memo)
   return remembered(memo, "gaps", name, function()
      local zone, gaps = time_zone.load(name), {}
      local low = math.floor(now)
      for time = low, low + (zone and 730 or -1) * day, day do
         local before, after = zone:offset_at(time), zone:offset_at(time + day)
         if after > before then
            local change = change_between(zone, time, time + day)
            gaps[#gaps + 1] = { first = change + before, last = change + after - 1 }
         end
      end
      return gaps
   end)
end

---The first local time of a cron that clocks leave out, as "2026-03-29T02:30"; nil: there is none.
---@param action table
---@param now number
---@param memo table
---@return string?
function M.in_gap(action, now, memo)
   if not action.schedule then return nil end
   local found = remembered(memo, "in_gap", key_of(action), function()
      local read = M.read(action, memo)
      if not read or read.schedule.kind ~= "cron" then return false end
      for _, gap in ipairs(M.gaps(action.timezone or "UTC", now, memo)) do
         local seconds = cron_times.ascending(read.schedule, gap.first)()
         if seconds and seconds <= gap.last then return M.local_text(seconds) end
      end
      return false
   end)
   return found or nil
end

---@param seconds integer  local
---@return string
function M.local_text(seconds)
   local year, month, date = civil.date_of(seconds // day)
   local rest = seconds % day
   return ("%04d-%02d-%02dT%02d:%02d"):format(year, month, date, rest // 3600, rest % 3600 // 60)
end

---@param time number  UTC
---@return string
function M.utc_text(time)
   return M.local_text(math.floor(time)) .. "Z"
end

return M
