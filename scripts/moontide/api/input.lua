-- Texts of the command line as the input of an operation, led by the shapes of its model: plain
-- values, JSON, shorthand, and files in place of each.
local core = require "moontide.core"
local files = require "moontide.files"
local ordered = require "moontide.ordered"
local problem = require "moontide.api.problem"

local M = {}

local function expand(path)
   local home = os.getenv("HOME")
   if home then path = path:gsub("^~%f[/\0]", function() return home end) end
   path = path:gsub("%${([%a_][%w_]*)}", os.getenv)
   return (path:gsub("%$([%a_][%w_]*)", os.getenv))
end

-- What a text stands for: the content of a file it names, or itself.
local function load(text, name)
   local path = text:match("^fileb?://(.*)$")
   if not path then return text end
   local content, reason = files.read(expand(path))
   if not content then problem.raise("--%s: cannot read %s: %s", name, path, reason) end
   return content
end

local function decode(text, name)
   local value, err = core.json_decode(text)
   if err then problem.raise("--%s: invalid JSON: %s", name, err.message) end
   return value
end

-- Scalars ----------------------------------------------------------------------------------

local function whole_number(text, name)
   local number = text:find("^%s*[+-]?%d+%s*$") and math.tointeger(tonumber((text:gsub("%+", ""))))
   return number or problem.raise("--%s: a whole number expected, not '%s'", name, text)
end

local function real_number(text, name)
   local number = not text:find("[xXnN]") and tonumber((text:gsub("^%s*%+", "")))
   return number and number + 0.0
      or problem.raise("--%s: a number expected, not '%s'", name, text)
end

local function truth(text)
   local lower = text:lower()
   if lower == "true" then return true end
   if lower == "false" then return false end
   return text -- refused later, with its path
end

local READ <const> = {
   integer = whole_number, long = whole_number, float = real_number, double = real_number,
   boolean = truth,
}

local function scalar(shape, text, name)
   local read = READ[shape.type]
   return read and read(text, name) or not read and text
end

-- Shorthand: everything in it is text until the model says otherwise ------------------------

local convert

local function convert_members(shape, value, name)
   for _, member in ipairs(shape.members) do
      local given = value[member.name]
      if given ~= nil then value[member.name] = convert(member.shape, given, name) end
   end
   return value
end

local function convert_list(shape, value, name)
   if not ordered.is_list(value) then value = ordered.list { value } end
   for i, item in ipairs(value) do value[i] = convert(shape.item, item, name) end
   return value
end

function convert(shape, value, name)
   if shape.type == "list" then return convert_list(shape, value, name) end
   if type(value) ~= "table" then
      if READ[shape.type] then return READ[shape.type](value, name) end
      return value
   end
   if ordered.is_list(value) then return value end
   if shape.type == "structure" then return convert_members(shape, value, name) end
   if shape.type == "map" then
      for key, item in pairs(value) do value[key] = convert(shape.item, item, name) end
   end
   return value
end

local function from_shorthand(shape, text, name)
   local shorthand = require "moontide.api.shorthand"
   local value, why = shorthand.parse(text, function(inner) return load(inner, name) end)
   if not value then problem.raise("--%s: %s", name, why) end
   return convert(shape, value, name)
end

-- Options -----------------------------------------------------------------------------------

local COMPLEX <const> = { structure = true, map = true, list = true }

local function one(shape, text, name)
   if not COMPLEX[shape.type] then return scalar(shape, text, name) end
   if text:find("^%s*[{%[]") then return decode(text, name) end
   if shape.type == "list" then
      problem.raise("--%s: a list as JSON expected, not '%s'", name, text)
   end
   return from_shorthand(shape, text, name)
end

local function many(shape, texts, name)
   if #texts == 1 then
      local text = load(texts[1], name)
      if text:find("^%s*%[") then return decode(text, name) end
      texts = { text }
   end
   local list = ordered.list()
   for i, text in ipairs(texts) do list[i] = one(shape.item, text, name) end
   return list
end

local function read_option(option, given)
   if type(given) == "boolean" then return given end
   if option.is_list then return many(option.shape, given, option.name) end
   return one(option.shape, load(given, option.name), option.name)
end

-- Times: numbers as text become numbers; a time without a zone is one of this machine's.
local function read_time(text)
   if type(text) ~= "string" then return text end
   local number = text:find("^%s*%d+%.?%d*%s*$") and tonumber(text)
   if number and not text:find("^%d%d%d%d%d%d%d%d$") then return number end
   local year, month, day, rest = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$")
   if not year or rest:find("[Zz]$") or rest:find("[+-]%d%d:?%d?%d?$") then return text end
   local hour, minute, second, fraction = rest:match("^[T ](%d%d):(%d%d):?(%d*)([.,]?%d*)$")
   if not hour and rest ~= "" then return text end
   local time = os.time { year = tonumber(year), month = tonumber(month), day = tonumber(day),
      hour = tonumber(hour) or 0, min = tonumber(minute) or 0, sec = tonumber(second) or 0 }
   local part = tonumber("0" .. (fraction or ""):gsub(",", ".")) or 0
   return part > 0 and time + part or time
end

local function read_times(shape, value)
   if shape.type == "timestamp" then return read_time(value) end
   if type(value) ~= "table" then return value end
   for _, member in ipairs(shape.members or {}) do
      local given = value[member.name]
      if given ~= nil then value[member.name] = read_times(member.shape, given) end
   end
   if shape.item then
      for key, item in pairs(value) do value[key] = read_times(shape.item, item) end
   end
   return value
end

local function add_document(input, text)
   local document = decode(load(text, "cli-input-json"), "cli-input-json")
   if not ordered.is_object(document) then
      problem.raise("--cli-input-json: an object expected, not %s",
         ordered.is_list(document) and "a list" or tostring(document))
   end
   for key, value in pairs(document) do
      if input[key] == nil and value ~= core.null then input[key] = value end
   end
end

---The input that the options ask for.
---@param options moontide.api.Option[]
---@param given table<string, any>
---@param shape table?  of the operation's input
---@return table
function M.read(options, given, shape)
   local input = {}
   for _, option in ipairs(options) do
      local value = option.member and given[option.member]
      if option.member and value ~= nil and input[option.member] == nil then
         input[option.member] = read_option(option, value)
      end
   end
   if given["cli-input-json"] then add_document(input, given["cli-input-json"]) end
   return shape and read_times(shape, input) or input
end

return M
