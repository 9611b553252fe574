-- Checks the tables of declarations against what words.lua says of their keys: unknown keys, with
-- what was probably meant, and values of another type. All of it is reported, nothing is raised.
local suggest = require "moontide.suggest"
local words = require "moontide.deploy.words"

local M = {}

local function is_list(value)
   for name in pairs(value) do
      if math.type(name) ~= "integer" then return false end
   end
   return true
end

local matches = {
   any = function() return true end,
   string = function(value) return type(value) == "string" end,
   boolean = function(value) return type(value) == "boolean" end,
   number = function(value) return type(value) == "number" and value == value end,
   integer = function(value) return math.tointeger(value) ~= nil and type(value) == "number" end,
   table = function(value) return type(value) == "table" end,
   list = function(value) return type(value) == "table" and is_list(value) end,
   map = function(value)
      if type(value) ~= "table" then return false end
      for name in pairs(value) do
         if type(name) ~= "string" then return false end
      end
      return true
   end,
}

local type_names <const> = { string = "a text", boolean = "true or false", number = "a number",
   integer = "a whole number", table = "a table", list = "a list", map = "a table of names" }

---How a value is shown in a message.
---@param value any
---@return string
function M.show(value)
   if type(value) == "string" then
      local short = #value > 60 and value:sub(1, 57) .. "…" or value
      return '"' .. short:gsub("%c", "?") .. '"'
   elseif type(value) == "number" or type(value) == "boolean" then
      return tostring(value)
   elseif type(value) == "table" and next(value) == nil then
      return "{}"
   end
   return "a " .. type(value)
end

local function fits(value, type_name)
   for one in type_name:gmatch("[^|]+") do
      if matches[one](value) then return true end
   end
   return false
end

local function wanted(type_name)
   local names = {}
   for one in type_name:gmatch("[^|]+") do names[#names + 1] = type_names[one] end
   return table.concat(names, " or ")
end

local function number_fix(value, type_name, name)
   local is_number = type_name:find("number") or type_name:find("integer")
   if type(value) == "string" and tonumber(value) and is_number then
      return ("write %s = %s without quotes; a text from a file becomes one by math.tointeger(…)")
         :format(name, value)
   elseif type_name == "integer" and type(value) == "number" and math.abs(value) < 2 ^ 53 then
      return ("write %d or %d; computed capacities become whole by math.ceil(…)"):format(
         math.floor(value), math.ceil(value))
   end
end

local function names_of(keys)
   local names = {}
   for _, key in ipairs(keys) do names[#names + 1] = key.name end
   return names
end

local function find(keys, name)
   for _, key in ipairs(keys) do
      if key.name == name then return key end
   end
end

local function list_text(names)
   table.sort(names)
   return table.concat(names, ", ")
end

local function unknown(name, keys, members, subject, report)
   local candidates = names_of(keys)
   for member in pairs(members) do candidates[#candidates + 1] = member end
   local shown = type(name) == "string" and ("'%s'"):format(name) or M.show(name)
   local nearest = type(name) == "string" and suggest.nearest(name, candidates)
   report { rule = "unknown-key",
      message = ("%s has no key %s%s"):format(subject, shown,
         nearest and (", did you mean '%s'?"):format(nearest) or ""),
      fix = nearest and ("write %s"):format(nearest)
         or ("its keys are %s"):format(list_text(names_of(keys))) }
end

local function check_items(value, key, subject, report)
   local is_good = true
   for name, item in pairs(value) do
      if not matches[key.items](item) then
         is_good = false
         report { rule = "wrong-type", message = ("%s.%s must be %s, not %s"):format(
            subject, tostring(name), type_names[key.items], M.show(item)),
            fix = key.items == "string" and type(item) ~= "table"
               and ("write \"%s\""):format(tostring(item)) or nil }
      end
   end
   return is_good
end

local function check_nested(value, key, subject, report)
   local keys = words.nested[key.nested]
   if not matches.list(value) or key.type:find("table") and next(value) ~= 1 then
      return M.check(value, { keys = keys }, subject, report)
   end
   local clean, broken = {}, false
   for i, item in ipairs(value) do
      local name = ("%s[%d]"):format(subject, i)
      if type(item) == "table" then
         local flaws
         clean[i], flaws = M.check(item, { keys = keys }, name, report)
         broken = broken or next(flaws) ~= nil
      else
         broken = true
         report { rule = "wrong-type",
            message = ("%s must be a table, not %s"):format(name, M.show(item)) }
      end
   end
   return clean, broken and { [key.name] = true } or {}
end

---The items of a table that are tables with known keys; those with mistakes are left out.
local function check_entries(value, key, subject, report)
   local clean, flaws = {}, false
   for name, item in pairs(value) do
      local shown = ("%s.%s"):format(subject, tostring(name))
      if type(item) == "table" then
         local own
         clean[name], own = M.check(item, { keys = words.nested[key.items] }, shown, report)
         flaws = flaws or next(own) ~= nil
      else
         flaws = true
         report { rule = "wrong-type",
            message = ("%s must be a table, not %s"):format(shown, M.show(item)) }
      end
   end
   return clean, flaws
end

local function check_value(value, key, subject, report)
   local name = ("%s.%s"):format(subject, key.name)
   if not fits(value, key.type) then
      report { rule = "wrong-type", message = ("%s must be %s, not %s"):format(name,
         wanted(key.type), M.show(value)), fix = number_fix(value, key.type, key.name) }
      return nil, true
   elseif key.type == "integer" then
      return math.tointeger(value), false
   elseif type(value) ~= "table" then
      return value, false
   elseif key.nested then
      local clean, flaws = check_nested(value, key, name, report)
      return clean, next(flaws) ~= nil
   elseif key.items and words.nested[key.items] then
      return check_entries(value, key, name, report)
   elseif key.items and not check_items(value, key, name, report) then
      return nil, true
   end
   return value, false
end

---The keys of a table that are known and of the right type, and the names of those that are not.
---List items are left to the caller.
---@param body table
---@param word { keys: moontide.deploy.Key[], items?: string[] }
---@param subject string  what messages begin with
---@param report fun(finding: table)
---@param members? table<string, any>  AWS's own members, taken as they are
---@return table clean, table<string, boolean> broken
function M.check(body, word, subject, report, members)
   local clean, broken, names = {}, {}, {}
   members = members or {}
   for name in pairs(body) do
      if not (math.type(name) == "integer" and word.items) then names[#names + 1] = name end
   end
   table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
   for _, name in ipairs(names) do
      local key = find(word.keys, name)
      if key then
         clean[name], broken[name] = check_value(body[name], key, subject, report)
         broken[name] = broken[name] or nil
      elseif members[name] then
         clean[name] = body[name]
      else
         unknown(name, word.keys, members, subject, report)
      end
   end
   return clean, broken
end

return M
