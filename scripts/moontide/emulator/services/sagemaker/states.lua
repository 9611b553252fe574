-- What takes time: a row that is on its way has `due` = { at, kind, … }, plain data; whoever looks
-- at the row settles it first. So states follow whatever clock the emulator runs on, and nothing
-- has to happen while nobody looks.
local M = {}

---@class moontide.emulator.Due
---@field at number      when it is over, in the emulator's time
---@field kind string    what is on its way

---Sends a row on its way. Its end also stands on the agenda, so that what hangs on it (capacity
---that waits to be pulled) happens at its time.
---@param context table
---@param row table
---@param status string  what it is meanwhile
---@param due table      { kind = …, whatever its end needs }
---@param settle fun(context: table, row: table)
function M.begin(context, row, status, due, settle)
   local now, seconds = context.clock.now(), context.settings.endpoint_seconds
   due.at = now + seconds
   row.status, row.due, row.modified = status, due, now
   if seconds > 0 then
      context.agenda:add(due.at, "settle", function() settle(context, row) end)
   end
end

---Ends what is due by now. An end may send the row on its way again.
---@param context table
---@param row table
---@param ends table<string, fun(context: table, row: table, due: table)>  by kind
---@return table row
function M.settle(context, row, ends)
   local due = row.due
   if due and due.at <= context.clock.now() then
      row.due, row.modified = nil, due.at
      ends[due.kind](context, row, due)
   end
   return row
end

return M
