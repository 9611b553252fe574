-- JSON for scripts: integers stay integers, null and empty lists can be said.
local core = require "moontide.core"
local failure = require "moontide.failure"
local files = require "moontide.files"

local M = {
   null = core.null,
}

---@param value any
---@param options? { pretty?: boolean, sorted?: boolean }
---@return string
function M.encode(value, options)
   return failure.check(core.json_encode(value, options))
end

---@param text string
---@return any
function M.decode(text)
   local value, err = core.json_decode(text)
   if err then failure.raise_from_script(err) end
   return value
end

---The value in a file.
---@param path string
---@return any
function M.read(path)
   local text, reason = files.read(path)
   if not text then
      failure.raise_from_script(core.error { status = "io",
         message = ("cannot read %s: %s"):format(path, reason) })
   end
   local value, err = core.json_decode((text:gsub("^\xEF\xBB\xBF", "")))
   if err then
      failure.raise_from_script(core.error { status = err.status, code = err.code,
         message = ("%s: %s"):format(path, err.message) })
   end
   return value
end

---Marks a table as a list, so that it is written as [] even when it is empty.
---@param list table?
---@return table
function M.array(list)
   return setmetatable(list or {}, core.array_mt)
end

return M
