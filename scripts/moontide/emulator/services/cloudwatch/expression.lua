-- Metric math on values: a number, a time series { period, values = { [time] = number } }, or a
-- list of series. Where two series meet, only times that both have count.
local sorted = require "moontide.sorted"

local M = {}

local function fail(text, ...)
   error({ message = text:format(...) }, 0)
end

local function is_series(value)
   return type(value) == "table" and value.values ~= nil
end

local function wanted_series(value, name)
   return is_series(value) and value or fail("%s takes a metric", name)
end

local function is_list(value)
   return type(value) == "table" and value.values == nil
end

local function truth(value)
   return value and 1 or 0
end

local operators <const> = {
   ["+"] = function(a, b) return a + b end,
   ["-"] = function(a, b) return a - b end,
   ["*"] = function(a, b) return a * b end,
   ["/"] = function(a, b) return b ~= 0 and a / b or nil end,
   ["^"] = function(a, b) return a ^ b end,
   ["<"] = function(a, b) return truth(a < b) end,
   [">"] = function(a, b) return truth(a > b) end,
   ["<="] = function(a, b) return truth(a <= b) end,
   [">="] = function(a, b) return truth(a >= b) end,
   ["=="] = function(a, b) return truth(a == b) end,
   ["!="] = function(a, b) return truth(a ~= b) end,
   ["&&"] = function(a, b) return truth(a ~= 0 and b ~= 0) end,
   ["||"] = function(a, b) return truth(a ~= 0 or b ~= 0) end,
}

---A function of numbers over series, lists and numbers alike.
local function map(value, f)
   if type(value) == "number" then
      return f(value)
   elseif not is_series(value) then
      local list = {}
      for i, item in ipairs(value) do
         list[i] = map(item, f)
      end
      return list
   end
   local result = { period = value.period, values = {} }
   for time, number in pairs(value.values) do
      result.values[time] = f(number)
   end
   return result
end

local combine

local function combine_lists(f, a, b)
   local list = {}
   for i = 1, is_list(a) and #a or #b do
      list[i] = combine(f, is_list(a) and a[i] or a, is_list(b) and b[i] or b)
   end
   return list
end

---@param f fun(a: number, b: number): number?
function combine(f, a, b)
   if type(a) == "number" and type(b) == "number" then
      return f(a, b) or 0 / 0
   elseif is_list(a) or is_list(b) then
      return combine_lists(f, a, b)
   elseif type(a) == "number" then
      return map(b, function(value) return f(a, value) end)
   elseif type(b) == "number" then
      return map(a, function(value) return f(value, b) end)
   end
   local result = { period = math.max(a.period, b.period), values = {} }
   for time, value in pairs(a.values) do
      local other = b.values[time]
      result.values[time] = other and f(value, other)
   end
   return result
end

local folds <const> = {
   SUM = function(list)
      local sum = 0
      for _, value in ipairs(list) do
         sum = sum + value
      end
      return sum
   end,
   MIN = function(list) return math.min(table.unpack(list)) end,
   MAX = function(list) return math.max(table.unpack(list)) end,
}
folds.AVG = function(list) return folds.SUM(list) / #list end

