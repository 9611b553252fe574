-- What the query protocol calls errors that handlers and frontends raise by their names in JSON.
local wire = require "moontide.emulator.wire"

local M = {}

-- Of the frontends, which have other names and other HTTP statuses there.
local frontend = {
   AccessDeniedException = { "AccessDenied", 403 },
   ExpiredTokenException = { "ExpiredToken", 403 },
   IncompleteSignatureException = { "IncompleteSignature", 400 },
   InvalidSignatureException = { "SignatureDoesNotMatch", 403 },
   MissingAuthenticationTokenException = { "MissingAuthenticationToken", 403 },
   SerializationException = { "MalformedInput", 400 },
   ThrottlingException = { "Throttling", 400 },
   UnknownOperationException = { "InvalidAction", 400 },
   UnrecognizedClientException = { "InvalidClientTokenId", 403 },
   ValidationException = { "ValidationError", 400 },
}

---@param entry? table
---@param failure moontide.emulator.Failure
---@return string code, integer status
function M.of(entry, failure)
   local known = not failure.is_modelled and frontend[failure.code]
   if known then
      return known[1], known[2]
   end
   local modelled = wire.modelled_error(entry, failure)
   if modelled then
      return modelled.code, modelled.http
   end
   return failure.code, failure.status
end

return M
