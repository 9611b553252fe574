-- The data of one metric in one unit, by time: each entry is a number (one sample) or a statistic
-- set. CloudWatch keeps no samples, but what percentiles need of them.
local sorted = require "moontide.sorted"

local M = {}

---Fifteen days of minutes, as long as CloudWatch keeps them.
local kept <const> = 15 * 1440

---@class moontide.emulator.StatisticSet
---@field sum number
---@field count number
---@field minimum number
---@field maximum number
---@field samples? table<number, number>  value → count; nil: they were not told

---@class moontide.emulator.Series
---@field unit string
---@field times integer[]  ascending
---@field data (number|moontide.emulator.StatisticSet)[]

---@param unit string
---@return moontide.emulator.Series
function M.new(unit)
   return { unit = unit, times = {}, data = {} }
end

local function as_set(entry)
   if type(entry) == "table" then
      return entry
   end
   return { sum = entry, count = 1, minimum = entry, maximum = entry, samples = { [entry] = 1 } }
end

local function merge_samples(a, b)
   if not (a and b) then
      return nil
   end
   local merged = {}
   for _, samples in ipairs { a, b } do
      for value, count in pairs(samples) do
         merged[value] = (merged[value] or 0) + count
      end
   end
   return merged
end

local function merge(a, b)
   a, b = as_set(a), as_set(b)
   return {
      sum = a.sum + b.sum, count = a.count + b.count, minimum = math.min(a.minimum, b.minimum),
      maximum = math.max(a.maximum, b.maximum), samples = merge_samples(a.samples, b.samples),
   }
end

local function drop_oldest(series)
   local count = #series.times
   series.times = table.move(series.times, count - kept + 1, count, 1, {})
   series.data = table.move(series.data, count - kept + 1, count, 1, {})
end

---@param series moontide.emulator.Series
---@param time integer
---@param entry number|moontide.emulator.StatisticSet
function M.add(series, time, entry)
   local times, data = series.times, series.data
   local last = #times
   if last == 0 or times[last] < time then
      times[last + 1], data[last + 1] = time, entry
      if last >= 2 * kept then
         drop_oldest(series)
      end
      return
   end
   local position = sorted.position(times, time)
   if times[position] == time then
      data[position] = merge(data[position], entry)
   else
      table.insert(times, position, time)
      table.insert(data, position, entry)
   end
end

---What lies in each period that holds anything, by the period's start.
---@param list moontide.emulator.Series[]
---@param from number   inclusive; the start of a period
---@param till number   exclusive
---@param period integer
---@return table<integer, number|moontide.emulator.StatisticSet>
function M.periods(list, from, till, period)
   local found = {}
   for _, series in ipairs(list) do
      local times = series.times
      local position = sorted.position(times, from)
      while times[position] and times[position] < till do
         local start, entry = times[position] // period * period, series.data[position]
         found[start] = found[start] and merge(found[start], entry) or entry
         position = position + 1
      end
   end
   return found
end

local simple <const> = {
   Sum = function(set) return set.sum end,
   Average = function(set) return set.sum / set.count end,
   Minimum = function(set) return set.minimum end,
   Maximum = function(set) return set.maximum end,
   SampleCount = function(set) return set.count end,
}

---The smallest value that at least that part of the samples do not exceed.
local function percentile(set, percent)
   if set.minimum == set.maximum then
      return set.minimum
   elseif not set.samples then
      return nil
   end
   local passed = 0
   for _, value in ipairs(sorted.keys(set.samples)) do
      passed = passed + set.samples[value]
      if passed >= set.count * percent / 100 - 1e-9 then
         return value
      end
   end
   return set.maximum
end

---@param stat string
---@return number? percent
local function percent_of(stat)
   local percent = tonumber(stat:match("^p(%d+%.?%d*)$"))
   return percent and percent <= 100 and percent or nil
end

---Is it a statistic that is served?
---@param stat string
---@return boolean
function M.is_statistic(stat)
   return simple[stat] ~= nil or percent_of(stat) ~= nil
end

---@param entry number|moontide.emulator.StatisticSet
---@param stat string  one that is served
---@return number?  nil: the samples would be needed, and were not told
function M.statistic(entry, stat)
   local read = simple[stat]
   if read then
      if type(entry) == "number" and stat ~= "SampleCount" then
         return entry
      end
      return read(as_set(entry))
   end
   return percentile(as_set(entry), percent_of(stat))
end

return M
