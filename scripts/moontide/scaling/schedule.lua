-- Schedules of scheduled actions as text: at(…), rate(…) and cron(…). Reading is lenient where AWS
-- is: a rate's unit may be singular or plural, an hour may lack its leading zero.
local cron = require "moontide.scaling.cron"

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
local days_of <const> = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_leap(year)
   return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

---@param year integer
---@param month integer
---@return integer
function M.days_in_month(year, month)
   return month == 2 and is_leap(year) and 29 or days_of[month]
end

local function is_date(at)
   return at.month >= 1 and at.month <= 12 and at.day >= 1
      and at.day <= M.days_in_month(at.year, at.month)
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

return M
