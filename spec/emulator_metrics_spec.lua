-- CloudWatch's metrics: put, list, read back, and calculate with.
local cloudwatch = require "support.cloudwatch"
local json = require "moontide.json"
local emulator = require "support.emulator"

local must, refusal = cloudwatch.must, cloudwatch.refusal
local start <const> = 1700000040 -- the beginning of a minute

local fixture

before_each(function()
   fixture = emulator.new()
   fixture.time = start
end)

local function query(id, stat, changes)
   local result = { Id = id, MetricStat = { Stat = stat, Period = 60,
      Metric = { Namespace = "mine", MetricName = "load" } } }
   for name, value in pairs(changes or {}) do
      result.MetricStat[name] = value
   end
   return result
end

local function get(queries, changes)
   local input = { MetricDataQueries = queries, StartTime = start - 600, EndTime = start + 600,
                   ScanBy = "TimestampAscending" }
   for name, value in pairs(changes or {}) do
      input[name] = value
   end
   return must(fixture, "GetMetricData", input)
end

local function values_of(...)
   return get({ ... }).MetricDataResults[1].Values
end

---Puts one value a minute.
local function put_all(values)
   for i, value in ipairs(values) do
      if value then
         cloudwatch.put(fixture, value, { Timestamp = start + (i - 1) * 60 })
      end
   end
end

describe("PutMetricData", function()
   it("adds up what falls into a period", function()
      cloudwatch.put(fixture, 1)
      cloudwatch.put(fixture, 5, { Timestamp = start + 59 })
      cloudwatch.put(fixture, nil, { StatisticValues =
         { SampleCount = 3, Sum = 9, Minimum = 0, Maximum = 7 } })
      cloudwatch.put(fixture, nil, { Values = { 2, 4 }, Counts = { 3, 1 } })
      for stat, value in pairs { Sum = 25, SampleCount = 9, Minimum = 0, Maximum = 7,
                                 Average = 25 / 9 } do
         assert.same({ value }, values_of(query("a", stat)), stat)
      end
   end)

   it("keeps seconds apart where it is told to", function()
      for i = 0, 3 do
         cloudwatch.put(fixture, i, { Timestamp = start + i * 10, StorageResolution = 1 })
      end
      assert.same({ 0, 1, 2, 3 }, values_of(query("a", "Sum", { Period = 10 })))
      assert.same({ 6 }, values_of(query("a", "Sum")))
   end)

   it("keeps units and dimensions apart", function()
      cloudwatch.put(fixture, 1, { Unit = "Count" })
      cloudwatch.put(fixture, 2, { Unit = "Percent" })
      cloudwatch.put(fixture, 4, { Dimensions = { { Name = "a", Value = "1" },
                                                  { Name = "b", Value = "2" } } })
      assert.same({ 1 }, values_of(query("a", "Sum", { Unit = "Count" })))
      assert.same({ 3 }, values_of(query("a", "Sum")))
      assert.same({}, values_of(query("a", "Sum", { Unit = "Bytes" })))
      assert.same({ 4 }, values_of(query("a", "Sum", { Metric = { Namespace = "mine",
         MetricName = "load", Dimensions = { { Name = "b", Value = "2" },
                                             { Name = "a", Value = "1" } } } })))
   end)

   it("takes data out of order", function()
      put_all { false, 2, false, 4 }
      put_all { 1, false, 3 }
      assert.same({ 1, 2, 3, 4 }, values_of(query("a", "Sum")))
   end)

   it("refuses all if one datum is wrong", function()
      local good = { MetricName = "load", Value = 1 }
      for _, case in ipairs {
         { {}, "Exactly one of Value, Values and StatisticValues" },
         { { Value = 1, Values = { 1 } }, "Exactly one" },
         { { Values = json.array() }, "1 to 150 values" },
         { { Values = { 1, 2 }, Counts = { 1 } }, "as many counts" },
         { { Value = 1, Timestamp = start - 15 * 86400 }, "two weeks" },
         { { Value = 1, Timestamp = start + 7300 }, "two hours" },
         { { Value = 1, StorageResolution = 5 }, "1 or 60" },
         { { StatisticValues = { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } }, "set of" },
         { { Value = 1e200 }, "is invalid" },
      } do
         case[1].MetricName = "load"
         local text = refusal(fixture, "PutMetricData",
            { Namespace = "mine", MetricData = { good, case[1] } })
         assert.truthy(text:find(case[2], 1, true), text)
      end
      assert.same({}, values_of(query("a", "Sum")))
      local _, code = refusal(fixture, "PutMetricData", { Namespace = "mine" })
      assert.equal("MissingRequiredParameterException", code)
   end)
end)

