-- Metrics: PutMetricData, ListMetrics, and how others find and feed them. A metric is a namespace,
-- a name and dimensions; each of its units has a series of its own.
local errors = require "moontide.emulator.services.cloudwatch.errors"
local failure = require "moontide.emulator.failure"
local paging = require "moontide.emulator.services.cloudwatch.paging"
local series = require "moontide.emulator.services.cloudwatch.series"

local M = {}

local day <const> = 86400
local max_data, max_values, list_page = 1000, 150, 500

local function collection(context)
   return context.collection("metrics")
end

---Names of dimensions hold no control characters, so a line end keeps them apart.
---@param metric { Namespace: string, MetricName: string, Dimensions?: table[] }
---@return string
function M.key(metric)
   local parts = {}
   for i, dimension in ipairs(metric.Dimensions or {}) do
      parts[i] = dimension.Name .. "\n" .. dimension.Value
   end
   table.sort(parts)
   table.insert(parts, 1, metric.Namespace .. "\n" .. metric.MetricName)
   return table.concat(parts, "\n")
end

---@class moontide.emulator.Metric
---@field metric table  as ListMetrics shows it
---@field series moontide.emulator.Series[]  one for each unit
---@field latest number

---@param context table
---@param metric table
---@return moontide.emulator.Metric
function M.open(context, metric)
   local rows, key = collection(context), M.key(metric)
   local row = rows:get(key)
   if not row then
      row = { series = {}, latest = 0, metric = {
         Namespace = metric.Namespace, MetricName = metric.MetricName,
         Dimensions = metric.Dimensions or {},
      } }
      rows:add(key, row)
   end
   return row
end

local function series_in(row, unit)
   for _, found in ipairs(row.series) do
      if found.unit == unit then
         return found
      end
   end
   return nil
end

---@param row moontide.emulator.Metric
---@param unit string
---@param time integer
---@param entry number|moontide.emulator.StatisticSet
function M.record(row, unit, time, entry)
   local found = series_in(row, unit)
   if not found then
      found = series.new(unit)
      row.series[#row.series + 1] = found
   end
   series.add(found, time, entry)
   row.latest = math.max(row.latest, time)
end

local nothing <const> = {}

---The series to read for a metric, in one unit or in all.
---@param context table
---@param key string   of the metric
---@param unit? string
---@return moontide.emulator.Series[]
function M.series_of(context, key, unit)
   local row = collection(context):get(key)
   if row and unit then
      return { series_in(row, unit) }
   end
   return row and row.series or nothing
end

local function check_number(value, name)
   if value ~= value or math.abs(value) > 2.0 ^ 360 then
      errors.bad_value("The value %s for parameter %s is invalid.", value, name)
   end
   return value
end

local function from_statistics(given, name)
   for _, member in ipairs { "SampleCount", "Sum", "Minimum", "Maximum" } do
      check_number(given[member], name .. "." .. member)
   end
   if given.SampleCount <= 0 or given.Minimum > given.Maximum then
      errors.bad_value("The parameter %s is not a set of statistics.", name)
   end
   return { sum = given.Sum, count = given.SampleCount, minimum = given.Minimum,
            maximum = given.Maximum }
end

local function from_values(datum, name)
   local values, counts = datum.Values, datum.Counts
   if #values > max_values or #values == 0 or (counts and #counts ~= #values) then
      errors.bad_value("The parameter %s must have 1 to %d values, and as many counts.", name,
         max_values)
   end
   local set = { sum = 0, count = 0, minimum = math.huge, maximum = -math.huge, samples = {} }
   for i, value in ipairs(values) do
      local count = check_number(counts and counts[i] or 1, name)
      check_number(value, name)
      if count > 0 then
         set.sum, set.count = set.sum + value * count, set.count + count
         set.minimum, set.maximum = math.min(set.minimum, value), math.max(set.maximum, value)
         set.samples[value] = (set.samples[value] or 0) + count
      end
   end
   return set.count > 0 and set or nil
end

---@return (number|moontide.emulator.StatisticSet)?  nil: it counts nothing
local function entry_of(datum, name)
   local given = (datum.Value and 1 or 0) + (datum.StatisticValues and 1 or 0)
      + (datum.Values and 1 or 0)
   if given ~= 1 then
      errors.bad_combination("Exactly one of Value, Values and StatisticValues must be given for "
         .. "%s.", name)
   elseif datum.Value then
      return check_number(datum.Value, name .. ".Value")
   elseif datum.Values then
      return from_values(datum, name .. ".Values")
   end
   return from_statistics(datum.StatisticValues, name .. ".StatisticValues")
end

local function time_of(datum, name, now)
   local time = failure.number(datum, "Timestamp") or now
   local resolution = datum.StorageResolution or 60
   if time < now - 14 * day or time > now + 7200 then
      errors.bad_value("The parameter %s.Timestamp must be at most two weeks past and two hours "
         .. "ahead.", name)
   elseif resolution ~= 1 and resolution ~= 60 then
      errors.bad_value("The parameter %s.StorageResolution must be 1 or 60.", name)
   end
   return math.tointeger(time // resolution) * resolution
end

---@return table  what to record of a datum
local function read_datum(input, datum, i, now)
   local name = ("MetricData.member.%d"):format(i)
   return {
      metric = { Namespace = input.Namespace, MetricName = datum.MetricName,
                 Dimensions = datum.Dimensions },
      unit = datum.Unit or "None", time = time_of(datum, name, now), entry = entry_of(datum, name),
   }
end

---All data are looked at before the first is recorded.
function M.put(input, context)
   local data = input.MetricData or {}
   if #data == 0 then
      errors.missing("MetricData")
   elseif #data > max_data then
      errors.bad_value("The parameter MetricData must have at most %d members.", max_data)
   elseif input.Namespace:find("^:") then
      errors.bad_value("The value %s for parameter Namespace is invalid.", input.Namespace)
   end
   local read = {}
   for i, datum in ipairs(data) do
      read[i] = read_datum(input, datum, i, context.clock.now())
   end
   for _, datum in ipairs(read) do
      if datum.entry then
         M.record(M.open(context, datum.metric), datum.unit, datum.time, datum.entry)
      end
   end
   return {}
end

local function has_dimension(metric, wanted)
   for _, dimension in ipairs(metric.Dimensions) do
      if dimension.Name == wanted.Name and (wanted.Value or dimension.Value) == dimension.Value then
         return true
      end
   end
   return false
end

---What has been silent for two weeks is not listed any more; RecentlyActive asks for three hours.
local function is_listed(row, input, now)
   local metric = row.metric
   local wanted = (not input.Namespace or metric.Namespace == input.Namespace)
      and (not input.MetricName or metric.MetricName == input.MetricName)
      and row.latest >= now - (input.RecentlyActive and 3 * 3600 or 14 * day)
   for _, filter in ipairs(input.Dimensions or {}) do
      wanted = wanted and has_dimension(metric, filter)
   end
   return wanted
end

function M.list(input, context)
   local now, scope = context.clock.now(), { "metrics", input.Namespace or "",
      input.MetricName or "", input.RecentlyActive or "" }
   for _, filter in ipairs(input.Dimensions or {}) do
      scope[#scope + 1] = filter.Name .. "=" .. (filter.Value or "")
   end
   local rows, token = paging.rows(context, collection(context), {
      scope = table.concat(scope, "\n"), size = list_page, token = input.NextToken,
      accept = function(row) return is_listed(row, input, now) end,
   })
   for i, row in ipairs(rows) do
      rows[i] = row.metric
   end
   return { Metrics = rows, NextToken = token }
end

return M
