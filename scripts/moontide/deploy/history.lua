-- The journals there are, and which applies have been taken back since.
local core = require "moontide.core"
local journal_of = require "moontide.deploy.journal"

local M = {}

---@class moontide.deploy.HistoryEntry
---@field path string
---@field journal moontide.deploy.JournalRead?
---@field error any           why it cannot be read
---@field is_undone boolean   a later undo has brought back all of what was before it

local takes_back <const> = { undo = true, rollback = true }

local function name_of(path)
   return path:match("[^/]*$")
end

-- Newest first, so that an undo that was undone itself counts for nothing.
local function walk(directory)
   local paths, undone = journal_of.list(directory), {}
   local index = #paths + 1
   return function()
      index = index - 1
      local path = paths[index]
      if not path then return nil end
      local ok, read = pcall(journal_of.read, path)
      local entry = { path = path, journal = ok and read or nil, error = not ok and read or nil,
         is_undone = undone[name_of(path)] or false }
      if ok and read.undoes and read.state == "done" and not entry.is_undone then
         undone[read.undoes] = true
      end
      return entry
   end
end

---All journals, oldest first.
---@param directory string?
---@return moontide.deploy.HistoryEntry[]
function M.list(directory)
   local list = {}
   for entry in walk(directory) do table.insert(list, 1, entry) end
   return list
end

-- Did it change anything, or is that not known?
local function has_acted(read)
   for _, call in pairs(read.calls) do
      if call.ok ~= false then return true end
   end
   return false
end

---The journal of the newest apply that stands; raises if there is none.
---@param directory string?
---@return string path
function M.latest(directory)
   for entry in walk(directory) do
      if entry.error then error(entry.error, 0) end
      local is_apply = has_acted(entry.journal) and not takes_back[entry.journal.action]
      if is_apply and not entry.is_undone then return entry.path end
   end
   error(core.error { status = "io", message = "there is no apply to take back in "
      .. (directory or journal_of.directory()) }, 0)
end

return M