describe("ListMetrics", function()
   local function names(filter)
      local list = {}
      for i, metric in ipairs(must(fixture, "ListMetrics", filter).Metrics) do
         list[i] = metric.MetricName .. (metric.Dimensions[1] and metric.Dimensions[1].Value or "")
      end
      return table.concat(list, " ")
   end

   it("finds by namespace, name, dimension and age", function()
      cloudwatch.put(fixture, 1, { Timestamp = start - 4 * 3600 })
      for _, value in ipairs { "x", "y" } do
         cloudwatch.put(fixture, 1, { Dimensions = { { Name = "d", Value = value } } })
      end
      cloudwatch.put(fixture, 1, { MetricName = "other" })
      assert.equal("load loadx loady other", names {})
      assert.equal("", names { Namespace = "yours" })
      assert.equal("other", names { MetricName = "other" })
      assert.equal("loadx loady", names { Dimensions = { { Name = "d" } } })
      assert.equal("loady", names { Dimensions = { { Name = "d", Value = "y" } } })
      assert.equal("loadx loady other", names { RecentlyActive = "PT3H" })
      fixture.time = start + 15 * 86400
      assert.equal("", names {})
   end)
end)

describe("GetMetricData", function()
   it("gives newest first unless told otherwise, and the end excluded", function()
      put_all { 1, 2, 3 }
      local result = get({ query("a", "Sum") }, { ScanBy = "TimestampDescending" })
         .MetricDataResults[1]
      assert.same({ 3, 2, 1 }, result.Values)
      assert.same({ start + 120, start + 60, start }, result.Timestamps)
      assert.same({ "a", "load", "Complete" }, { result.Id, result.Label, result.StatusCode })
      result = get({ query("a", "Sum") }, { StartTime = start + 60, EndTime = start + 120 })
         .MetricDataResults[1]
      assert.same({ 2 }, result.Values)
   end)

   it("goes over pages of datapoints", function()
      put_all { 1, 2, 3, 4, 5 }
      local queries = { query("a", "Sum"), query("b", "Average"), query("c", "SampleCount") }
      local input, merged, pages = { MaxDatapoints = 4 }, { a = {}, b = {}, c = {} }, 0
      repeat
         local output = get(queries, input)
         local count = 0
         for _, result in ipairs(output.MetricDataResults) do
            for _, value in ipairs(result.Values) do
               table.insert(merged[result.Id], value)
               count = count + 1
            end
         end
         assert.is_true(count <= 4)
         input.NextToken, pages = output.NextToken, pages + 1
      until not input.NextToken
      assert.equal(4, pages)
      assert.same({ a = { 1, 2, 3, 4, 5 }, b = { 1, 2, 3, 4, 5 }, c = { 1, 1, 1, 1, 1 } }, merged)
   end)

   it("knows percentiles", function()
      cloudwatch.put(fixture, nil, { Values = { 1, 2, 3, 4, 100 } })
      assert.same({ 3 }, values_of(query("a", "p50")))
      assert.same({ 100 }, values_of(query("a", "p99.9")))
      cloudwatch.put(fixture, nil, { StatisticValues =
         { SampleCount = 3, Sum = 9, Minimum = 0, Maximum = 7 } })
      assert.same({}, values_of(query("a", "p50")))
   end)

   it("calculates", function()
      put_all { 1, 2, false, 4 }
      local a, b = query("a", "Sum"), query("b", "SampleCount")
      for text, values in pairs {
         ["a * 10"] = { 10, 20, 40 }, ["a + b"] = { 2, 3, 5 }, ["-a"] = { -1, -2, -4 },
         ["(a + 1) / 2"] = { 1, 1.5, 2.5 }, ["a - b * 2"] = { -1, 0, 2 }, ["2 ^ a"] = { 2, 4, 16 },
         ["a > 1"] = { 0, 1, 1 }, ["a > 1 && a < 4"] = { 0, 1, 0 },
         ["IF(a > 1, a, 7)"] = { 7, 2, 4 },
         ["FILL(a, 0)"] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 4, 0, 0, 0, 0, 0, 0 },
         ["SUM([a, b])"] = { 2, 3, 5 }, ["MAX(METRICS())"] = { 1, 2, 4 },
         ["AVG([a, b, b])"] = { 1, 4 / 3, 2 }, ["a / MAX(a)"] = { 0.25, 0.5, 1 },
         ["a / (b - 1)"] = {}, ["DIFF(a)"] = { 1, 2 }, ["RATE(a) * 60"] = { 1, 1 },
         ["RUNNING_SUM(a)"] = { 1, 3, 7 }, ["CEIL(a / 3)"] = { 1, 1, 2 },
         ["a / PERIOD(a)"] = { 1 / 60, 2 / 60, 4 / 60 }, ["[a, b] * 2"] = { 2, 4, 8 },
      } do
         local result = get({ { Id = "e", Expression = text }, a, b }).MetricDataResults[1]
         assert.same(values, result.Values, text)
      end
      local result = get({ { Id = "e", Expression = "1 + 1" } }, { EndTime = start - 480 })
      assert.same({ 2, 2 }, result.MetricDataResults[1].Values)
   end)

   it("refuses what it cannot mean", function()
      for _, case in ipairs {
         { { query("a", "Sum"), query("a", "Sum") }, "not unique" },
         { { query("a", "Median") }, "not supported" },
         { { { Id = "a", Expression = "((1)" } }, ") is missing" },
         { { { Id = "a", Expression = "1 ? 2" } }, "not understood" },
         { { { Id = "a", Expression = "IF(1)" } }, "IF takes 3 arguments" },
         { { { Id = "a", Expression = "1 + REPEAT" } }, "REPEAT is out of place" },
         { { { Id = "a", Expression = '"x" / 2' } }, "x is out of place" },
         { { { Id = "a", Expression = "FILL(1, 0)" } }, "FILL takes a metric" },
         { { { Id = "a", Expression = "FILL([1], REPEAT)" } }, "FILL takes a metric" },
         { { { Id = "a", Expression = "IF([1, 2], 1, 2)" } }, "IF takes metrics and numbers" },
         { { { Id = "a", Expression = "SUM([1, 2])" } }, "an array takes a metric" },
         { { { Id = "a", Expression = "b" }, { Id = "b", Expression = "a" } }, "on itself" },
         { { { Id = "a", Expression = ("("):rep(500) .. "1" .. (")"):rep(500) } }, "too deeply" },
      } do
         local text = refusal(fixture, "GetMetricData", { MetricDataQueries = case[1],
            StartTime = start - 60, EndTime = start })
         assert.truthy(text:find(case[2], 1, true), text)
      end
      local text = refusal(fixture, "GetMetricData", { MetricDataQueries = { query("a", "Sum") },
         StartTime = start, EndTime = start })
      assert.truthy(text:find("must be less than", 1, true))
      put_all { 1, 2, 3 }
      local token = get({ query("a", "Sum") }, { MaxDatapoints = 1 }).NextToken
      local _, code = refusal(fixture, "GetMetricData", { MetricDataQueries = { query("a", "Sum") },
         StartTime = start, EndTime = start + 60, NextToken = token })
      assert.equal("InvalidNextToken", code)
   end)
end)
