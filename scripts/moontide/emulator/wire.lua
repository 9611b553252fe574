-- AWS JSON 1.1 answers. An answer is { status, headers, body }, ready for the server.
local core = require "moontide.core"

local M = {}

M.content_type = "application/x-amz-json-1.1"

---@class moontide.emulator.Answer
---@field status integer
---@field headers table<string, string>
---@field body string
---@field code? string   the error's code, for the counters
---@field delay? number  seconds to hold it back
---@field is_reset? boolean  the connection is reset instead

-- Refusals quote names as they were sent, and what is sent need not be text.
local function as_text(value)
   if type(value) ~= "string" or (utf8.len(value) and not value:find("\0", 1, true)) then
      return value
   end
   return (value:gsub("[\0\x80-\xFF]", "?"))
end

local function encode(members)
   local texts = {}
   for name, value in pairs(members) do
      texts[name] = as_text(value)
   end
   return assert(core.json_encode(texts, { sorted = true }))
end

---@param request_id string
---@param body string  JSON text
---@return moontide.emulator.Answer
function M.success(request_id, body)
   return {
      status = 200, body = body,
      headers = { ["x-amzn-RequestId"] = request_id, ["Content-Type"] = M.content_type },
   }
end

---@param request_id string
---@param failure moontide.emulator.Failure
---@return moontide.emulator.Answer
function M.failure(request_id, failure)
   local body = { __type = failure.code, [failure.member] = failure.message }
   for name, value in pairs(failure.members or {}) do
      body[name] = value
   end
   return {
      status = failure.status, code = failure.code, is_reset = failure.is_reset,
      body = encode(body),
      headers = { ["x-amzn-RequestId"] = request_id, ["Content-Type"] = M.content_type },
   }
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
      status = status, body = encode(value) .. "\n",
      headers = { ["Content-Type"] = "application/json" },
   }
end

return M
