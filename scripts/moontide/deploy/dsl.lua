-- The words of a deployment script as functions that write into a recorder.
local kind_of = require "moontide.kind_of"
local recorder_of = require "moontide.deploy.recorder"
local suggest = require "moontide.suggest"
local verdict = require "moontide.deploy.verdict"

local M = {}

---@class moontide.deploy.DslOptions
---@field include fun(pattern: string)   loads further files
---@field vars table<string, any>        values given from outside
---@field points table<string, boolean>  where hooks can hang
---@field origin string                  where hooks are from

local function point_names(points)
   local names = {}
   for name in pairs(points) do names[#names + 1] = name end
   table.sort(names)
   return names
end

local function add_hook(recorder, options, point, fn)
   local names = point_names(options.points)
   if type(point) ~= "string" or not options.points[point] then
      recorder:report { rule = "unknown-hook", message = ("there is no hook point %s%s"):format(
         type(point) == "string" and "'" .. point .. "'" or "a " .. type(point),
         type(point) == "string" and suggest.hint(point, names) or ""),
         fix = "the points are " .. table.concat(names, ", ") }
   elseif type(fn) ~= "function" then
      recorder:report { rule = "wrong-type",
         message = ('hook "%s" must be given a function, not %s'):format(point, kind_of(fn)) }
   else
      recorder.hooks[#recorder.hooks + 1] = { point = point, fn = fn, where = recorder_of.here(),
         origin = options.origin, sandboxed = false }
   end
end

local function add_ignore(recorder, head, more)
   local body = type(head) == "table" and head or { pattern = head }
   for key, value in pairs(type(more) == "table" and more or {}) do body[key] = value end
   recorder.ignores[#recorder.ignores + 1] = { body = body, where = recorder_of.here() }
end

local function set_deployment(recorder, body)
   local where = recorder_of.here()
   if type(body) ~= "table" then
      recorder:report { rule = "wrong-type",
         message = ("deployment must be followed by a table, not %s"):format(kind_of(body)) }
   elseif recorder.deployment then
      recorder:report { rule = "declared-twice", fix = "keep one deployment { … }", message =
         "the deployment is described already, at " .. recorder.deployment.where }
   else
      recorder.deployment = { body = body, where = where }
   end
end

local converters = {
   number = function(text) return math.tointeger(tonumber(text)) or tonumber(text) end,
   boolean = function(text)
      if text == "true" or text == "yes" or text == "1" then return true end
      if text == "false" or text == "no" or text == "0" then return false end
   end,
}

---The value given from outside, of the type of the default.
local function variable(recorder, vars, name, default)
   recorder.asked[name] = true
   local given = vars[name]
   if given == nil and default == nil then
      recorder:report { rule = "variable", message = ("variable '%s' is not given"):format(name),
         fix = ("--var %s=…, or a default: var(\"%s\", …)"):format(name, name) }
   end
   if given == nil then return default end
   local convert = converters[type(default)]
   if not convert or type(given) ~= "string" then return given end
   local value = convert(given)
   if value == nil then
      recorder:report { rule = "variable", message = ("variable '%s' must be a %s as its default "
         .. "is, not \"%s\""):format(name, type(default), given) }
      return default
   end
   return value
end

---deny and warn: what a hook says, or the script itself while it declares.
local function say(recorder, severity, text)
   local said = verdict.new(severity, text)
   if recorder.is_loading and not verdict.is_collecting() then
      recorder:report { rule = "script", severity = severity, message = said.text }
   end
   return said
end

---The environment of scripts: the words, before everything else there is.
---@param recorder moontide.deploy.Recorder
---@param options moontide.deploy.DslOptions
---@return table<string, function>
function M.words(recorder, options)
   local words = {}
   for _, word in ipairs { "track", "step", "predictive", "schedule" } do
      words[word] = function(head) return recorder:attachment(word, head) end
   end
   function words.target(head) return recorder:target(head) end
   function words.defaults(body, fn) recorder:add_defaults(body, fn) end
   function words.deployment(body) set_deployment(recorder, body) end
   function words.ignore(head, more) add_ignore(recorder, head, more) end
   function words.include(pattern) options.include(pattern) end
   function words.hook(point, fn) add_hook(recorder, options, point, fn) end
   function words.var(name, default) return variable(recorder, options.vars, name, default) end
   function words.deny(text) return say(recorder, "error", text) end
   function words.warn(text) return say(recorder, "warning", text) end
   return words
end

return M
