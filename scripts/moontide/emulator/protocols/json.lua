-- AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, input and output as JSON.
local failure = require "moontide.emulator.failure"
local query_codes = require "moontide.emulator.protocols.query_codes"
local validation = require "moontide.emulator.validation"
local wire = require "moontide.emulator.wire"

local M = {}

---Which service and operation a request means.
---@param services moontide.emulator.Services
---@param request moontide.emulator.Request
---@return table? entry, string operation
function M.address(services, request)
   local target = request:header("x-amz-target") or ""
   local prefix, name = target:match("^([^.]*)%.(.*)$")
   return services.by_target[prefix], name or target
end

---@param request moontide.emulator.Request
---@return moontide.emulator.Failure
function M.unknown_operation(request)
   local target = request:header("x-amz-target") or "(none)"
   return failure.frontend("UnknownOperationException",
      ("The operation %s is not known."):format(target))
end

---@param entry table
---@param operation string
---@param request moontide.emulator.Request
---@return table input
function M.decode(entry, operation, request)
   return validation.decode(entry, operation, request.body)
end

local function headers_of(request, request_id)
   local asked = (request:header("content-type") or ""):match("^[^;%s]*"):lower()
   return {
      ["x-amzn-RequestId"] = request_id,
      ["Content-Type"] = asked:find("^application/x%-amz%-json%-1%.[01]$") and asked
         or "application/x-amz-json-1.1",
   }
end

---@param request moontide.emulator.Request
---@param request_id string
---@param entry table
---@param operation string
---@param output? table
---@return moontide.emulator.Answer
function M.success(request, request_id, entry, operation, output)
   return {
      status = 200, headers = headers_of(request, request_id),
      body = assert(entry.model:encode_output(operation, output)),
   }
end

---Services that once spoke the query protocol tell its codes to those who ask.
local function query_error(request, entry, refusal)
   if not entry or request:header("x-amzn-query-mode") ~= "true"
      or not entry.model:is_query_compatible() then
      return nil
   end
   local code, status = query_codes.of(entry, refusal)
   return code .. (status >= 500 and ";Receiver" or ";Sender")
end

---@param request moontide.emulator.Request
---@param request_id string
---@param entry? table
---@param refusal moontide.emulator.Failure
---@return moontide.emulator.Answer
function M.failure(request, request_id, entry, refusal)
   local body = { __type = refusal.code, [refusal.member] = refusal.message }
   for name, value in pairs(refusal.members or {}) do
      body[name] = value
   end
   local modelled = wire.modelled_error(entry, refusal)
   local headers = headers_of(request, request_id)
   headers["x-amzn-query-error"] = query_error(request, entry, refusal)
   return {
      status = modelled and modelled.http or refusal.status, code = refusal.code, headers = headers,
      is_reset = refusal.is_reset,
      body = wire.encode(body),
   }
end

return M