---A list of series becomes one series, a series becomes a number.
local function fold(f, value)
   if is_series(value) then
      local list = {}
      for _, number in pairs(value.values) do
         list[#list + 1] = number
      end
      return #list > 0 and f(list) or 0 / 0
   end
   local at = {}
   for _, series in ipairs(value) do
      for time, number in pairs(wanted_series(series, "an array").values) do
         at[time] = at[time] or {}
         table.insert(at[time], number)
      end
   end
   local result = { period = value[1] and value[1].period or 60, values = {} }
   for time, list in pairs(at) do
      result.values[time] = f(list)
   end
   return result
end

---What fills a gap: a number, or the value before it.
local function fill(series, with, range)
   local result, before = { period = series.period, values = {} }, nil
   for time = range.from // series.period * series.period, range.till - 1, series.period do
      local value = series.values[time]
      if value == nil then
         value = type(with) == "number" and with or before
      end
      result.values[time], before = value, value
   end
   return result
end

---From each value and the one before it.
local function pairwise(series, f)
   local result, before = { period = series.period, values = {} }, nil
   for _, time in ipairs(sorted.keys(series.values)) do
      if before then
         result.values[time] = f(series.values[time] - series.values[before], time - before)
      end
      before = time
   end
   return result
end

local function choose(condition, yes, no)
   if type(condition) == "number" then
      return condition ~= 0 and yes or no
   elseif is_list(condition) or is_list(yes) or is_list(no) then
      fail("IF takes metrics and numbers")
   end
   local function when(wanted)
      return function(test, value) return (test ~= 0) == wanted and value or nil end
   end
   local picked, other = combine(when(true), condition, yes), combine(when(false), condition, no)
   for time, value in pairs(other.values) do
      picked.values[time] = value
   end
   return picked
end

---name → { arguments at least, at most, function(range, …) }
local functions <const> = {
   ABS = { 1, 1, function(_, value) return map(value, math.abs) end },
   CEIL = { 1, 1, function(_, value) return map(value, math.ceil) end },
   FLOOR = { 1, 1, function(_, value) return map(value, math.floor) end },
   FILL = { 2, 2, function(range, series, with)
      if type(with) == "table" then
         fail("FILL takes a number or REPEAT")
      end
      return fill(wanted_series(series, "FILL"), with, range)
   end },
   IF = { 3, 3, function(_, condition, yes, no) return choose(condition, yes, no) end },
   PERIOD = { 1, 1, function(_, series) return wanted_series(series, "PERIOD").period end },
   DIFF = { 1, 1, function(_, series)
      return pairwise(wanted_series(series, "DIFF"), function(change) return change end)
   end },
   RATE = { 1, 1, function(_, series)
      return pairwise(wanted_series(series, "RATE"),
         function(change, time) return change / time end)
   end },
   RUNNING_SUM = { 1, 1, function(_, series)
      local sum, result = 0, { period = wanted_series(series, "RUNNING_SUM").period, values = {} }
      for _, time in ipairs(sorted.keys(series.values)) do
         sum = sum + series.values[time]
         result.values[time] = sum
      end
      return result
   end },
}
for name, f in pairs(folds) do
   functions[name] = { 1, 1, function(_, value)
      return type(value) == "number" and value or fold(f, value)
   end }
end

local evaluate

local function call(node, world)
   if node.name == "METRICS" then
      return world.metrics()
   end
   local entry = functions[node.name]
   local values = {}
   for i, argument in ipairs(node.arguments) do
      values[i] = evaluate(argument, world)
   end
   return entry[3](world.range, table.unpack(values, 1, #node.arguments))
end

local evaluators <const> = {
   number = function(node) return node.value end,
   word = function(node) return node.text end,
   id = function(node, world) return world.value_of(node.id) end,
   negate = function(node, world)
      return map(evaluate(node.of, world), function(value) return -value end)
   end,
   binary = function(node, world)
      return combine(operators[node.operator], evaluate(node.left, world),
         evaluate(node.right, world))
   end,
   array = function(node, world)
      local list = {}
      for i, item in ipairs(node.items) do
         list[i] = evaluate(item, world)
      end
      return list
   end,
   call = call,
}

---@class moontide.emulator.MathWorld
---@field range { from: integer, till: integer }
---@field value_of fun(id: string): any
---@field metrics fun(): table[]  the series of all queries that name a metric

---@param tree table
---@param world moontide.emulator.MathWorld
---@return any value
function evaluate(tree, world)
   return evaluators[tree.kind](tree, world)
end
M.evaluate = evaluate

---The one word there is: FILL(m, REPEAT).
local function is_repeat(parent, child)
   return parent.name == "FILL" and child == parent.arguments[2] and child.kind == "word"
      and child.text == "REPEAT"
end

---Calls found(id) for each id that a tree refers to; fails for functions that are not served.
---@param tree table
---@param found fun(id: string)
function M.visit(tree, found)
   if tree.kind == "id" then
      found(tree.id)
   elseif tree.kind == "word" then
      fail("%s is out of place", tree.text)
   elseif tree.kind == "call" then
      local entry = tree.name ~= "METRICS" and functions[tree.name]
      if tree.name ~= "METRICS" and not entry then
         fail("the function %s is not served", tree.name)
      elseif entry and (#tree.arguments < entry[1] or #tree.arguments > entry[2]) then
         fail("%s takes %d argument%s", tree.name, entry[1], entry[1] == 1 and "" or "s")
      end
   end
   for _, list in ipairs { tree.arguments or {}, tree.items or {},
                           { tree.left, tree.right }, { tree.of } } do
      for _, child in ipairs(list) do
         if not is_repeat(tree, child) then
            M.visit(child, found)
         end
      end
   end
end

return M
