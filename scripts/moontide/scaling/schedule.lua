-- Schedules of scheduled actions as text: at(…), rate(…) and cron(…). Reading is lenient where AWS
-- is: a rate's unit may be singular or plural, an hour may lack its leading zero. And the times at
-- which an action runs, every clock an argument.
local civil = require "moontide.scaling.civil"
local cron = require "moontide.scaling.cron"
local cron_times = require "moontide.scaling.cron_times"
local time_zone = require "moontide.scaling.time_zone"

local M = {}

---@class moontide.scaling.At
---@field kind "at"
---@field year integer  of a local time, in the action's time zone
---@field month integer
---@field day integer
---@field hour integer
---@field minute integer
---@field second integer

---@class moontide.scaling.Rate
---@field kind "rate"
---@field value integer
---@field unit "minute"|"hour"|"day"
---@field seconds integer  between two runs

---@alias moontide.scaling.Schedule moontide.scaling.At|moontide.scaling.Rate|moontide.scaling.Cron

local seconds_of <const> = { minute = 60, hour = 3600, day = 86400 }

local function is_date(at)
   return at.month >= 1 and at.month <= 12 and at.day >= 1
      and at.day <= civil.days_in_month(at.year, at.month)
      and at.hour <= 23 and at.minute <= 59 and at.second <= 59
end

local function parse_at(body)
   local parts = { body:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d?):(%d%d):?(%d*)$") }
   local with_seconds = body:find(":%d%d:%d%d$")
   local without_seconds = body:find("T%d+:%d%d$")
   if not parts[1] or not (with_seconds or without_seconds) then
      return nil, ("%q is not written yyyy-mm-ddThh:mm:ss"):format(body)
   end
   for i = 1, 6 do
      parts[i] = math.tointeger(tonumber(parts[i])) or 0
   end
   local at = { kind = "at", year = parts[1], month = parts[2], day = parts[3], hour = parts[4],
                minute = parts[5], second = parts[6] }
   if not is_date(at) then
      return nil, ("there is no %s"):format(body)
   end
   return at
end

local function parse_rate(body)
   local value, unit = body:match("^(%d+)%s*(%a+)$")
   unit = unit and unit:gsub("s$", "")
   if not seconds_of[unit] then
      return nil, ("%q is not a number of minutes, hours or days"):format(body)
   end
   local count = #value <= 9 and math.tointeger(tonumber(value))
   if not count or count < 1 then
      return nil, ("a rate cannot be %s"):format(body)
   end
   return { kind = "rate", value = count, unit = unit, seconds = count * seconds_of[unit] }
end

local parsers <const> = { at = parse_at, rate = parse_rate, cron = cron.parse }

---@param text string
---@return moontide.scaling.Schedule? schedule, string? problem, string? kind  nil: not even that
function M.parse(text)
   local kind, body = text:match("^(%l+)%((.*)%)$")
   local parser = parsers[kind]
   if not parser then
      return nil, ("%q is none of at(…), rate(…) and cron(…)"):format(text)
   end
   local schedule, problem = parser(body)
   if not schedule then
      return nil, problem, kind
   end
   return schedule
end

---A scheduled action, as far as it says when it runs.
---@class moontide.scaling.ScheduledAction
---@field schedule moontide.scaling.Schedule
---@field zone? moontide.scaling.TimeZone  default UTC; of at and cron
---@field start_time? number  of a rate or cron: the first run, by AWS's guide
---@field end_time? number    no run is after it
---@field created? number     no run is before it; a rate without start_time counts from it

---Reads a scheduled action as DescribeScheduledActions shows it.
---@param item table
---@return moontide.scaling.ScheduledAction? action, string? problem
function M.action_of(item)
   local parsed, problem = M.parse(item.Schedule)
   if not parsed then
      return nil, problem
   end
   local zone = time_zone.load(item.Timezone or "UTC")
   if not zone then
      return nil, ("this machine does not know the time zone %s"):format(item.Timezone)
   end
   return { schedule = parsed, zone = zone, start_time = item.StartTime, end_time = item.EndTime,
            created = item.CreationTime }
end

local function earliest(action)
   return math.max(action.start_time or -math.huge, action.created or -math.huge)
end

local function latest(action)
   return action.end_time or math.huge
end

local function at_time(action)
   local zone = action.zone or time_zone.utc
   return zone:to_utc(civil.seconds(action.schedule))
end

local function next_cron(action, after, low)
   local zone = action.zone or time_zone.utc
   local start = math.floor(math.max(after, low))
   for seconds in cron_times.ascending(action.schedule, start + zone:offset_at(start)) do
      local time = zone:to_utc(seconds)
      if time and time > after and time >= low then
         return time
      end
   end
   return nil
end

---Where a clock has just been set back, later local times may have been earlier.
local function last_cron(action, time)
   local zone = action.zone or time_zone.utc
   local start = math.floor(time)
   local offset = math.max(zone:offset_at(start), zone:offset_at(start - 86400))
   for seconds in cron_times.descending(action.schedule, start + offset) do
      local found = zone:to_utc(seconds)
      if found and found <= time then
         return found
      end
   end
   return nil
end

---The first time above `after` and not below `low`.
local function next_of_kind(action, after, low)
   local schedule = action.schedule
   if schedule.kind == "at" then
      local time = at_time(action)
      return time and time > after and time >= low and time or nil
   elseif schedule.kind == "cron" then
      return next_cron(action, after, low)
   end
   local first = action.start_time or action.created
   if not first then
      return nil
   end
   local runs = math.max(0, math.ceil((low - first) / schedule.seconds),
      (after - first) // schedule.seconds + 1)
   return first + runs * schedule.seconds
end

local function last_of_kind(action, time)
   local schedule = action.schedule
   if schedule.kind == "at" then
      local found = at_time(action)
      return found and found <= time and found or nil
   elseif schedule.kind == "cron" then
      return last_cron(action, time)
   end
   local first = action.start_time or action.created
   if not first or time < first then
      return nil
   end
   return first + (time - first) // schedule.seconds * schedule.seconds
end

---A cron with a start runs then, and after that by its fields.
local function runs_at_start(action)
   return action.schedule.kind == "cron" and action.start_time
      and action.start_time >= (action.created or -math.huge)
end

---The first time after `after` at which the action runs; nil: never again.
---@param action moontide.scaling.ScheduledAction
---@param after number
---@return number?
function M.next_firing(action, after)
   local starts = runs_at_start(action) and action.start_time > after
   local found = starts and action.start_time or next_of_kind(action, after, earliest(action))
   return found and found <= latest(action) and found or nil
end

---The last time up to `time` at which the action ran; nil: it has not run yet.
---@param action moontide.scaling.ScheduledAction
---@param time number
---@return number?
function M.last_firing(action, time)
   local found = last_of_kind(action, math.min(time, latest(action)))
   if found and found >= earliest(action) then
      return found
   end
   local is_started = runs_at_start(action) and action.start_time <= math.min(time, latest(action))
   return is_started and action.start_time or nil
end

---The next times after `after`, at most `count` of them.
---@param action moontide.scaling.ScheduledAction
---@param after number
---@param count integer
---@return number[]
function M.next_firings(action, after, count)
   local times = {}
   local time = M.next_firing(action, after)
   while time and #times < count do
      times[#times + 1] = time
      time = M.next_firing(action, time)
   end
   return times
end

return M
