-- AWS's query protocol: operation and input as a form, the output as XML.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"
local query_codes = require "moontide.emulator.protocols.query_codes"
local validation = require "moontide.emulator.validation"
local wire = require "moontide.emulator.wire"

local M = {}

---Several services may have a version of the same date: the signature's scope tells them apart,
---without one the host.
local function choose(candidates, request)
   local authorization = request:header("authorization") or ""
   local scope = authorization:match("Credential=[^/,]*/%d+/[^/,]*/([^/,]+)/aws4_request")
   local label = (request:header("host") or ""):match("^[^.:]*")
   for _, entry in ipairs(candidates) do
      if entry.service.signing_name == scope then
         return entry
      end
   end
   for _, entry in ipairs(candidates) do
      if entry.model:metadata("endpointPrefix") == label then
         return entry
      end
   end
   return candidates[1]
end

---Which service and operation a request means.
---@param services moontide.emulator.Services
---@param request moontide.emulator.Request
---@return table? entry, string operation
function M.address(services, request)
   local action = core.form_field(request.body, "Action") or ""
   local version = core.form_field(request.body, "Version") or ""
   return choose(services.by_version[version] or {}, request), action
end

---@param request moontide.emulator.Request
---@return moontide.emulator.Failure
function M.unknown_operation(request)
   local action = core.form_field(request.body, "Action")
   if not action then
      return failure.frontend("MissingAction", "The request must contain the parameter Action")
   end
   return failure.frontend("UnknownOperationException",
      ("Could not find operation %s for version %s"):format(action,
         core.form_field(request.body, "Version") or "NO_VERSION_SPECIFIED"))
end

---@param entry table
---@param operation string
---@param request moontide.emulator.Request
---@return table input
function M.decode(entry, operation, request)
   return validation.decode_form(entry, operation, request.body)
end

local function headers_of(request_id)
   return { ["x-amzn-RequestId"] = request_id, ["Content-Type"] = "text/xml" }
end

---@param _ moontide.emulator.Request
---@param request_id string
---@param entry table
---@param operation string
---@param output? table
---@return moontide.emulator.Answer
function M.success(_, request_id, entry, operation, output)
   return {
      status = 200, headers = headers_of(request_id),
      body = assert(entry.model:encode_xml(operation, output, request_id)),
   }
end

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function element(name, value)
   local text = tostring(wire.as_text(value)):gsub("[&<>\"]", entities)
   text = text:gsub("[\1-\8\11-\31]", "?")
   return ("<%s>%s</%s>"):format(name, text, name)
end

---@param _ moontide.emulator.Request
---@param request_id string
---@param entry? table
---@param refusal moontide.emulator.Failure
---@return moontide.emulator.Answer
function M.failure(_, request_id, entry, refusal)
   local code, status = query_codes.of(entry, refusal)
   local namespace = entry and entry.model:metadata("xmlNamespace")
   local parts = {
      element("Type", status >= 500 and "Receiver" or "Sender"), element("Code", code),
      element("Message", refusal.message),
   }
   for name, value in pairs(refusal.members or {}) do
      parts[#parts + 1] = element(name, value)
   end
   return {
      status = status, code = code, is_reset = refusal.is_reset, headers = headers_of(request_id),
      body = ("<ErrorResponse%s><Error>%s</Error>%s</ErrorResponse>\n"):format(
         namespace and (' xmlns="%s"'):format(namespace) or "", table.concat(parts),
         element("RequestId", request_id)),
   }
end

return M
