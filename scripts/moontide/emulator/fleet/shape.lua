-- What may stand in a fleet: keys, their types, which are needed. All that is wrong is said.
local suggest = require "moontide.suggest"

local M = {}

local names <const>, text <const>, count <const> = { list = "text" }, "text", "count"

---key → "text", "count", "number", "flag", { list = … }, { map = … } or a shape; "!" at the end of
---a key: it is needed.
local serverless <const> = {
   ["memory!"] = count, ["max_concurrency!"] = count, provisioned_concurrency = count,
}
local managed <const> = { min = count, max = count }
local component <const> = { ["name!"] = text, variant = text, copies = count, model = text,
   memory = count, tags = { map = "text" } }
local variant <const> = { name = text, instance_type = text, count = count, weight = "number",
   model = text, serverless = serverless, managed = managed }
local endpoint <const> = { ["name!"] = text, config = text, role = text, async = "flag",
   variants = { list = variant }, components = { list = component }, tags = { map = "text" },
   status = text, regions = names, accounts = names, instance_type = text, count = count,
   model = text, weight = "number", serverless = serverless, managed = managed }
local service <const> = { ["cluster!"] = text, ["name!"] = text, desired = count, regions = names,
   accounts = names, tags = { map = "text" } }
local index <const> = { ["name!"] = text, read = count, write = count }
local table_of <const> = { ["name!"] = text, read = count, write = count,
   indexes = { list = index }, regions = names, accounts = names, tags = { map = "text" } }

local fleet <const> = {
   endpoints = { list = endpoint }, services = { list = service }, tables = { list = table_of },
   quotas = { map = "count" },
   recommendations = { map = { ["invocations!"] = count, latency = count, endpoint = text } },
}

local simple <const> = {
   text = function(value) return type(value) == "string" end,
   count = function(value) return math.type(value) == "integer" and value >= 0 end,
   number = function(value) return type(value) == "number" end,
   flag = function(value) return type(value) == "boolean" end,
}
local wanted <const> = { text = "a text", count = "a whole number, 0 or more", number = "a number",
   flag = "true or false" }

local check

local function check_members(value, shape, path, problems)
   local known, keys = {}, {}
   for key, member in pairs(shape) do
      local name = key:gsub("!$", "")
      known[name], keys[#keys + 1] = member, name
      if name ~= key and value[name] == nil then
         problems[#problems + 1] = ("%s: %s is missing"):format(path, name)
      end
   end
   for key, member in pairs(value) do
      if not known[key] then
         problems[#problems + 1] = ("%s: unknown key '%s'%s"):format(path, tostring(key),
            suggest.hint(tostring(key), keys))
      else
         check(member, known[key], path .. "." .. key, problems)
      end
   end
end

function check(value, shape, path, problems)
   if simple[shape] then
      if not simple[shape](value) then
         problems[#problems + 1] = ("%s must be %s, not %s"):format(path, wanted[shape],
            type(value) == "table" and "a table" or tostring(value))
      end
   elseif type(value) ~= "table" then
      problems[#problems + 1] = ("%s must be a table, not %s"):format(path, tostring(value))
   elseif shape.list then
      for i, item in ipairs(value) do
         check(item, shape.list, ("%s[%d]"):format(path, i), problems)
      end
   elseif shape.map then
      for key, item in pairs(value) do
         check(item, shape.map, path .. "." .. tostring(key), problems)
      end
   else
      check_members(value, shape, path, problems)
   end
end

---@param value table
---@return string[] problems  sorted
function M.check(value)
   local problems = {}
   check(value, fleet, "fleet", problems)
   table.sort(problems)
   return problems
end

return M
