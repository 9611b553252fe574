-- What answers of every protocol have in common. An answer is { status, headers, body }, ready for
-- the server.
local core = require "moontide.core"

local M = {}

---@class moontide.emulator.Answer
---@field status integer
---@field headers table<string, string>
---@field body string
---@field code? string   the error's code, for the counters
---@field delay? number  seconds to hold it back
---@field sent? fun()    to be called when that is over
---@field is_reset? boolean  the connection is reset instead

---Refusals quote names as they were sent, and what is sent need not be text.
---@param value any
---@return any
function M.as_text(value)
   if type(value) ~= "string" or (utf8.len(value) and not value:find("\0", 1, true)) then
      return value
   end
   return (value:gsub("[\0\x80-\xFF]", "?"))
end

---JSON text of members whose strings may be anything.
---@param members table
---@return string
function M.encode(members)
   local texts = {}
   for name, value in pairs(members) do
      texts[name] = M.as_text(value)
   end
   return assert(core.json_encode(texts, { sorted = true }))
end

---How the model has an exception on the wire; the HTTP status is the failure's own if the model
---names none.
---@param entry? { model: table }
---@param failure moontide.emulator.Failure
---@return { code: string, http: integer, sender: boolean }?
function M.modelled_error(entry, failure)
   local known = entry and entry.model:error(failure.code)
   if known then
      known.http = known.http or failure.status
   end
   return known or nil
end

---What AWS's frontends answer when not even the protocol can be told.
---@param request_id string
---@return moontide.emulator.Answer
function M.not_understood(request_id)
   return {
      status = 404, code = "UnknownOperationException", body = "<UnknownOperationException/>\n",
      headers = { ["x-amzn-RequestId"] = request_id },
   }
end

---An answer on the control path.
---@param status integer
---@param value table
---@return moontide.emulator.Answer
function M.control(status, value)
   return {
      status = status, body = M.encode(value) .. "\n",
      headers = { ["Content-Type"] = "application/json" },
   }
end

return M
