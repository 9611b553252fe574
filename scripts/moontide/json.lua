-- JSON for scripts: integers stay integers, null and empty lists can be said.
local core = require "moontide.core"
local failure = require "moontide.failure"

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

---Marks a table as a list, so that it is written as [] even when it is empty.
---@param list table?
---@return table
function M.array(list)
   return setmetatable(list or {}, core.array_mt)
end

return M
