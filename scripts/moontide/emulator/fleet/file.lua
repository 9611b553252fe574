-- A fleet's file: a Lua file that returns it, or JSON. Lua is read as text, never as bytecode, and
-- has Lua's own functions, so that a loop can make a thousand endpoints.
local core = require "moontide.core"
local files = require "moontide.files"

local M = {}

local function fail(path, text, ...)
   error(core.error { status = "usage", exit_code = 64, where = path,
      message = "the fleet cannot be read: " .. text:format(...) }, 0)
end

local function run_lua(path, text)
   local chunk, problem = load(text, "@" .. path, "t", setmetatable({}, { __index = _G }))
   if not chunk then
      fail(path, "%s", problem)
   end
   local ok, value = pcall(chunk)
   if not ok then
      fail(path, "%s", tostring(value))
   end
   return value
end

---@param path string
---@return table
function M.read(path)
   local text, reason = files.read(path)
   if not text then
      fail(path, "%s", reason)
   end
   local value, problem
   if text:find("^%s*[{%[]") then
      value, problem = core.json_decode(text)
      if value == nil then
         fail(path, "%s", problem.message)
      end
   else
      value = run_lua(path, text)
   end
   if type(value) ~= "table" then
      fail(path, "it must be a table, not a %s", type(value))
   end
   return value
end

return M
