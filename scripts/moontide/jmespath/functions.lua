-- JMESPath's functions, each with the types of its arguments.
local core = require "moontide.core"
local json = require "moontide.output.json"
local ordered = require "moontide.ordered"
local suggest = require "moontide.suggest"
local values = require "moontide.jmespath.values"

local M = {}

local null <const> = core.null
local type_of <const> = values.type_of

local function fail(name, ...)
   error({ jmespath = ("%s(): %s"):format(name, string.format(...)) }, 0)
end

local function map(list, change)
   local results = ordered.list()
   for i, item in ipairs(list) do results[i] = change(item) end
   return results
end

local function reversed_text(text)
   local characters = {}
   for character in text:gmatch(utf8.charpattern) do table.insert(characters, 1, character) end
   return table.concat(characters)
end

local function reverse(value)
   if type(value) == "string" then return reversed_text(value) end
   local results = ordered.list()
   for i = #value, 1, -1 do results[#results + 1] = value[i] end
   return results
end

-- What an expression gives for each item: all numbers or all strings.
local function sort_keys(name, list, expression)
   local keys, wanted = {}, nil
   for i, item in ipairs(list) do
      local key = expression and expression.evaluate(item) or not expression and item
      local kind = type_of(key)
      wanted = wanted or kind
      if kind ~= wanted or kind ~= "number" and kind ~= "string" then
         fail(name, "items are compared by numbers or by strings, not by %s", kind)
      end
      keys[i] = key
   end
   return keys
end

-- Equal items keep their order, which table.sort does not promise.
local function sorted(name, list, expression)
   local keys, order = sort_keys(name, list, expression), {}
   for i = 1, #list do order[i] = i end
   table.sort(order, function(a, b)
      if keys[a] == keys[b] then return a < b end
      return keys[a] < keys[b]
   end)
   return map(order, function(index) return list[index] end)
end

local function extreme(name, list, expression, is_better)
   local keys, best = sort_keys(name, list, expression), nil
   for i = 1, #list do
      if not best or is_better(keys[i], keys[best]) then best = i end
   end
   return best and list[best] or null
end

local function is_less(a, b) return a < b end
local function is_greater(a, b) return a > b end

local function sum(list)
   local total = 0
   for _, number in ipairs(list) do total = total + number end
   return total
end

local function contains(subject, wanted)
   if type(subject) == "string" then
      return type(wanted) == "string" and subject:find(wanted, 1, true) ~= nil
   end
   for _, item in ipairs(subject) do
      if values.are_equal(item, wanted) then return true end
   end
   return false
end

local function to_number(value)
   if type(value) == "number" then return value end
   if type(value) ~= "string" or not value:find("^%s*[+-]?%d*%.?%d*[eE]?[+-]?%d*%s*$") then
      return null
   end
   return tonumber((value:gsub("^(%s*)%+", "%1"))) or null
end

local function merge(...)
   local keys, merged = {}, {}
   for _, object in ipairs { ... } do
      for _, key in ipairs(ordered.keys(object)) do
         if merged[key] == nil then keys[#keys + 1] = key end
         merged[key] = object[key]
      end
   end
   return ordered.object(merged, keys)
end

local function length(value)
   if type(value) == "string" then return utf8.len(value) end
   return ordered.is_list(value) and #value or #ordered.keys(value)
end

local function not_null(...)
   for _, value in ipairs { ... } do
      if value ~= null then return value end
   end
   return null
end

local function value_list(object)
   return map(ordered.keys(object), function(key) return object[key] end)
end

local function to_string(value)
   return type(value) == "string" and value or json.compact(value)
end

local function to_array(value)
   return ordered.is_list(value) and value or ordered.list { value }
end

local function starts_with(text, prefix) return text:sub(1, #prefix) == prefix end
local function ends_with(text, suffix) return suffix == "" or text:sub(-#suffix) == suffix end

-- Every function: what it does, then the types of its arguments ("|" between alternatives, "T[]" a
-- list of T). A last "…" says that more of the same may follow.
local FUNCTIONS = {
   abs = { math.abs, "number" },
   avg = { function(list) return #list > 0 and sum(list) / #list or null end, "number[]" },
   ceil = { math.ceil, "number" },
   contains = { contains, "array|string", "any" },
   ends_with = { ends_with, "string", "string" },
   floor = { math.floor, "number" },
   join = { function(glue, list) return table.concat(list, glue) end, "string", "string[]" },
   keys = { function(object) return ordered.list(ordered.keys(object)) end, "object" },
   length = { length, "string|array|object" },
   map = { function(expression, list) return map(list, expression.evaluate) end,
      "expref", "array" },
   max = { function(list) return extreme("max", list, nil, is_greater) end, "number[]|string[]" },
   max_by = { function(list, expression) return extreme("max_by", list, expression, is_greater) end,
      "array", "expref" },
   merge = { merge, "object", "…" },
   min = { function(list) return extreme("min", list, nil, is_less) end, "number[]|string[]" },
   min_by = { function(list, expression) return extreme("min_by", list, expression, is_less) end,
      "array", "expref" },
   not_null = { not_null, "any", "…" },
   reverse = { reverse, "array|string" },
   sort = { function(list) return sorted("sort", list) end, "number[]|string[]" },
   sort_by = { function(list, expression) return sorted("sort_by", list, expression) end,
      "array", "expref" },
   starts_with = { starts_with, "string", "string" },
   sum = { sum, "number[]" },
   to_array = { to_array, "any" },
   to_number = { to_number, "any" },
   to_string = { to_string, "any" },
   type = { type_of, "any" },
   values = { value_list, "object" },
}

local function is_list_of(value, kind)
   if not ordered.is_list(value) then return false end
   for _, item in ipairs(value) do
      if type_of(item) ~= kind then return false end
   end
   return true
end

local function fits(value, wanted)
   for alternative in wanted:gmatch("[^|]+") do
      local item_kind = alternative:match("^(.*)%[%]$")
      local is_fit = item_kind and is_list_of(value, item_kind)
         or alternative == "any" and type_of(value) ~= "expref"
         or alternative == type_of(value)
      if is_fit then return true end
   end
   return false
end

local function signature_of(name)
   local entry = FUNCTIONS[name]
   if entry then return entry end
   local names = {}
   for known in pairs(FUNCTIONS) do names[#names + 1] = known end
   error({ jmespath = ("there is no function %s()%s"):format(name, suggest.hint(name, names)) }, 0)
end

local function check_count(name, entry, count)
   local wanted, is_open = #entry - 1, entry[#entry] == "…"
   if is_open then wanted = wanted - 1 end
   if count < wanted or (count > wanted and not is_open) then
      fail(name, "takes %d argument%s%s, not %d", wanted, wanted == 1 and "" or "s",
         is_open and " or more" or "", count)
   end
end

---@param name string
---@param arguments any[]
---@return any
function M.call(name, arguments)
   local entry = signature_of(name)
   check_count(name, entry, #arguments)
   for i, argument in ipairs(arguments) do
      local wanted = entry[i + 1]
      if wanted == "…" or wanted == nil then wanted = entry[#entry - 1] end
      if not fits(argument, wanted) then
         fail(name, "argument %d has to be %s, not %s", i, wanted:gsub("|", " or "),
            type_of(argument))
      end
   end
   return entry[1](table.unpack(arguments))
end

---Every function's name: for the check of an expression before anything is sent.
---@param name string
---@param count integer of arguments
function M.check(name, count)
   check_count(name, signature_of(name), count)
end

return M
