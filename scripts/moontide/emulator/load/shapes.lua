-- Load as a function of time: requests a minute at a moment. All that a shape depends on is in its
-- values; `began` is when the load was set going.
local csv = require "moontide.csv"
local sorted = require "moontide.sorted"

local M = {}

local day <const> = 86400

---@class moontide.emulator.LoadShape
---@field keys table<string, "number"|"time_of_day"|"text">
---@field required string[]
---@field prepare? fun(values: table): string?  reads what else it needs; returns what is wrong
---@field rpm fun(values: table, time: number, began: number): number

---Between two points in a straight line.
local function between(low, high, part)
   return low + (high - low) * math.max(0, math.min(1, part))
end

---Minutes after midnight, or seconds after the load began.
local function read_time(text)
   local hours, minutes = text:match("^(%d%d?):(%d%d)$")
   if hours and tonumber(hours) < 24 and tonumber(minutes) < 60 then
      return tonumber(hours) * 3600 + tonumber(minutes) * 60, true
   end
   return tonumber(text) and tonumber(text) * 60, false
end

---The points of a file: columns time (HH:MM, every day, or minutes) and rpm.
local function read_points(values)
   local ok, rows = pcall(csv.read, values.file)
   if not ok then
      return type(rows) == "table" and rows.message or tostring(rows)
   end
   local times, rates = {}, {}
   for i, row in ipairs(rows) do
      local time, is_daily = read_time(row.time or row.minute or "")
      local rate = tonumber(row.rpm)
      if not time or not rate or rate < 0 then
         return ("%s:%d: columns are time (HH:MM, or minutes) and rpm"):format(values.file,
            row.line)
      elseif i > 1 and (time <= times[i - 1] or is_daily ~= values.is_daily) then
         return ("%s:%d: times must ascend, and be of one kind"):format(values.file, row.line)
      end
      times[i], rates[i], values.is_daily = time, rate, is_daily
   end
   values.times, values.rates = times, rates
   return not times[1] and values.file .. ": there is no row" or nil
end

local function from_points(values, time, began)
   local at = values.is_daily and time % day or time - began
   local times, rates = values.times, values.rates
   local i = sorted.last_position(times, at)
   if i == 0 then
      return values.is_daily and rates[#rates] or rates[1]
   elseif i == #times then
      return rates[i]
   end
   return between(rates[i], rates[i + 1], (at - times[i]) / (times[i + 1] - times[i]))
end

---@type table<string, moontide.emulator.LoadShape>
M.shapes = {
   constant = {
      keys = { rpm = "number" }, required = { "rpm" },
      rpm = function(values) return values.rpm end,
   },
   ramp = {
      keys = { from = "number", to = "number", minutes = "number" },
      required = { "from", "to", "minutes" },
      rpm = function(values, time, began)
         return between(values.from, values.to, (time - began) / (values.minutes * 60))
      end,
   },
   ---A sine, lowest twelve hours before and after its peak.
   daily = {
      keys = { low = "number", high = "number", peak = "time_of_day" },
      required = { "low", "high" },
      rpm = function(values, time)
         local angle = (time % day - (values.peak or day / 2)) / day * 2 * math.pi
         return between(values.low, values.high, (1 + math.cos(angle)) / 2)
      end,
   },
   csv = {
      keys = { file = "text" }, required = { "file" }, prepare = read_points, rpm = from_points,
   },
}

---@param text string  "14:30", or hours
---@return number? seconds after midnight
function M.time_of_day(text)
   local seconds, is_clock = read_time(text)
   if is_clock then
      return seconds
   end
   local hours = tonumber(text)
   return hours and hours >= 0 and hours < 24 and hours * 3600 or nil
end

return M
