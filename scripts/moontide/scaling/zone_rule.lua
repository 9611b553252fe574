-- The rule at the end of a time zone's file (POSIX TZ, as in "CET-1CEST,M3.5.0,M10.5.0/3"), which
-- holds for all times after the listed changes.
local civil = require "moontide.scaling.civil"

local M = {}

local day <const> = 86400

local function seconds_of(text)
   local sign, hours, rest = text:match("^([+-]?)(%d+)(.*)$")
   if not hours then
      return nil
   end
   local minutes, seconds = rest:match("^:(%d+):?(%d*)$")
   local value = tonumber(hours) * 3600 + (tonumber(minutes) or 0) * 60 + (tonumber(seconds) or 0)
   return math.tointeger(sign == "-" and -value or value)
end

local function take_name(text)
   local name = text:match("^<[%w+-]+>") or text:match("^%a+")
   return name and text:sub(#name + 1)
end

local function take_offset(text)
   local part = text:match("^[%d:+-]+")
   return part and seconds_of(part), part and text:sub(#part + 1) or text
end

---When a part of the year begins: the n-th weekday of a month, or a day of the year.
local function parse_change(text)
   local date, time = text:match("^([^/]+)/?(.*)$")
   local at = time ~= "" and seconds_of(time) or 7200
   local month, week, weekday = (date or ""):match("^M(%d+)%.(%d)%.(%d)$")
   if month then
      return { month = math.tointeger(tonumber(month)), week = math.tointeger(tonumber(week)),
               weekday = math.tointeger(tonumber(weekday)), time = at }
   end
   local julian, number = (date or ""):match("^(J?)(%d+)$")
   return number
      and { number = math.tointeger(tonumber(number)), julian = julian == "J", time = at }
end

---@class moontide.scaling.ZoneRule
---@field standard integer  seconds east of UTC
---@field summer? integer
---@field from? table   when summer time begins
---@field to? table     when it ends

---@param text string
---@return moontide.scaling.ZoneRule?
function M.parse(text)
   local rest = take_name(text)
   local west
   if rest then
      west, rest = take_offset(rest)
   end
   if not west then
      return nil
   elseif rest == "" then
      return { standard = -west }
   end
   rest = take_name(rest)
   if not rest then
      return nil
   end
   local summer_west, dates = take_offset(rest)
   local from, to = dates:match("^,([^,]+),([^,]+)$")
   from, to = from and parse_change(from), to and parse_change(to)
   if not from or not to then
      return nil
   end
   return { standard = -west, summer = -(summer_west or west - 3600), from = from, to = to }
end

---@return integer  local seconds
local function change_in(change, year)
   local number
   if change.month then
      local first = civil.day_number(year, change.month, 1)
      local offset = (change.weekday - (civil.weekday(first) - 1)) % 7 + (change.week - 1) * 7
      if offset >= civil.days_in_month(year, change.month) then
         offset = offset - 7
      end
      number = first + offset
   else
      local first = civil.day_number(year, 1, 1)
      local is_after_leap_day = change.julian and change.number >= 60
         and civil.days_in_month(year, 2) == 29
      number = first + change.number - (change.julian and not is_after_leap_day and 1 or 0)
   end
   return number * day + change.time
end

---@param rule moontide.scaling.ZoneRule
---@param time number  UTC
---@return integer  seconds east of UTC
function M.offset_at(rule, time)
   if not rule.summer then
      return rule.standard
   end
   local year = civil.date_of((math.floor(time) + rule.standard) // day)
   local from = change_in(rule.from, year) - rule.standard
   local to = change_in(rule.to, year) - rule.summer
   local is_summer
   if from < to then
      is_summer = time >= from and time < to
   else
      is_summer = time >= from or time < to
   end
   return is_summer and rule.summer or rule.standard
end

return M
