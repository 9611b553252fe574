-- Whole files. Lua names the file in some of its reasons and not in others; here it never does.
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

local function draft_of(path)
   return path .. ".draft"
end

---Whether M.write could write there.
---@param path string
---@return boolean? ok
---@return string? reason why not, without the path
function M.can_write(path)
   local file, problem = io.open(draft_of(path), "wb")
   if not file then return nil, without_path(problem) end
   file:close()
   os.remove(draft_of(path))
   return true
end

---Writes a file: whoever looks finds the old text or the new one, never a part.
---@param path string
---@param text string
---@return boolean? ok
---@return string? reason why not, without the path
function M.write(path, text)
   local draft = draft_of(path)
   local file, problem = io.open(draft, "wb")
   if not file then return nil, without_path(problem) end
   local ok
   ok, problem = file:write(text)
   local is_closed, close_problem = file:close()
   if ok and is_closed then
      ok, problem = os.rename(draft, path)
      if ok then return true end
   end
   os.remove(draft)
   return nil, without_path(problem or close_problem)
end

return M
