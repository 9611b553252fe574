-- The local times that cron fields name: the next one and the one before. Days are walked through
-- month by month; within a day the times are products of sorted lists.
local civil = require "moontide.scaling.civil"
local sorted = require "moontide.sorted"

local M = {}

local day <const> = 86400
local first_year <const>, last_year <const> = 1970, 2199
local only_zero <const> = { 0 }

local function values_of(field)
   return field and sorted.keys(field.values) or only_zero
end

---The weekday nearest to a day of the month, without leaving the month.
local function nearest_weekday(month_start, nearest, length)
   local wanted = math.min(nearest, length)
   local weekday = civil.weekday(month_start + wanted - 1)
   if weekday == 7 then
      return wanted > 1 and wanted - 1 or wanted + 2
   elseif weekday == 1 then
      return wanted < length and wanted + 1 or wanted - 2
   end
   return wanted
end

local function matches_day_of_month(field, date, month_start, length)
   if field.unspecified or field.any then
      return true
   elseif field.values then
      return field.values[date] == true
   end
   local wanted = field.nearest or length - (field.before or 0)
   if wanted < 1 or wanted > length then
      return false
   end
   return date == (field.weekday and nearest_weekday(month_start, wanted, length) or wanted)
end

local function matches_day_of_week(field, date, month_start, length)
   if field.unspecified or field.any then
      return true
   end
   local weekday = civil.weekday(month_start + date - 1)
   if field.values then
      return field.values[weekday] == true
   elseif field.last then
      return weekday == field.day and date + 7 > length
   end
   return weekday == field.day and (date - 1) // 7 + 1 == field.nth
end

---The days of a month, ascending.
local function days_of(cron, year, month)
   local length, month_start = civil.days_in_month(year, month), civil.day_number(year, month, 1)
   local days = {}
   for date = 1, length do
      if matches_day_of_month(cron.days_of_month, date, month_start, length)
         and matches_day_of_week(cron.days_of_week, date, month_start, length) then
         days[#days + 1] = month_start + date - 1
      end
   end
   return days
end

---The times of a day, ascending, as seconds after midnight.
local function times_of(cron)
   local times = {}
   for _, hour in ipairs(values_of(cron.hours)) do
      for _, minute in ipairs(values_of(cron.minutes)) do
         for _, second in ipairs(values_of(cron.seconds)) do
            times[#times + 1] = hour * 3600 + minute * 60 + second
         end
      end
   end
   return times
end

---Kept with the expression, which nobody changes once it is read.
local times_of_cron <const> = setmetatable({}, { __mode = "k" })

local function times(cron)
   times_of_cron[cron] = times_of_cron[cron] or times_of(cron)
   return times_of_cron[cron]
end

local function has_month(cron, year, month)
   return cron.months.values[month] and (not cron.years or cron.years.values[year])
end

local function is_within(year)
   return year >= first_year and year <= last_year
end

---@param step 1|-1
local function neighbour(year, month, step)
   month = month + step
   if month < 1 or month > 12 then
      return year + step, month < 1 and 12 or 1
   end
   return year, month
end

---Days from a given one on, in either direction.
---@param cron moontide.scaling.Cron
---@param number integer  of the day at which to begin
---@param step 1|-1
---@return fun(): integer?
local function days_from(cron, number, step)
   local year, month = civil.date_of(number)
   local days, i
   return function()
      while is_within(year) do
         if not days and has_month(cron, year, month) then
            days = days_of(cron, year, month)
            i = step > 0 and sorted.position(days, number)
               or sorted.last_position(days, number)
         end
         if days and days[i] then
            i = i + step
            return days[i - step]
         end
         days, year, month = nil, neighbour(year, month, step)
      end
      return nil
   end
end

---Local times that are not before `from`, ascending.
---@param cron moontide.scaling.Cron
---@param from integer  local seconds
---@return fun(): integer?
function M.ascending(cron, from)
   local list, start = times(cron), math.max(from, 0) // day
   local next_day = days_from(cron, start, 1)
   local today = next_day()
   local i = today == start and sorted.position(list, from - start * day) or 1
   return function()
      if today and not list[i] then
         today, i = next_day(), 1
      end
      i = i + 1
      return today and today * day + list[i - 1]
   end
end

---Local times that are not after `from`, descending.
---@param cron moontide.scaling.Cron
---@param from integer  local seconds
---@return fun(): integer?
function M.descending(cron, from)
   local list, start = times(cron), from // day
   local next_day = days_from(cron, start, -1)
   local today = next_day()
   local i = today == start and sorted.last_position(list, from - start * day) or #list
   return function()
      if today and not list[i] then
         today, i = next_day(), #list
      end
      i = i - 1
      return today and today * day + list[i + 1]
   end
end

return M
