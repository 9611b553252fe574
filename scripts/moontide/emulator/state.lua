-- What the emulator was told, kept in a file: every write that succeeded, a line each, before it is
-- answered. At the next start the same writes happen again at their own times, with the same ids,
-- and what follows from them follows again; so whatever ended the emulator, what was answered is
-- there. A line that was cut off belongs to a write that nobody was told of.
local core = require "moontide.core"
local files = require "moontide.files"

local M = {}

local format <const> = "moontide emulator state 1"

---@class moontide.emulator.Entry
---@field at number          the emulated services' time
---@field account? string    nil: only time went by
---@field region? string
---@field service? string
---@field operation? string
---@field input? table
---@field ids? integer       the state of the source of ids before it
---@field issued? moontide.emulator.Issued  temporary credentials

---@class moontide.emulator.State
---@field path string
---@field file file*
local State = {}
State.__index = State

local function fail(path, problem)
   error(core.error { status = "io", where = path,
      message = "the state cannot be kept there: " .. problem }, 0)
end

local function exists(path)
   local file = io.open(path, "rb")
   if file then file:close() end
   return file ~= nil
end

---Entries of the text, and how much of it they are.
---@return moontide.emulator.Entry[] entries, integer size
local function parse(path, text)
   local entries, size = {}, 0
   for line, after in text:gmatch("([^\n]*)\n()") do
      if size == 0 then
         if line ~= format then
            fail(path, ("it is no state file (it begins with %q)"):format(line:sub(1, 40)))
         end
      else
         local entry = core.json_decode(line)
         if type(entry) ~= "table" or type(entry.at) ~= "number" then
            fail(path, ("line %d is damaged"):format(#entries + 2))
         end
         entries[#entries + 1] = entry
      end
      size = after - 1
   end
   return entries, size
end

---The whole file anew, at once or not at all.
local function rewrite(path, text)
   local ok, problem = files.write(path, text)
   if not ok then fail(path, problem) end
end

---Opens or makes the file; gives what is in it. Raises an io error.
---@param path string
---@return moontide.emulator.State state, moontide.emulator.Entry[] entries
function M.open(path)
   local text, entries = format .. "\n", {}
   if exists(path) then
      local whole, problem = files.read(path)
      if not whole then fail(path, problem or "it cannot be read") end
      local size
      entries, size = parse(path, whole)
      text = size > 0 and whole:sub(1, size) or text
      if #text ~= #whole then rewrite(path, text) end
   else
      rewrite(path, text)
   end
   local file, problem = io.open(path, "ab")
   if not file then fail(path, tostring(problem)) end
   return setmetatable({ path = path, file = file }, State), entries
end

---Appends an entry; it is with the system when this returns, whatever becomes of the process.
---@param entry moontide.emulator.Entry
function State:append(entry)
   local ok, problem = self.file:write(assert(core.json_encode(entry)), "\n")
   if ok then
      ok, problem = self.file:flush()
   end
   if not ok then
      fail(self.path, tostring(problem))
   end
end

---Forgets everything.
function State:clear()
   self.file:close()
   rewrite(self.path, format .. "\n")
   self.file = assert(io.open(self.path, "ab"))
end

return M
