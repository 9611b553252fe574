-- How loads are written: SHAPE:on=RESOURCE[,key=value,…], as in
-- "daily:on=endpoint/ranker-*/variant/blue,low=200,high=6000,peak=14:00".
local core = require "moontide.core"
local shapes = require "moontide.emulator.load.shapes"
local sorted = require "moontide.sorted"
local suggest = require "moontide.suggest"

local M = {}

---@class moontide.emulator.Load
---@field text string       as it was written
---@field shape string
---@field on string         a glob over resource ids
---@field region? string
---@field account? string
---@field jitter number     up to that part more or less, at random
---@field latency number    seconds that a request takes
---@field rps number        requests a second that one unit of capacity can serve
---@field is_async boolean  what is not served waits
---@field values table      of its shape's own keys

local function fail(text, problem, ...)
   error(core.error { status = "usage", exit_code = 64,
      message = ("the load %q: %s"):format(text, problem:format(...)) }, 0)
end

local function number(text)
   local value = tonumber(text)
   if value and value == value and value >= 0 and value < 1e12 then
      return value
   end
   return nil, "a number, 0 or more"
end

local function positive(text)
   local value = number(text)
   if value and value > 0 then
      return value
   end
   return nil, "a number above 0"
end

local readers <const> = {
   number = number,
   text = function(text) return text ~= "" and text or nil, "a text" end,
   time_of_day = function(text) return shapes.time_of_day(text), "a time of day such as 14:30" end,
   part = function(text)
      local value = number(text)
      return value and value <= 1 and value or nil, "a number from 0 to 1"
   end,
   milliseconds = function(text)
      local value = positive(text)
      return value and value / 1000, "a number of milliseconds above 0"
   end,
   positive = positive,
   flag = function(text)
      if text == "true" or text == "false" then
         return text == "true"
      end
      return nil, "true or false"
   end,
}

---Keys of every shape: the field and how it is read.
local common <const> = {
   on = { "on", "text" }, region = { "region", "text" }, account = { "account", "text" },
   jitter = { "jitter", "part" }, ["latency-ms"] = { "latency", "milliseconds" },
   rps = { "rps", "positive" }, async = { "is_async", "flag" },
}

local function read_pair(load, shape, pair)
   local key, text = pair:match("^([%w_-]+)=(.*)$")
   if not key then
      fail(load.text, "%q is not KEY=VALUE", pair)
   end
   local kind = common[key] and common[key][2] or shape.keys[key]
   if not kind then
      local names = sorted.keys(shape.keys)
      table.move(sorted.keys(common), 1, #sorted.keys(common), #names + 1, names)
      fail(load.text, "%s has no %q%s", load.shape, key, suggest.hint(key, names))
   end
   local value, wanted = readers[kind](text)
   if value == nil then
      fail(load.text, "%s must be %s, not %q", key, wanted, text)
   elseif common[key] then
      load[common[key][1]] = value
   else
      load.values[key] = value
   end
end

local function check(load, shape)
   if not load.on then
      fail(load.text, "it needs on=RESOURCE")
   end
   for _, key in ipairs(shape.required) do
      if load.values[key] == nil then
         fail(load.text, "%s needs %s=…", load.shape, key)
      end
   end
   local problem = shape.prepare and shape.prepare(load.values)
   if problem then
      fail(load.text, "%s", problem)
   end
end

---Reads one load, and the file that it names; raises a usage error.
---@param text string
---@param no_files? boolean  whoever wrote it may not make us read files
---@return moontide.emulator.Load
function M.parse(text, no_files)
   local name, rest = text:match("^%s*(%a+):?(.-)%s*$")
   local shape = name and shapes.shapes[name]
   if not shape then
      local names = sorted.keys(shapes.shapes)
      fail(text, "there is no such shape%s (shapes: %s)", suggest.hint(name or "", names),
         table.concat(names, ", "))
   elseif no_files and shape.keys.file then
      fail(text, "files are read only for loads that the emulator is started with")
   end
   local load = { text = text, shape = name, jitter = 0, latency = 0.1, rps = 20,
                  is_async = false, values = {} }
   for pair in rest:gmatch("[^,]+") do
      read_pair(load, shape, pair)
   end
   check(load, shape)
   return load
end

---@param texts string[]
---@param no_files? boolean
---@return moontide.emulator.Load[]
function M.parse_all(texts, no_files)
   local loads = {}
   for i, text in ipairs(texts) do
      loads[i] = M.parse(text, no_files)
   end
   return loads
end

return M
