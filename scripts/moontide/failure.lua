-- Raising error objects from Lua: the same kind of object that calls of the core end with.
local core = require "moontide.core"

local M = {}

-- Where this library's files are, as debug.getinfo names them: "moontide/" when embedded.
local LIBRARY = debug.getinfo(1, "S").short_src:match("^(.*)failure%.lua$")

---@class moontide.Error
---@field status string what kind of failure ("input", "throttle", "network", …)
---@field code string AWS's code, or the status
---@field message string
---@field operation string?
---@field where string? file:line or path
---@field http integer?
---@field request_id string?
---@field providers { name: string, reason: string }[]?  where no credentials were found, and why
---@field attempts integer?
---@field may_have_acted boolean? a write was sent, and nothing has told that it was not done
---@field retryable boolean
---@field exit_code integer
---@field findings table[]?

---Whether a source as debug.getinfo and tracebacks name it is a file of this library.
---@param short_src string
---@return boolean
function M.is_library(short_src)
   if short_src:sub(1, #LIBRARY) == LIBRARY then return true end
   return short_src:find("^%.%.%..*moontide/[%w_/]*%w+%.lua") ~= nil -- cut by Lua at 60 bytes
end

---Lines of a traceback that are not this library's own.
---@param traceback string
---@return string[]
function M.own_frames(traceback)
   local frames = {}
   for line in traceback:gmatch("\n\t([^\n]+)") do
      local is_ours = line:find("^%[C%]:") or line:find("^%(%.%.%.") or line:find("^%?:")
            or M.is_library(line)
      if not is_ours then frames[#frames + 1] = line end
   end
   return frames
end

---The script line that called into this library, as "file:line"; nil if there is none.
---@return string?
function M.caller()
   local level = 2
   local info = debug.getinfo(level, "Sl")
   while info do
      if info.what ~= "C" and not M.is_library(info.short_src) then
         return ("%s:%d"):format(info.short_src, info.currentline)
      end
      level = level + 1
      info = debug.getinfo(level, "Sl")
   end
end

local function kept(ok, value, ...)
   if not ok and type(value) == "string" then return false, { error = value } end
   return ok, value, ...
end

---xpcall with a handler that makes a table whose `error` it is. Out of memory Lua asks no handler;
---the table is made all the same.
---@param fn function
---@param explain fun(err: any): table
---@param ... any  arguments of fn
---@return boolean ok, any result_or_explained, any ...
function M.guarded(fn, explain, ...)
   return kept(xpcall(fn, explain, ...))
end

---Raises an error object made of fields.
---@param fields table
function M.raise(fields)
   error(core.error(fields), 0)
end

---Raises err as it is, with the line of the script that made the call if nothing names a place yet.
function M.raise_from_script(err)
   if type(err) == "table" and not err.script then err.script = M.caller() end
   error(err, 0)
end

---The value, or raises what stands in its place.
function M.check(value, err)
   if value == nil then M.raise_from_script(err) end
   return value
end

---@return boolean
function M.is_error(value)
   return type(value) == "table" and getmetatable(value) == core.error_mt
end

return M
