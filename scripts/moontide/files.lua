-- Whole files. Lua names the file in some of its reasons and not in others; here it never does.
local core = require "moontide.core"

local M = {}

local function without_path(reason)
   return (tostring(reason):gsub("^.*: ", ""))
end

---@param path string
---@return string? text
---@return string? reason why not, without the path
function M.read(path)
   local file <close>, reason = io.open(path, "rb")
   if not file then return nil, without_path(reason) end
   local text, problem = file:read("a")
   return text, problem
end

-- A name beside the target that no other run of the program takes.
local function draft_of(target)
   return ("%s.%08x.draft"):format(target, math.random(0, 0xffffffff))
end

---Whether M.write could write there.
---@param path string
---@return boolean? ok
---@return string? reason why not, without the path
function M.can_write(path)
   local target, kind = core.file_target(path)
   if kind == "directory" then return nil, "Is a directory" end
   if kind == "other" then return true end -- whoever reads a pipe would take this for the end
   local draft = draft_of(target)
   local file, problem = io.open(draft, "wb")
   if not file then return nil, without_path(problem) end
   file:close()
   os.remove(draft)
   return true
end

local function write(path, text)
   local file, problem = io.open(path, "wb")
   if not file then return nil, without_path(problem) end
   local ok, write_problem = file:write(text)
   local is_closed, close_problem = file:close()
   if ok and is_closed then return true end
   return nil, without_path(write_problem or close_problem)
end

---Writes a file: whoever looks finds the old text or the new one, never a part. A link stays one;
---what is no file, like /dev/stdout, is written to as it is.
---@param path string
---@param text string
---@return boolean? ok
---@return string? reason why not, without the path
function M.write(path, text)
   local target, kind = core.file_target(path)
   if kind == "directory" then return nil, "Is a directory" end
   if kind == "other" then return write(target, text) end
   local draft = draft_of(target)
   local ok, problem = write(draft, text)
   if ok then
      ok, problem = os.rename(draft, target)
   end
   if ok then return true end
   os.remove(draft)
   return nil, without_path(problem)
end

return M
