-- JMESPath, third step: the value of a tree of nodes for an input.
local core = require "moontide.core"
local functions = require "moontide.jmespath.functions"
local ordered = require "moontide.ordered"
local values = require "moontide.jmespath.values"

local M = {}

local null <const> = core.null

local evaluate
local visit = {} -- by the node's type: function(node, value) → value

-- The results of a projection: those of its right side that are not null.
local function project(items, node, condition)
   local results = ordered.list()
   for _, item in ipairs(items) do
      if not condition or values.is_true(evaluate(condition, item)) then
         local result = evaluate(node.right, item)
         if result ~= null then results[#results + 1] = result end
      end
   end
   return results
end

function visit.identity(_, value) return value end

function visit.literal(node) return node.value end

function visit.field(node, value)
   if not ordered.is_object(value) then return null end
   local member = value[node.name]
   if member == nil then return null end
   return member
end

function visit.index(node, value)
   local list = evaluate(node.left, value)
   if not ordered.is_list(list) then return null end
   local index = node.index >= 0 and node.index + 1 or #list + node.index + 1
   if list[index] == nil then return null end
   return list[index]
end

-- The bound of a slice within a list, counted from its end if negative.
local function bound(given, default, size, lowest, highest)
   if not given then return default end
   if given < 0 then given = given + size end
   return math.max(lowest, math.min(given, highest))
end

function visit.slice(node, value)
   local list = evaluate(node.left, value)
   if not ordered.is_list(list) then return null end
   local size, step, part = #list, node.step, ordered.list()
   local first, last
   if step > 0 then
      first, last = bound(node.start, 0, size, 0, size), bound(node.stop, size, size, 0, size) - 1
   else
      first = bound(node.start, size - 1, size, -1, size - 1)
      last = bound(node.stop, -1, size, -1, size - 1) + 1
   end
   for i = first, last, step do part[#part + 1] = list[i + 1] end
   return part
end

function visit.projection(node, value)
   local list = evaluate(node.left, value)
   if not ordered.is_list(list) then return null end
   return project(list, node)
end

function visit.filter(node, value)
   local list = evaluate(node.left, value)
   if not ordered.is_list(list) then return null end
   return project(list, node, node.condition)
end

function visit.values(node, value)
   local object = evaluate(node.left, value)
   if not ordered.is_object(object) then return null end
   local members = {}
   for i, key in ipairs(ordered.keys(object)) do members[i] = object[key] end
   return project(members, node)
end

function visit.flatten(node, value)
   local list = evaluate(node.left, value)
   if not ordered.is_list(list) then return null end
   local flat = ordered.list()
   for _, item in ipairs(list) do
      if ordered.is_list(item) then
         table.move(item, 1, #item, #flat + 1, flat)
      else
         flat[#flat + 1] = item
      end
   end
   return flat
end

function visit.list(node, value)
   if value == null then return null end
   local list = ordered.list()
   for i, item in ipairs(node.items) do list[i] = evaluate(item, value) end
   return list
end

function visit.hash(node, value)
   if value == null then return null end
   local object = ordered.object({}, node.keys)
   for _, key in ipairs(node.keys) do object[key] = evaluate(node.values[key], value) end
   return object
end

function visit.pipe(node, value) return evaluate(node.right, evaluate(node.left, value)) end

visit["or"] = function(node, value)
   local left = evaluate(node.left, value)
   return values.is_true(left) and left or evaluate(node.right, value)
end

visit["and"] = function(node, value)
   local left = evaluate(node.left, value)
   if not values.is_true(left) then return left end
   return evaluate(node.right, value)
end

visit["not"] = function(node, value) return not values.is_true(evaluate(node.left, value)) end

local COMPARE = {
   lt = function(a, b) return a < b end, lte = function(a, b) return a <= b end,
   gt = function(a, b) return a > b end, gte = function(a, b) return a >= b end,
}

-- Numbers have an order, and strings (which the specification leaves open) as in other clients:
-- timestamps are compared that way.
function visit.compare(node, value)
   local left, right = evaluate(node.left, value), evaluate(node.right, value)
   if node.by == "eq" then return values.are_equal(left, right) end
   if node.by == "ne" then return not values.are_equal(left, right) end
   local kind = type(left)
   if kind ~= type(right) or kind ~= "number" and kind ~= "string" then return null end
   return COMPARE[node.by](left, right)
end

function visit.expref(node)
   return setmetatable({ evaluate = function(value) return evaluate(node.left, value) end },
      values.expref)
end

function visit.call(node, value)
   local arguments = {}
   for i, argument in ipairs(node.arguments) do arguments[i] = evaluate(argument, value) end
   return functions.call(node.name, arguments)
end

function evaluate(node, value) return visit[node.type](node, value) end

---@param node table
---@param value any
---@return any
function M.evaluate(node, value) return evaluate(node, value) end

return M
