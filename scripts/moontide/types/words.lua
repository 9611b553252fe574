-- The words of deployment scripts as types, from the data that the loader checks by.
local core = require "moontide.core"
local words = require "moontide.deploy.words"

local M = {}

local PREFIX <const> = "moontide.deployment."
local AUTOSCALING <const> = "moontide.ApplicationAutoScaling."

local NAMES <const> = { list = "table", table = "table", map = "table<string, any>", any = "any" }

local function class_of(name)
   return PREFIX .. name:sub(1, 1):upper() .. name:sub(2):gsub("_(%l)", string.upper)
end

-- What one alternative of a key's type is.
local function one_type(key, name)
   local item = key.nested and class_of(key.nested)
      or key.items and (words.nested[key.items] and class_of(key.items) or key.items)
   if name == "list" then return item and item .. "[]" or "table" end
   if name == "map" then return ("table<string, %s>"):format(item or "any") end
   if name == "table" and key.nested then return item end
   return NAMES[name] or name
end

local function type_of(key)
   local parts = {}
   for name in key.type:gmatch("[^|]+") do parts[#parts + 1] = one_type(key, name) end
   return table.concat(parts, "|")
end

local function add_fields(lines, keys)
   for _, key in ipairs(keys) do
      lines[#lines + 1] = ("---@field %s? %s %s"):format(key.name, type_of(key), key.help)
   end
end

local function add_members(lines, structure)
   local model = core.model("application-autoscaling")
   local shape
   for _, member in ipairs(model:shape("PutScalingPolicy", "input").members) do
      if member.shape.name == structure then shape = member.shape end
   end
   for _, member in ipairs(shape.members) do
      lines[#lines + 1] = ("---@field %s? %s"):format(member.name, member.shape.type == "structure"
         and AUTOSCALING .. member.shape.name or "any")
   end
end

-- The words whose tables are given behind a name: target "…" { … }.
local CURRIED <const> = { target = true, track = true, step = true, predictive = true,
   schedule = true }

local function body_class(lines, word)
   lines[#lines + 1] = "---@class " .. class_of(word.name)
   add_fields(lines, word.keys)
   if word.members then add_members(lines, word.members) end
   if word.items then lines[#lines + 1] = "---@field [integer] moontide.deployment.Attachment" end
   lines[#lines + 1] = ""
end

local function curried(word)
   local head = word.name == "target" and "string|table" or "string"
   return {
      ("---@overload fun(body: %s): moontide.deployment.Attachment"):format(class_of(word.name)),
      "---@param name " .. head,
      ("---@return fun(body: %s): moontide.deployment.Attachment"):format(class_of(word.name)),
      ("function %s(name) end"):format(word.name),
   }
end

local PLAIN <const> = {
   defaults = { "---@param body moontide.deployment.Defaults", "---@param fn? fun()",
      "function defaults(body, fn) end" },
   deployment = { "---@param body moontide.deployment.Deployment",
      "function deployment(body) end" },
   ignore = { "---@param pattern string|moontide.deployment.Ignore", "---@param more? table",
      "function ignore(pattern, more) end" },
   include = { "---@param pattern string", "function include(pattern) end" },
   deny = { "---@param text string", "---@return any", "function deny(text) end" },
   warn = { "---@param text string", "---@return any", "function warn(text) end" },
   var = { "---@generic T", "---@param name string", "---@param default? T", "---@return T",
      "function var(name, default) end" },
}

local function hook_lines()
   local points = {}
   for _, point in ipairs(require("moontide.deploy.points").list) do
      points[#points + 1] = point.name
   end
   return { ('---@param point "%s"'):format(table.concat(points, '"|"')),
      "---@param fn fun(subject: table): any", "function hook(point, fn) end" }
end

local function add_word(lines, word)
   if word.keys then body_class(lines, word) end
   lines[#lines + 1] = "---" .. word.help
   lines[#lines + 1] = "---```lua"
   lines[#lines + 1] = "---" .. word.form
   lines[#lines + 1] = "---```"
   local rest = CURRIED[word.name] and curried(word)
      or word.name == "hook" and hook_lines() or PLAIN[word.name]
   table.move(rest, 1, #rest, #lines + 1, lines)
   lines[#lines + 1] = ""
end

---@return string
function M.text()
   local lines = { "---@class moontide.deployment.Attachment", "" }
   local nested = {}
   for name in pairs(words.nested) do nested[#nested + 1] = name end
   table.sort(nested)
   for _, name in ipairs(nested) do
      lines[#lines + 1] = "---@class " .. class_of(name)
      add_fields(lines, words.nested[name])
      lines[#lines + 1] = ""
   end
   for _, word in ipairs(words.list) do add_word(lines, word) end
   return table.concat(lines, "\n")
end

return M
