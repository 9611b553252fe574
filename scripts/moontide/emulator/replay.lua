-- Answers from a recording. What is asked is known by Region, operation and input, however the
-- input is written; the same question gets the answers it got, in their order, then the last again.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"
local recording = require "moontide.emulator.recording"

local M = {}

---@class moontide.emulator.Replay
---@field answers table<string, { list: moontide.emulator.Exchange[], given: integer }>
local Replay = {}
Replay.__index = Replay

local function region_of(authorization)
   return (authorization or ""):match("Credential=[^/]*/%d+/([^/]*)/") or ""
end

-- A form's pairs in one order, without what changes from call to call.
local function canonical_form(body)
   local pairs_of_form = {}
   for pair in body:gmatch("[^&]+") do pairs_of_form[#pairs_of_form + 1] = pair end
   table.sort(pairs_of_form)
   return table.concat(pairs_of_form, "&")
end

local function canonical(body)
   local value = core.json_decode(body)
   return value ~= nil and core.json_encode(value, { sorted = true }) or canonical_form(body)
end

local function key_of(authorization, target, operation, body)
   return table.concat({ region_of(authorization), target, operation or "", canonical(body) }, "\n")
end

---@param exchanges moontide.emulator.Exchange[]
---@return moontide.emulator.Replay
function M.new(exchanges)
   local answers = {}
   for _, exchange in ipairs(exchanges) do
      if exchange.status then
         local headers = exchange.headers
         local key = key_of(headers.authorization, exchange.target, headers["x-amz-target"],
            exchange.body)
         answers[key] = answers[key] or { list = {}, given = 0 }
         table.insert(answers[key].list, exchange)
      end
   end
   return setmetatable({ answers = answers }, Replay)
end

---@param path string
---@return moontide.emulator.Replay
function M.open(path)
   local text, problem = require("moontide.files").read(path)
   local exchanges = text and recording.parse(text) or {}
   if #exchanges == 0 then
      error(core.error { status = "io", where = path, message = "the recording cannot be replayed: "
         .. (problem or "there is no exchange in it") }, 0)
   end
   return M.new(exchanges)
end

---The recorded answer; raises a refusal if there is none.
---@param request moontide.emulator.Request
---@return moontide.emulator.Answer
function Replay:answer(request)
   local operation = request:header("x-amz-target")
   local entry = self.answers[key_of(request:header("authorization"), request.target, operation,
      request.body)]
   if not entry then
      local asked = operation or request.method .. " " .. request.target
      error(failure.frontend("NotRecorded",
         ("The recording has no %s with this input in this Region"):format(asked)), 0)
   end
   entry.given = math.min(entry.given + 1, #entry.list)
   local exchange = entry.list[entry.given]
   local headers = {}
   for name, value in pairs(exchange.answer_headers) do
      if name ~= "content-length" and name ~= "date" and name ~= "connection" then
         headers[name] = value
      end
   end
   return { status = exchange.status, headers = headers, body = exchange.answer_body,
      code = exchange.status >= 300 and "Recorded" or nil }
end

return M
