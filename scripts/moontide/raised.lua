-- What scripts raise, as text for people: values of any kind, and tracebacks of their own lines.
local failure = require "moontide.failure"
local suggest = require "moontide.suggest"

local M = {}

local more_modules <const> = { "moontide", "moontide.dsl", "moontide.sagemaker",
   "moontide.testing" }

local function module_names()
   local names = table.move(more_modules, 1, #more_modules, 1, {})
   for _, name in pairs(getmetatable(require "moontide").contents[1]) do
      names[#names + 1] = name
   end
   return names
end

-- Lua lists every place it has looked at; of a misspelt name none of them is of any help.
local function without_search(message)
   return (message:gsub("module '([^'\n]+)' not found:.*$", function(name)
      return ("there is no module '%s'%s"):format(name, suggest.hint(name, module_names()))
   end))
end

---The text of a raised value. Values may have any metamethods; these are not trusted.
---@param err any
---@return string
function M.text(err)
   if err == nil then return "the script failed with error(nil)" end
   if type(err) == "string" then return without_search(err) end
   if type(err) == "number" then return tostring(err) end
   local metatable = getmetatable(err)
   if type(metatable) ~= "table" or not rawget(metatable, "__tostring") then
      return ("the script failed with a %s that is not an error (no __tostring)"):format(type(err))
   end
   local ok, text = pcall(tostring, err)
   return ok and text
      or ("the script failed with a %s whose __tostring fails"):format(type(err))
end

---The place that a message begins with, and the rest.
---@param message string
---@return string? place  file:line
---@return string rest
function M.split(message)
   local place, rest = message:match("^([^\n]-:%d+): (.*)$")
   return place, rest or message
end

---A traceback with the script's own lines only; nil if there are none.
---@param traceback string
---@return string?
function M.traceback(traceback)
   local frames = failure.own_frames(traceback)
   if #frames == 0 then return nil end
   return "stack traceback:\n\t" .. table.concat(frames, "\n\t")
end

return M
