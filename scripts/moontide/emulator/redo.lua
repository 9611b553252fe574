-- An emulator that begins where another ended: does again what a state file tells of, and keeps
-- there what is done from now on.
local failure = require "moontide.emulator.failure"
local state = require "moontide.emulator.state"

local M = {}

---@class moontide.emulator.Redo
---@field emulator moontide.emulator.Emulator
---@field state moontide.emulator.State
local Redo = {}
Redo.__index = Redo

local function perform(emulator, entry)
   emulator.agenda:run()
   if entry.issued then
      emulator.temporary.restore(entry.issued)
   elseif entry.operation then
      local service = emulator.services.by_name[entry.service].service
      emulator.ids.restore(entry.ids)
      service.operations[entry.operation].handler(entry.input, emulator:context(entry.account,
         entry.region, { account = entry.account, region = entry.region, is_redo = true }))
   end
end

-- What once succeeded succeeds again, unless the emulator has changed in between.
local function report(entry, problem)
   if failure.is_interruption(problem) then
      error(problem, 0)
   end
   io.stderr:write(("moontide emulator: %s of the state file cannot be done again: %s\n"):format(
      entry.operation, tostring(problem)))
end

---Opens the file and does again what it tells of. Raises an io error.
---@param path string
---@param emulator moontide.emulator.Emulator
---@return moontide.emulator.Redo
function M.open(path, emulator)
   local kept, entries = state.open(path)
   for _, entry in ipairs(entries) do
      local ok, problem = pcall(emulator.clock.at, entry.at, perform, emulator, entry)
      if not ok then report(entry, problem) end
   end
   local last, now = entries[#entries], emulator.clock.now()
   if last and now < last.at then
      emulator.clock.skip(last.at - now)
   end
   local redo = setmetatable({ emulator = emulator, state = kept }, Redo)
   emulator.temporary.keep = function(issued) redo:keep_issued(issued) end
   return redo
end

---Keeps a write that has been done.
---@param call moontide.emulator.Call
---@param input table
---@param ids integer  the state of the source of ids before it
function Redo:keep(call, input, ids)
   self.state:append { at = self.emulator.clock.now(), account = call.account,
      region = call.region, service = call.service, operation = call.operation, input = input,
      ids = ids }
end

---Keeps what is needed to have temporary credentials again.
---@param issued moontide.emulator.Issued
function Redo:keep_issued(issued)
   self.state:append { at = self.emulator.clock.now(), issued = issued }
end

---Keeps that time has gone by.
function Redo:keep_time()
   self.state:append { at = self.emulator.clock.now() }
end

---Forgets everything but the temporary credentials that are still good.
function Redo:clear()
   self.state:clear()
   for _, issued in ipairs(self.emulator.temporary.valid()) do self:keep_issued(issued) end
end

return M
