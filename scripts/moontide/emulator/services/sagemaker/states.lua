-- What takes time: a row that is on its way has `due` = { at, kind, … }, plain data; whoever looks
-- at the row settles it first. So states follow whatever clock the emulator runs on, and nothing
-- has to happen while nobody looks.
local M = {}

---@class moontide.emulator.Due
---@field at number      when it is over, in the emulator's time
---@field kind string    what is on its way

---Sends a row on its way.
---@param context table
---@param row table
---@param status string  what it is meanwhile
---@param due table      { kind = …, whatever its end needs }
function M.begin(context, row, status, due)
   local now = context.clock.now()
   due.at = now + context.settings.endpoint_seconds
   row.status, row.due, row.modified = status, due, now
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
