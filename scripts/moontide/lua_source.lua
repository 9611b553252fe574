-- Lua source as people write it: with or without a byte order mark and a #! line, never compiled.
local M = {}

local compiled_signature <const> = "\27Lua"

---Compiled Lua can do what its source could not, so it is never run.
---@param text string
---@return boolean
function M.is_compiled(text)
   return text:sub(1, #compiled_signature) == compiled_signature
end

---Without what is no Lua. Lines keep their numbers: a first line that begins with # is left empty.
---@param text string
---@return string
function M.strip(text)
   return (text:gsub("^\xEF\xBB\xBF", ""):gsub("^#[^\n]*", ""))
end

---@param text string
---@param chunk_name string   as of load
---@param environment table
---@return function? chunk
---@return string? message    what is wrong, without its place
---@return string? place      file:line where it is wrong, if Lua says so
function M.compile(text, chunk_name, environment)
   local chunk, problem = load(M.strip(text), chunk_name, "t", environment)
   if chunk then return chunk end
   local place, message = problem:match("^(.-:%d+): (.*)$")
   return nil, message or problem, place
end

return M
