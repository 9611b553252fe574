-- GetMetricData: values of queries over a range, in pages of datapoints. A query whose values do
-- not fit on one page goes on on the next one, under the same id.
local core = require "moontide.core"
local errors = require "moontide.emulator.services.cloudwatch.errors"
local failure = require "moontide.emulator.failure"
local paging = require "moontide.emulator.services.cloudwatch.paging"
local queries = require "moontide.emulator.services.cloudwatch.queries"

local M = {}

local max_queries <const>, max_datapoints <const> = 500, 100800

local function label_of(query)
   return query.Label or query.MetricStat and query.MetricStat.Metric.MetricName or query.Id
end

---Times in the wanted order, without what has no value.
local function times_of(found, range, is_descending)
   local times = {}
   for time, value in pairs(found.values) do
      if value == value and time >= range.from // found.period * found.period
         and time < range.till then
         times[#times + 1] = time
      end
   end
   table.sort(times, is_descending and function(a, b) return a > b end or nil)
   return times
end

local function check(input)
   local list = input.MetricDataQueries
   local from, till = failure.number(input, "StartTime"), failure.number(input, "EndTime")
   if #list > max_queries then
      errors.invalid("The collection MetricDataQueries must have at most %d members", max_queries)
   elseif from >= till then
      errors.invalid("The parameter StartTime must be less than the parameter EndTime.")
   elseif (input.MaxDatapoints or 1) < 1 or (input.MaxDatapoints or 1) > max_datapoints then
      errors.invalid("MaxDatapoints must be from 1 to %d", max_datapoints)
   end
   queries.check(list)
   return { from = math.floor(from), till = math.ceil(till) }
end

---@class moontide.emulator.DataPage
---@field skip integer  datapoints of earlier pages
---@field room integer  datapoints that still fit
---@field is_full boolean  there are more than fit

local function result_of(query, found, times, page)
   local result = { Id = query.Id, Label = label_of(query), Timestamps = {}, Values = {},
                    StatusCode = "Complete" }
   local first = math.min(page.skip, #times)
   local count = math.min(#times - first, page.room)
   for i = 1, count do
      local time = times[first + i]
      result.Timestamps[i], result.Values[i] = time, found.values[time] + 0.0
   end
   page.skip, page.room = page.skip - first, page.room - count
   if first + count < #times then
      page.is_full, result.StatusCode = true, "PartialData"
   end
   return result, count == 0 and #times > 0
end

function M.get(input, context)
   local range = check(input)
   local scope = "data\n" .. assert(core.json_encode({ input.MetricDataQueries, input.StartTime,
      input.EndTime, input.ScanBy or "" }, { sorted = true }))
   local size = input.MaxDatapoints or max_datapoints
   local start = paging.position(context, scope, input.NextToken) or 0
   local page = { skip = start, room = size, is_full = false }
   local value_of, results = queries.values(context, input.MetricDataQueries, range), {}
   for _, query in ipairs(input.MetricDataQueries) do
      if query.ReturnData ~= false and not page.is_full then
         local found = value_of(query.Id)
         local times = times_of(found, range, input.ScanBy ~= "TimestampAscending")
         local result, is_elsewhere = result_of(query, found, times, page)
         if not is_elsewhere then
            results[#results + 1] = result
         end
      end
   end
   return { MetricDataResults = results, Messages = {},
            NextToken = page.is_full and paging.token(context, scope, start + size) or nil }
end

return M
