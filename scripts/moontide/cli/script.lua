-- A user's script as a file: read as text, compiled into an environment of its own.
local core = require "moontide.core"
local files = require "moontide.files"
local lua_source = require "moontide.lua_source"

local M = {}

local function fail(status, message)
   error(core.error { status = status, message = message }, 0)
end

---The text of a script and its name for messages; "-" is standard input. Raises if it cannot be
---read or is compiled Lua.
---@param path string
---@return string text, string chunk_name
function M.read(path)
   local text, reason, name
   if path == "-" then
      name = "standard input"
      text, reason = io.read("a")
   else
      name = path
      text, reason = files.read(path)
   end
   if not text then fail("io", ("cannot read the script: %s: %s"):format(name, reason)) end
   if lua_source.is_compiled(text) then
      fail("syntax", name .. ": a binary chunk (compiled Lua) is not run; give its source")
   end
   return text, path == "-" and "=stdin" or "@" .. path
end

---Compiles a script; raises its syntax error with the place.
---@param text string
---@param chunk_name string
---@param environment table
---@return function
function M.compile(text, chunk_name, environment)
   local chunk, message, where = lua_source.compile(text, chunk_name, environment)
   if not chunk then
      error(core.error { status = "syntax", message = message, where = where }, 0)
   end
   return chunk
end

---Files beside the script can be required.
---@param path string
function M.add_to_path(path)
   if path == "-" then return end
   local directory = path:match("^(.*)/[^/]*$") or "."
   if directory == "" then directory = "/" end
   package.path = ("%s/?.lua;%s/?/init.lua;%s"):format(directory, directory, package.path)
end

---Lua's own `arg`.
---@param path string
---@param arguments string[]
function M.set_arguments(path, arguments)
   rawset(_G, "arg", table.move(arguments, 1, #arguments, 1, { [0] = path }))
end

return M
